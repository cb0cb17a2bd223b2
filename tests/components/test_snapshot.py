"""The first chart: what stands in its SVG, read back."""

from __future__ import annotations

import itertools
import re
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from components.figures.chart import chart
from components.figures.model import Kind
from components.figures.snapshot import dates, snapshots
from components.tree import Node, html_text
from tests.components.generated import generated, view_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.figures.model import Chart, Pane

QUERIES = ["", "?scale=levels", "?scale=log&range=Max", "?asof=2013-05-06&range=6M&after=shown"]


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


def _all(node: Node, **wanted: str) -> Iterator[Any]:
    """Return the elements in a node whose class begins with what is wanted."""
    if isinstance(node, tuple):
        if node[1].get("class", "").split(" ")[: len(wanted["of"].split(" "))] == wanted["of"].split(" "):
            yield node
        for child in node[2:]:
            yield from _all(child, **wanted)


def _text(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node[2:]))


def _points(path: str) -> np.ndarray:
    """Return the points of a path that starts with one in place and goes on in steps."""
    numbers = [float(number) for number in re.findall(r"-?\d+", path.replace("h0", ""))]
    return np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)


def _span(shown: Chart, pane: Pane) -> tuple[float, float]:
    """Return what a pane should span, worked out with pandas from the lines of all panes like it."""
    kin = [one for one in shown.panes if one is pane or (pane.alike and one.alike == pane.alike)]
    values = pd.concat([pd.Series([*line.points, *one.guides]) for one in kin for line in one.lines]).dropna()
    values = np.log10(values) if pane.log else values
    pad = 0.06 * (values.max() - values.min())
    return values.min() - pad, values.max() + pad


def _height(shown: Chart, pane: Pane, value: float) -> float:
    low, high = _span(shown, pane)
    return 1000 * (high - (np.log10(value) if pane.log else value)) / (high - low)


@pytest.mark.parametrize("query", QUERIES)
def test_every_line_is_drawn_where_its_values_are(prices: FramePrices, query: str) -> None:
    """First and last value, highest and lowest: each within half a unit of a thousand of its place in the pane."""
    shown = chart(view_of(prices, query))
    found = snapshots(shown)
    for pane in shown.panes:
        paths = list(_all(found[pane.key], of="line"))
        assert [f"line line-{line.who} line-{line.kind}" for line in pane.lines] == [p[1]["class"] for p in paths]
        for line, path in zip(pane.lines, paths, strict=True):
            points = _points(path[1]["d"])
            assert points[-1, 0] == 1000
            assert np.all(np.diff(points[:, 0]) >= 0)
            drawn = points[1:-1] if line.kind is Kind.HISTOGRAM else points
            values = pd.Series(line.points).dropna()
            known = [values.iloc[0], values.iloc[-1], values.max(), values.min()]
            places = [drawn[0, 1], drawn[-1, 1], drawn[:, 1].min(), drawn[:, 1].max()]
            assert [_height(shown, pane, value) for value in known] == pytest.approx(places, abs=0.51), line.label


def test_a_line_without_a_past_begins_where_it_begins() -> None:
    """300 sessions: the 200-day average begins at session 200, two thirds of the way in time."""
    shown = chart(view_of(generated(300), "?range=Max"))
    (path,) = _all(snapshots(shown)["price"], of="line line-small line-average")
    first = (shown.sessions[199] - shown.sessions[0]) / (shown.sessions[-1] - shown.sessions[0])
    assert _points(path[1]["d"])[0, 0] == pytest.approx(1000 * first, abs=0.51)


@pytest.mark.parametrize("query", QUERIES)
def test_line_ends_are_named_with_their_last_values_and_kept_apart(prices: FramePrices, query: str) -> None:
    """At the nominal heights of 320, 200 and 110 pixels each label has 13 of its own, less the rounding to 0.1 %."""
    shown = chart(view_of(prices, query))
    for pane in shown.panes:
        labels = list(_all(snapshots(shown)[pane.key], of="end"))
        expected = [(line.end, f"{line.points[-1]:,.{line.decimals}f}") for line in pane.lines if line.end]
        assert expected == [(_text(label[2]).strip(), _text(label[-1]).replace("-0.00", "0.00")) for label in labels]
        height = {"tall": 320, "half": 200, "low": 110}[pane.size]
        places = sorted(float(label[1]["y"].removesuffix("%")) / 100 * height for label in labels)
        assert all(after - before >= 13 - 0.001 * height for before, after in itertools.pairwise(places))


def test_a_narrow_page_can_show_short_names(prices: FramePrices) -> None:
    """An average is "avg" there, a signal stays one, and any other line has the symbol of whose it is."""
    found = snapshots(chart(view_of(prices)))
    short = {key: [_text(name).strip() for name in _all(found[key], of="end-short")] for key in ("price", "ppo-small")}
    assert short == {"price": ["RUT", "avg", "GSPC", "avg"], "ppo-small": ["signal", "RUT"]}


def test_ticks_stand_at_their_values(prices: FramePrices) -> None:
    """RSI: 30, 50 and 70, each at its height; 30 and 70 are guides too."""
    shown = chart(view_of(prices))
    (pane,) = [pane for pane in shown.panes if pane.key == "rsi"]
    found = snapshots(shown)["rsi"]
    (svg,) = _all(found, of="ticks")
    heights = {_text(tick): float(tick[1]["y"].removesuffix("%")) * 10 for tick in svg[2:]}
    assert heights == {str(level): pytest.approx(_height(shown, pane, level), abs=0.51) for level in (30, 50, 70)}
    guides = [guide[1]["d"] for guide in _all(found, of="guide")]
    assert guides == [f"M0 {round(_height(shown, pane, level))}h1000" for level in (30, 70)]


def test_what_came_after_is_shaded_from_the_as_of_session_on(prices: FramePrices) -> None:
    """Half a year before and half a year after 6 May 2013: from the middle to the right edge, in each pane."""
    shown = chart(view_of(prices, "?asof=2013-05-06&range=6M&after=shown"))
    for node in snapshots(shown).values():
        (shade,) = _all(node, of="after")
        start = (np.datetime64("2013-05-06") - shown.sessions[0]) / (shown.sessions[-1] - shown.sessions[0])
        assert int(shade[1]["x"]) == pytest.approx(1000 * start, abs=0.51)
        assert int(shade[1]["x"]) + int(shade[1]["width"]) == 1000
    assert not list(_all(snapshots(chart(view_of(prices)))["price"], of="after"))


def test_a_line_stands_in_each_pane_at_each_date(prices: FramePrices) -> None:
    """The dates are below all panes, since which one is the lowest depends on the screen."""
    shown = chart(view_of(prices))
    places = [float(text[1]["x"].removesuffix("%")) * 10 for text in dates(shown)[2:]]
    assert [_text(text) for text in dates(shown)[2:]] == ["Jan 2014", "Jul 2014", "Jan 2015", "Jul 2015"]
    for node in snapshots(shown).values():
        (grid,) = _all(node, of="grid")
        assert [float(x) for x in re.findall(r"M(\d+) 0v1000", grid[1]["d"])] == pytest.approx(places, abs=1)


def test_looks_are_left_to_the_style_sheet(prices: FramePrices) -> None:
    """No style, no colour and no width in pixels; what is drawn is hidden from readers who hear the description."""
    for node in snapshots(chart(view_of(prices))).values():
        text = html_text(node)
        assert node[1] == {"class": "snapshot", "aria-hidden": "true"}
        assert not re.search(r"style=|fill=|stroke|#[0-9a-f]{3}|nan|inf", text)


@pytest.mark.parametrize("sessions", [1, 2, 150])
def test_short_histories_have_pictures_of_what_there_is(sessions: int) -> None:
    """A pane without a value has none; one session is a point."""
    shown = chart(view_of(generated(sessions), "?roc=252"))
    found = snapshots(shown)
    assert [pane.key for pane in shown.panes if not pane.empty] == list(found)
    assert not any(re.search("nan|inf", html_text(node)) for node in found.values())


def test_ten_years_take_little_of_the_page() -> None:
    """2,610 sessions of the default panels compress to less than 25 kB."""
    sessions = pd.bdate_range("2004-01-02", periods=3000, name="session", unit="ns")
    steps = {name: np.random.default_rng(seed).normal(0, 0.01, 3000) for seed, name in enumerate(("^RUT", "^GSPC"))}
    long = FramePrices(
        {name: pd.DataFrame({"close": 1000 * np.exp(step.cumsum())}, index=sessions) for name, step in steps.items()}
    )
    shown = chart(view_of(long, "?range=10Y"))
    text = "".join(html_text(node) for node in snapshots(shown).values())
    assert len(zlib.compress(text.encode(), 6)) < 25_000
