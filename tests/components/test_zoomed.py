"""A chart cut to a zoom, and a zoom that shows nothing; the rows are found by pandas on the prices themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from callbacks.answer import answer
from callbacks.context import Context, unzoomed
from callbacks.draw import page
from callbacks.drawer import Drawer
from callbacks.edits import edited
from components.figures.chart import chart
from components.figures.panels import GROUPS, PanelError, panes_of
from components.figures.zoomed import shown_chart
from components.state import ViewState
from components.view import viewer
from data.instruments import PAIRS
from tests.components.generated import SESSIONS, generated, numbers, view_of

if TYPE_CHECKING:
    from components.figures.model import Chart

AS_OF = "asof=2014-10-28"
ZOOM = "zoom=2014-07-01,2014-09-01"


def _arrays(found: Chart) -> dict[str, np.ndarray]:
    """Return every row of values of a chart by a name of its own."""
    lines = {f"{pane.key}/{line.label}": line.points for pane in found.panes for line in pane.lines}
    strips = {
        f"{pane.key}/{strip.label}/{side}": held
        for pane in found.panes
        for strip in pane.strips
        for side, held in strip.sides.items()
    }
    read = {f"{number}/{who}": points for number, reading in enumerate(found.readings) for who, points in reading.of}
    return {**lines, **strips, **read, **found.closes}


@pytest.mark.parametrize("after", ["hidden", "shown"])
def test_a_zoomed_chart_has_the_values_of_the_whole_one(after: str) -> None:
    """Lines, strips, readings and closes, each where its session lies between the dates; nothing is rebased anew."""
    query = f"?{AS_OF}&range=1Y&after={after}"
    whole, cut = chart(view_of(generated(), query)), shown_chart(view_of(generated(), f"{query}&{ZOOM}"))
    seen = (whole.sessions >= np.datetime64("2014-07-01")) & (whole.sessions <= np.datetime64("2014-09-01"))
    assert len(cut.sessions) == len(SESSIONS[(SESSIONS >= "2014-07-01") & (SESSIONS <= "2014-09-01")])
    assert cut.known == len(cut.sessions)
    np.testing.assert_array_equal(cut.sessions, whole.sessions[seen])
    expected, found = _arrays(whole), _arrays(cut)
    assert expected.keys() == found.keys()
    for name, points in found.items():
        np.testing.assert_array_equal(points, expected[name][seen], err_msg=name)


@pytest.mark.parametrize(
    ("zoom", "known", "sessions"),
    [("2014-10-27,2014-10-30", 2, 4), ("2014-10-29,2014-11-04", 0, 5), ("2014-10-20,2014-10-28", 7, 7)],
)
def test_what_was_known_is_counted_among_what_is_seen(zoom: str, known: int, sessions: int) -> None:
    """Sessions up to 28 October and in all, counted on a calendar; a zoom may hold none that was known."""
    cut = shown_chart(view_of(generated(), f"?{AS_OF}&after=shown&zoom={zoom}"))
    assert (cut.known, len(cut.sessions)) == (known, sessions)


@pytest.mark.parametrize(
    "query",
    [
        f"?{AS_OF}&range=6M&zoom=2010-02-01,2010-08-02",  # before the range
        f"?{AS_OF}&zoom=2014-11-03,2014-12-01",  # after the as-of session
        f"?{AS_OF}&zoom=2014-10-28,2014-12-01",  # one session of it
        f"?{AS_OF}&zoom=2014-10-25,2014-10-26",  # a weekend
    ],
)
def test_a_zoom_that_the_range_does_not_hold_is_ignored_with_a_sentence(query: str) -> None:
    """The view has no zoom then, so nothing that leaves the page has it, and shows the whole range."""
    view = view_of(generated(), query)
    assert view.state.zoom is None
    assert [text.rpartition(" was ")[2] for text in view.ignored] == [
        "ignored: of the range shown it holds no two sessions."
    ]
    np.testing.assert_array_equal(shown_chart(view).sessions, chart(view).sessions)


def test_a_zoom_that_reaches_beyond_the_range_shows_what_there_is() -> None:
    """From before the first session on: the range up to the second date."""
    view = view_of(generated(), f"?{AS_OF}&range=6M&zoom=2010-01-04,2014-09-01")
    sessions = shown_chart(view).sessions
    assert view.ignored == ()
    assert [str(sessions[row])[:10] for row in (0, -1)] == ["2014-04-28", "2014-09-01"]


def test_a_page_opens_on_the_zoom_and_holds_the_range() -> None:
    """Its first picture is cut and its figure is not; the readout stays that of the as-of session."""
    views = viewer(generated())
    found, whole = (page(query, views(query), PAIRS, snapshot=True) for query in (f"?{AS_OF}&{ZOOM}", f"?{AS_OF}"))
    assert (found["zoom"], whole["zoom"]) == (["2014-07-01", "2014-09-01"], None)
    assert (found["figure"], found["parts"]["readout"]) == (whole["figure"], whole["parts"]["readout"])
    assert found["parts"]["panes"] != whole["parts"]["panes"]
    assert found["stamp"] == whole["stamp"]


def test_a_long_chart_keeps_the_ends_of_its_zoom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sessions are left out of a figure, those that bound what is looked at first are there."""
    monkeypatch.setattr("components.figures.thin.kept.__kwdefaults__", {"limit": 100})
    view = view_of(generated(), "?range=Max&zoom=2011-03-08,2011-03-11")
    figure = page("", view, PAIRS)["figure"]
    drawn = numbers(figure["x"]).astype("datetime64[ms]")
    assert len(drawn) < len(SESSIONS)
    assert set(np.array(["2011-03-08", "2011-03-11"], dtype="datetime64[ms]")) <= set(drawn)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        (f"?{ZOOM}", ""),
        (f"?{AS_OF}&{ZOOM}&avg=50", f"?{AS_OF}&avg=50"),
        (f"?{ZOOM}&{ZOOM}", ""),
        ("?show=zoom=1&xzoom=2", "?show=zoom=1&xzoom=2"),
    ],
)
def test_a_query_loses_its_zoom_and_nothing_else(query: str, expected: str) -> None:
    """As the page's script takes it out before it asks."""
    assert unzoomed(query) == expected


def test_pages_that_differ_by_their_zoom_are_kept_once() -> None:
    """A question that carries one all the same gets the page without."""
    drawer = Drawer.on(Context(viewer(generated()), PAIRS))
    texts = {answer({"query": f"?{AS_OF}{zoom}"}, drawer)["page"] for zoom in ("", f"&{ZOOM}")}
    assert (len(texts), drawer.encoded.cache_info().currsize) == (1, 1)


@pytest.mark.parametrize(
    ("control", "text", "zoom", "data"),
    [
        ("range", "5Y", False, True),
        ("pair", "IWM,SPY", False, False),
        ("small", "IWM", False, False),
        ("asof", "2014-10-27", True, False),
        ("theme", "dark", True, True),
        ("range", "2Y", True, True),  # as it is
    ],
)
def test_what_is_of_one_view_ends_with_it(control: str, text: str, zoom: bool, data: bool) -> None:  # noqa: FBT001
    """A zoom with the range or the pair, a data version with the date or the pair."""
    stamp = "data=csv.csv.2014-10-28.2014-10-31.0123456789ab.ba9876543210"
    state, _ = edited(ViewState.from_query(f"?{AS_OF}&{ZOOM}&{stamp}")[0], [(control, text)])
    assert (state.zoom is not None, state.data is not None) == (zoom, data)


def test_a_panel_is_a_pane_or_a_group_of_them() -> None:
    """Every pane by its own key, groups in the order of the chart; in levels the price is two panes."""
    rebased, levels = (chart(view_of(generated(), f"?scale={scale}")) for scale in ("rebased", "levels"))
    assert [[pane.key for pane in panes_of(rebased, pane.key)] for pane in rebased.panes] == [
        [pane.key] for pane in rebased.panes
    ]
    assert [pane.key for pane in panes_of(levels, "price")] == ["small", "large"]
    assert [pane.key for pane in panes_of(rebased, "momentum")] == ["rsi", "ppo-small", "ppo-large", "roc"]
    assert panes_of(rebased, None) == rebased.panes
    assert {key for keys in GROUPS.values() for key in keys} <= {
        pane.key for found in (rebased, levels) for pane in found.panes
    }


@pytest.mark.parametrize("panel", ["", "small", "Price", "case", "price\r\nX-Evil: 1", "<b>", "x" * 500])
def test_another_panel_is_refused_by_name(panel: str) -> None:
    """The message repeats the name as it may be shown, and says which there are."""
    with pytest.raises(
        PanelError, match=r"^There is no panel “.{0,41}” in this view; it has price, relative, "
    ) as error:
        panes_of(chart(view_of(generated())), panel)
    assert str(error.value).isprintable()
