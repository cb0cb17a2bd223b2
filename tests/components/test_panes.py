"""The panels of the chart as sections of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from commentary import takeaways
from components.csv import csv
from components.figures.chart import chart, trend_of
from components.panes import panes
from components.state import ViewState
from tests.components.generated import generated, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.tree import Node
    from components.view import View
    from tests.page.prices import FramePrices


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


def _walk(node: Node) -> Iterator[Any]:
    if isinstance(node, tuple):
        yield node
        for child in node[2:]:
            yield from _walk(child)


def _one(node: Node, **attributes: str) -> Any:  # noqa: ANN401 - an element
    (found,) = [part for part in _walk(node) if all(part[1].get(name) == value for name, value in attributes.items())]
    return found


def _text(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node[2:]))


def _panes(view: View, *, snapshot: bool = False) -> dict[str, Any]:
    found = panes(view, chart(view), snapshot=snapshot)
    return {node[1]["data-pane"]: node for node in found if node[0] == "section"}


@pytest.mark.parametrize(
    ("scale", "keys"),
    [
        ("rebased", ["price", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]),
        ("levels", ["small", "large", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]),
    ],
)
def test_each_panel_is_a_section_under_its_takeaway(prices: FramePrices, scale: str, keys: list[str]) -> None:
    """Heading and description are the commentary's, for the average and the horizon that the view asks for."""
    view = view_of(prices, f"?scale={scale}&avg=50&roc=21")
    market = view.market
    small, large = trend_of(view.panel.small, 50), trend_of(view.panel.large, 50)
    said = {
        "price": takeaways.price(market, small, large),
        "small": takeaways.price_of(market, "small", small),
        "large": takeaways.price_of(market, "large", large),
        "relative": takeaways.relative(market),
        "rsi": takeaways.rsi(market),
        "ppo-small": takeaways.ppo(market, "small"),
        "ppo-large": takeaways.ppo(market, "large"),
        "roc": takeaways.roc(market, 21),
        "claims": takeaways.claims(market, view.timeline),
        "probability": takeaways.probability(market, view.timeline),
    }
    found = _panes(view)
    assert keys == list(found)
    for key, section in found.items():
        heading = _one(section, id=section[1]["aria-labelledby"])
        assert ("h3", said[key].heading.text) == (heading[0], _text(heading).replace("\xa0", " "))
        description = _text(_one(section, id=section[1]["aria-describedby"])).replace("\xa0", " ")
        assert said[key].description.text == description


def test_takeaways_stay_those_of_the_as_of_date_when_what_came_after_is_shown(prices: FramePrices) -> None:
    """Heading and description of each panel are the same, hidden or shown."""
    words = [
        [
            _text(part)
            for section in _panes(view_of(prices, query)).values()
            for part in _walk(section)
            if "id" in part[1]
        ]
        for query in ("?asof=2013-05-06&range=1Y", "?asof=2013-05-06&range=1Y&after=shown")
    ]
    assert words[0] == words[1]


def test_ids_are_given_once_and_each_that_is_spoken_of_is_there(prices: FramePrices) -> None:
    """Labels, descriptions and controlled parts name ids in the same panel."""
    found = _panes(view_of(prices))
    ids = [part[1]["id"] for section in found.values() for part in _walk(section) if "id" in part[1]]
    assert len(ids) == len(set(ids))
    for section in found.values():
        own = {part[1]["id"] for part in _walk(section) if "id" in part[1]}
        named = ("aria-labelledby", "aria-describedby", "aria-controls")
        assert {part[1][name] for part in _walk(section) for name in named if name in part[1]} <= own


def test_a_panel_has_a_table_button_that_says_of_what_and_a_hidden_place_for_it(prices: FramePrices) -> None:
    """Closed at first; the visible words are part of the name."""
    section = _panes(view_of(prices))["rsi"]
    button = _one(section, **{"data-table": "rsi"})
    assert ("Table of RSI(14)", "false") == (_text(button), button[1]["aria-expanded"])
    place = _one(section, id=button[1]["aria-controls"])
    assert place[1]["hidden"] == ""


def test_the_tools_of_the_prices_are_named_without_their_base(prices: FramePrices) -> None:
    """They say “of Prices”, not “of Price, 31 Oct 2012 = 100”."""
    names = [_text(part) for part in _walk(_panes(view_of(prices))["price"]) if part[1].get("class") == "tool"]
    assert [name.partition(" of ")[2] for name in names] == ["Prices"] * 7


@pytest.mark.parametrize("query", ["", "?asof=2013-05-04&scale=levels&range=1Y", "?pair=FOO,BAR&avg=50&after=shown"])
def test_the_file_of_a_panel_is_that_of_what_is_shown(prices: FramePrices, query: str) -> None:
    """Its link, opened on its own, gives the pair, the session and the lines of the page that it stands on."""
    view = view_of(prices, query)
    for key, section in _panes(view).items():
        link = _one(section, id=f"csv-{key}")
        parts = urlsplit(link[1]["href"])
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        assert ("csv", key, "") == (parts.path, given.pop("panel"), link[1]["download"])
        state, ignored = ViewState.from_parameters(given.items())
        assert ignored == ()
        assert csv(view, key) == csv(view_of(prices, state.to_query()), key)


def test_a_panel_without_a_value_says_what_it_needs_instead_of_a_chart() -> None:
    """150 sessions: ROC(252) and what claims of a year say have none, with and without a first chart."""
    view = view_of(generated(150), "?roc=252")
    for snapshot in (False, True):
        found = _panes(view, snapshot=snapshot)
        plots = {key: _one(section, **{"data-plot": key}) for key, section in found.items()}
        assert {"roc", "claims", "probability"} == {key for key, plot in plots.items() if "wanting" in str(plot)}
        assert _text(plots["roc"]) == "needs 252 earlier sessions"
        assert snapshot == ("snapshot" in str(plots["rsi"]))


def test_the_first_chart_is_drawn_only_where_asked_for(prices: FramePrices) -> None:
    """The plot's place has the size of its pane and holds nothing, or one picture."""
    view = view_of(prices)
    for key, section in _panes(view).items():
        size = "tall" if key == "price" else "low"
        assert _one(section, **{"data-plot": key}) == ("div", {"class": f"plot plot-{size}", "data-plot": key})
    assert panes(view, chart(view))[-1][0] == "section"
    assert panes(view, chart(view), snapshot=True)[-1][1]["class"] == "dates"
    for key, section in _panes(view, snapshot=True).items():
        (picture,) = _one(section, **{"data-plot": key})[2:]
        assert picture[1]["class"] == "snapshot"
