"""Pictures that stand by themselves: what is in their SVG, read back with another parser."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from components.figures.panels import PanelError
from components.pictures import described, picture, with_font
from components.pictures.letters import cut, length, wrapped
from components.provenance import DISCLAIMER, credit
from components.takeaways import takeaways_of
from data.model import State
from tests.components.generated import SESSIONS, generated, view_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from data.model import Instrument

SVG = "{http://www.w3.org/2000/svg}"
PANELS = ["chart", "price", "momentum", "verdict", "relative", "rsi", "ppo-small", "roc", "claims", "case", "card"]
AS_OF = "2013-05-06"
TOKENS = Path(__file__).resolve().parents[2] / "assets" / "tokens.css"


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


def _texts(svg: str) -> list[str]:
    """Return the lines of text that are to be seen."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def _lines(svg: str) -> dict[str, ET.Element]:
    """Return the lines of a picture by their names."""
    found = ET.fromstring(svg).iter(f"{SVG}path")  # noqa: S314 - our own
    return {node.attrib["data-line"]: node for node in found if "data-line" in node.attrib}


def _points(path: str) -> np.ndarray:
    """Return the points of a path that starts with one in place and goes on in steps."""
    steps = np.array([float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]).reshape(-1, 2)
    return np.cumsum(steps, axis=0)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_one_document_that_needs_nothing_else(prices: FramePrices, panel: str, theme: str) -> None:
    """It parses as XML, says its size, has a name and a description, and holds no script, style or address."""
    drawn = picture(view_of(prices, "?show=B1,B3"), panel, theme=theme)
    root = ET.fromstring(drawn.svg)  # noqa: S314 - our own
    assert root.attrib["viewBox"] == f"0 0 {drawn.width} {drawn.height}"
    assert (root.attrib["width"], root.attrib["height"]) == (str(drawn.width), str(drawn.height))
    assert root.attrib["role"] == "img"
    assert [SVG + "title", SVG + "desc"] == [root[0].tag, root[1].tag]
    assert (root[0].text or "").replace("\N{NO-BREAK SPACE}", " ") == drawn.alt
    known = {"svg", "title", "desc", "g", "path", "rect", "text", "tspan", "circle", "line"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= known
    assert re.findall(r"https?://[^\s\"<]+", drawn.svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"href|url\(|style=|\bon\w+=", drawn.svg)


@pytest.mark.parametrize("query", ["?range=1Y", "?range=1Y&scale=levels", "?range=1Y&scale=log"])
def test_every_close_is_drawn_where_it_is(prices: FramePrices, query: str) -> None:
    """Each session within a tenth of a pixel, against closes rebased, scaled and placed with pandas."""
    scale = dict(pair.split("=") for pair in query[1:].split("&")).get("scale", "rebased")
    for symbol, name in (("^RUT", "Russell 2000"), ("^GSPC", "S&P 500")):
        close = prices.frames[symbol]["close"]
        svg = picture(view_of(prices, query), "price", width=900).svg
        label, line = next(
            (label, node) for label, node in _lines(svg).items() if label.startswith((f"{name},", f"{name} close"))
        )
        points = _points(line.attrib["d"])
        closes = close.iloc[-len(points) :]
        values = closes if scale == "levels" else 100 * closes / closes.iloc[0]
        values = np.log10(values) if scale == "log" else values
        days = (closes.index - closes.index[0]).days.to_numpy()
        assert np.allclose(points[:, 0] / points[-1, 0], days / days[-1], atol=0.0002), label
        slope, offset = np.polyfit(values, points[:, 1], 1)
        assert slope < 0
        assert np.abs(slope * values.to_numpy() + offset - points[:, 1]).max() <= 0.1
        assert closes.index[0] == SESSIONS[-len(points)]


def test_the_axis_says_what_the_lines_are_drawn_at(prices: FramePrices) -> None:
    """A close read off the ticks, by a straight line through them, is the close of the frame."""
    svg = picture(view_of(prices, "?range=1Y&scale=levels"), "small", width=900).svg
    ticks = [
        (float(node.attrib["y"]) - 0.36 * 11, float("".join(node.itertext()).replace(",", "")))
        for node in ET.fromstring(svg).iter(f"{SVG}text")  # noqa: S314 - our own
        if node.attrib.get("text-anchor") == "end"
    ]
    slope, offset = np.polyfit(*zip(*ticks, strict=True), 1)
    points = _points(_lines(svg)["Russell 2000 close"].attrib["d"])
    closes = prices.frames["^RUT"]["close"].iloc[-len(points) :]
    assert np.abs(slope * points[:, 1] + offset - closes).max() < 0.002 * closes.mean()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_have_the_colours_and_dashes_of_the_page(prices: FramePrices, theme: str) -> None:
    """Colours as a regex finds them in the style sheet; averages are dashed, closes are not."""
    light, dark = TOKENS.read_text(encoding="utf-8").split(':root[data-theme="dark"]')
    block = dark if theme == "dark" else light
    colour = {name: re.search(rf"--{name}: (#\w+);", block)[1] for name in ("small", "large", "surface")}  # type: ignore[index]
    svg = picture(view_of(prices), "price", theme=theme).svg
    strokes = {name: (node.attrib["stroke"], node.get("stroke-dasharray")) for name, node in _lines(svg).items()}
    assert [
        (colour["small"], None),
        (colour["small"], "6 4"),
        (colour["large"], None),
        (colour["large"], "6 4"),
    ] == list(strokes.values())
    assert f'fill="{colour["surface"]}"' in svg


def test_a_zoom_is_what_is_drawn(prices: FramePrices) -> None:
    """As many points as sessions between the two dates, which stand above the chart."""
    svg = picture(view_of(prices, f"?asof={AS_OF}&zoom=2013-02-01,2013-04-30"), "price", width=900).svg
    sessions = SESSIONS[(SESSIONS >= "2013-02-01") & (SESSIONS <= "2013-04-30")]
    assert {len(sessions)} == {len(_points(line.attrib["d"])) for line in _lines(svg).values()}
    assert "1 Feb 2013 to 30 Apr 2013" in " ".join(_texts(svg))


@pytest.mark.parametrize("panel", ["chart", "price", "relative", "card"])
@pytest.mark.parametrize(
    ("query", "end"),
    [("&zoom=2013-02-01,2013-04-30", "30 Apr 2013"), ("&zoom=2013-02-01,2013-05-06", ""), ("", "")],
)
def test_values_at_the_ends_have_a_date_where_it_is_not_the_pictures(
    prices: FramePrices, panel: str, query: str, end: str
) -> None:
    """Where the lines end before the as-of session, each pane says when; in words too. A card has its period."""
    view = view_of(prices, f"?asof={AS_OF}{query}")
    seen = [text for text in _texts(picture(view, panel, width=900).svg) if "values at the ends of" in text]
    assert {text.rpartition(" · ")[2] for text in seen} == ({f"values at the ends of {end}"} if end else set())
    assert ("values at the ends of" in described(view, panel)) == bool(end)
    if query:
        assert f"1 Feb 2013 to {end or '6 May 2013'}" in " ".join(_texts(picture(view, panel).svg))


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_after_the_as_of_session_changes_a_picture(prices: FramePrices, panel: str) -> None:
    """The same bytes from histories that end on that session."""
    until = replace(prices, until={"^RUT": date.fromisoformat(AS_OF), "^GSPC": date.fromisoformat(AS_OF)})
    query = f"?asof={AS_OF}&show=B1,B3,B4"
    assert picture(view_of(until, query), panel) == picture(view_of(prices, query), panel)
    assert described(view_of(until, query), panel) == described(view_of(prices, query), panel)


def test_what_came_after_is_marked_as_such(prices: FramePrices) -> None:
    """Shown, it is shaded from the as-of session on, in words too; hidden, there is neither."""
    query = f"?asof={AS_OF}&range=6M"
    after = picture(view_of(prices, f"{query}&after=shown"), "rsi", width=900).svg
    assert "after 6 May 2013: not known then" in _texts(after)
    points = _points(next(iter(_lines(after).values())).attrib["d"])
    shade = re.search(r'fill-opacity="0.14" x="([\d.]+)"', after)
    assert shade
    assert np.abs(points[:, 0] - float(shade[1])).min() < 0.1
    hidden = picture(view_of(prices, query), "rsi").svg
    assert "not known then" not in hidden
    assert "fill-opacity" not in hidden


def test_only_claims_that_are_pinned_are_marked(prices: FramePrices) -> None:
    """The dots of the highs are there with B3 alone; a card is too small for them."""
    marks = {
        query: [picture(view_of(prices, query), panel).svg.count("<circle") for panel in ("price", "card")]
        for query in ("?range=5Y", "?range=5Y&show=B3")
    }
    assert marks["?range=5Y"] == [0, 0]
    assert marks["?range=5Y&show=B3"][0] > 0
    assert marks["?range=5Y&show=B3"][1] == 0


@pytest.mark.parametrize("panel", ["chart", "case", "card"])
def test_a_picture_is_the_same_each_time(panel: str) -> None:
    """The same bytes from prices read twice."""
    assert picture(view_of(generated()), panel).svg == picture(view_of(generated()), panel).svg


@dataclass
class Hostile(FramePrices):
    """Prices of instruments whose names are meant to break what shows them."""

    def instrument(self, symbol: str) -> Instrument:
        """Name a symbol in markup, with a character that XML has no place for."""
        return replace(super().instrument(symbol), short=f"]]></text><script>alert('{symbol}')</script>\x0b&\"")


@pytest.mark.parametrize("panel", PANELS)
def test_a_name_is_text_whatever_it_holds(prices: FramePrices, panel: str) -> None:
    """The document parses, has no element by that name, and says the name."""
    view = view_of(Hostile(prices.frames))
    root = ET.fromstring(picture(view, panel).svg)  # noqa: S314 - our own
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert "<script>alert('^RUT')</script>\ufffd" in "".join(root.itertext())
    assert "\x0b" not in described(view, panel) + picture(view, panel).alt


def test_a_panel_that_is_not_there_is_refused_by_name(prices: FramePrices) -> None:
    """The message names what was asked for and what there is; no side but bear and bull, no width out of bounds."""
    view = view_of(prices)
    with pytest.raises(PanelError, match=r"no panel “<b>” .* momentum, verdict, chart, case, card\."):
        picture(view, "<b>")
    with pytest.raises(PanelError, match="no side “both”; it has bear and bull"):
        described(view, "case", "both")
    for width in (319, 2401):
        with pytest.raises(ValueError, match=f"width is {width}"):
            picture(view, "price", width=width)


def test_a_pane_without_values_says_what_it_needs() -> None:
    """Ten sessions: the average of relative strength is wanting, and momentum and claims say what they need."""
    view = view_of(generated(10))
    assert "needs a claim that the prices decide" in _texts(picture(view, "verdict").svg)
    assert "needs a claim that the prices decide" in described(view, "claims")


@pytest.mark.parametrize("width", [320, 1200, 2400])
def test_a_picture_is_as_wide_as_asked_and_a_card_never(prices: FramePrices, width: int) -> None:
    """A card has the size that previews have."""
    view = view_of(prices)
    assert picture(view, "price", width=width).width == width
    card = picture(view, "card", width=width)
    assert (card.width, card.height) == (1200, 630)


def test_every_picture_says_its_date_its_source_and_what_it_is_not(prices: FramePrices) -> None:
    """In its lines as they are seen, joined over their breaks, and in its words."""
    view = view_of(prices, f"?asof={AS_OF}")
    for panel in PANELS:
        seen, told = (
            " ".join(text.split()) for text in (" ".join(_texts(picture(view, panel).svg)), described(view, panel))
        )
        for text in (credit(view), *([DISCLAIMER] if panel != "card" else [])):
            assert " ".join(text.split()) in seen.replace("\N{NO-BREAK SPACE}", " ")
            assert " ".join(text.split()) in told
        assert "Mon 6 May 2013" in seen
        assert DISCLAIMER in told


@pytest.mark.parametrize("panel", PANELS)
def test_prices_that_still_move_are_said_to(prices: FramePrices, panel: str) -> None:
    """Of a session that is not over, in the picture and in its words; not of the one before."""
    moving = replace(prices, state=State.PROVISIONAL)
    last = view_of(moving)
    assert "is not over: its last price" in " ".join(_texts(picture(last, panel).svg))
    assert "is not over: its last price" in described(last, panel)
    assert "is not over" not in described(view_of(moving, f"?asof={AS_OF}"), panel)


def test_the_words_of_a_panel_are_those_of_the_page(prices: FramePrices) -> None:
    """Each pane's heading and description, in order; of a case each claim with its sentences."""
    view = view_of(prices)
    told = [(said.heading.text, said.description.text) for said in takeaways_of(view).values()]
    lines = described(view, "chart").splitlines()
    places = [lines.index(text) for text in itertools.chain.from_iterable(told)]
    assert places == sorted(places)
    case = described(view, "case")
    assert all(" ".join(claim.text.split()) in case for claim in view.claims)
    bear = described(view, "case", "bear")
    assert {claim.side.value: claim.name in bear for claim in view.claims} == {"bear": True, "bull": False}


def test_lines_are_broken_between_words_and_no_word_is_lost() -> None:
    """Joined again they are the text; each fits; a word that is too long is broken, and a cut text has an ellipsis."""
    text = "Claims that hold: trend 1 of 2, momentum 0 of 1, structure and supply 3 of 4."
    for width in (60, 100, 180, 1000):
        lines = wrapped(text, 11, width)
        assert " ".join(lines) == text if width > 70 else "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(length(line, 11) <= width for line in lines)
    assert len(wrapped(text, 11, 1000)) == 1
    assert "".join(wrapped("W" * 40, 11, 60)) == "W" * 40
    assert cut("short", 11, 100) == "short"
    assert cut(text, 11, 100).endswith("…")
    assert length(cut(text, 11, 100), 11) <= 100


def test_the_font_can_be_put_inside(prices: FramePrices) -> None:
    """The rule of the style sheet with the font's file as data; the rest of the picture stays as it is."""
    plain = picture(view_of(prices), "rsi").svg
    inside = with_font(plain)
    root = ET.fromstring(inside)  # noqa: S314 - our own
    style = root.find(f"{SVG}style")
    assert style is not None
    assert re.findall(r"url\((.{31})", style.text or "") == ['"data:font/woff2;base64,d09GMgA']
    root.remove(style)
    assert len(list(root.iter())) == len(list(ET.fromstring(plain).iter()))  # noqa: S314 - our own
    assert pd.Series(_texts(inside)).equals(pd.Series(_texts(plain)))
