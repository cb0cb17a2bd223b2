"""What the charts of slides are drawn from: steps, first sessions, dates; expected is worked by hand or by pandas."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from components.figures.chart import chart
from components.figures.model import Kind, Line, Pane, Size, Who
from sharing.deck.sampling import POINTS, sampled
from tests.page.prices import FramePrices
from tests.sharing.decks import SPACES, charts_of, made, markup, seen, slides_of, walk

FIRST = "1987-09-10"


def counts(*values: float) -> Line:
    """Return a line of counts."""
    return Line("Claims", "claims", np.array(values), Who.BEAR, Kind.STEPS, 0)


def pane_of(*lines: Line) -> Pane:
    """Return a pane of lines."""
    return Pane("claims", "Claims", "", lines, Size.LOW, "")


def texts_of(slide: Any) -> str:  # noqa: ANN401 - the library's slide
    """Return the texts of a slide."""
    return " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def points_of(file: bytes, pane: str, name: str) -> list[tuple[pd.Timestamp, float]]:
    """Return the dates and values of a series, as its markup lists them."""
    for one in markup(charts_of(file)[pane]).iterfind(".//c:ser", SPACES):
        if one.findtext("c:tx//c:v", namespaces=SPACES) == name:
            days = {pt.get("idx"): float(pt[0].text) for pt in one.iterfind("c:cat//c:pt", SPACES)}
            values = {pt.get("idx"): float(pt[0].text) for pt in one.iterfind("c:val//c:pt", SPACES)}
            return [(pd.Timestamp("1899-12-30") + pd.Timedelta(days[row], "D"), values[row]) for row in values]
    raise AssertionError(name)


def test_a_changed_count_has_a_second_row_on_the_session_before_it() -> None:
    """By hand: of the counts 1 1 2 2 2 0 the level stretches are left out, and each change has two rows of one date."""
    rows = sampled(pane_of(counts(1, 1, 2, 2, 2, 0)), 6)
    assert ([0, 1, 1, 4, 4, 5], [0, 1, 2, 4, 5, 5]) == (rows.dates.tolist(), rows.points.tolist())
    assert rows.sessions == 6


def test_a_count_begins_at_its_own_session() -> None:
    """By hand: one that is undefined at first has no row before it is known; the as-of session has a row."""
    rows = sampled(pane_of(counts(np.nan, np.nan, 3, 3, 3), counts(1, 1, 1, 1, 1)), 4)
    assert ([0, 2, 3, 4], [0, 2, 3, 4]) == (rows.dates.tolist(), rows.points.tolist())


@pytest.mark.parametrize("sessions", [1, 2, 700, 9811])
def test_counts_that_change_daily_have_few_enough_rows(sessions: int) -> None:
    """Two counts that change by turns keep to the limit, with first, last and highest among them."""
    first = np.arange(sessions, dtype=float) % 2
    first[sessions // 2] = 7
    rows = sampled(pane_of(counts(*first), counts(*np.roll(first, 1))), sessions)
    assert rows.dates.size <= POINTS
    assert (0, sessions - 1) == (rows.dates[0], rows.points[-1])
    assert first[rows.points].max() == 7
    assert np.all(np.diff(rows.dates) >= 0)


def test_claims_are_drawn_in_steps_and_lose_no_session() -> None:
    """No two neighbours differ in both date and value; each day's count is that of the view's claims through time."""
    view, _ = seen("?asof=2014-10-28")
    drawn = points_of(made(panel="claims"), "claims", "Bear claims that hold")
    assert all(day == then or one == other for (day, one), (then, other) in pairwise(drawn))
    whole = chart(view)
    expected = next(line for line in whole.lines if line.label == "Bear claims that hold").points
    days = pd.DatetimeIndex(whole.sessions)
    first = pd.Series(dict(reversed(drawn)))  # of two values of a day, the count of that day itself
    found = first.reindex(days).bfill()
    np.testing.assert_array_equal(expected, found.to_numpy())


def test_counts_after_the_date_are_none_of_those_before_it() -> None:
    """Of a view that shows what came after, the series up to the as-of session is that of one that does not."""
    alone = points_of(made(panel="claims"), "claims", "Bear claims that hold")
    shown = points_of(made("?asof=2014-10-28&after=shown", panel="claims"), "claims", "Bear claims that hold")
    after = points_of(
        made("?asof=2014-10-28&after=shown", panel="claims"), "claims", "Bear claims that hold, after 28 Oct 2014"
    )
    assert alone[-1] == shown[-1]
    assert shown[-1] == after[0]


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
@pytest.mark.parametrize("sessions", [1, 2])
def test_the_first_sessions_of_all_prices_make_a_deck(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], sessions: int, scale: str
) -> None:
    """Each pane is a chart or says what it needs; a single value is a dot, a grid line none."""
    small, large = index_frames
    day = small.index[sessions - 1].date()
    file = made(f"?asof={day}&scale={scale}", FramePrices({"^RUT": small, "^GSPC": large}))
    charts = charts_of(file)
    assert {"relative"} < set(charts)
    for slide in slides_of(file)[1:-2]:
        assert any(shape.has_chart for shape in slide.shapes) or "Needs " in texts_of(slide)
    for drawn in charts.values():
        lines = markup(drawn).findall(".//c:lineChart/c:ser[c:marker]", SPACES)
        for one in lines:
            grid = one.findtext("c:tx//c:v", namespaces=SPACES).startswith("Level ")
            expected = "circle" if sessions == 1 and not grid else "none"
            assert expected == one.find("c:marker/c:symbol", SPACES).get("val")
        low, high = (
            float(markup(drawn).find(f".//c:dateAx/c:scaling/c:{end}", SPACES).get("val")) for end in ("min", "max")
        )
        assert low < high
        assert high == (pd.Timestamp(day) - pd.Timestamp("1899-12-30")).days


def test_a_panel_of_the_first_session_that_has_no_value_says_what_it_needs(
    index_frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """The panels of momentum and of the verdict have none."""
    of = FramePrices(dict(zip(("^RUT", "^GSPC"), index_frames, strict=True)))
    for panel in ("momentum", "verdict"):
        file = made(f"?asof={FIRST}", of, panel=panel)
        assert {} == charts_of(file)
        assert all("Needs " in texts_of(slide) for slide in slides_of(file))


@pytest.mark.parametrize(
    ("start", "low", "unit", "form"),
    [
        ("2012-10-31", "2012-10-31", "days", "d\\ mmm\\ yyyy"),
        ("2012-10-26", "2012-10-26", "months", "d\\ mmm\\ yyyy"),
        ("2014-08-29", "2014-08-29", "days", "d\\ mmm\\ yyyy"),
        ("2009-10-30", "2009-10-01", "months", "mmm\\ yyyy"),
    ],
)
def test_the_axis_of_dates_begins_at_the_first_session(start: str, low: str, unit: str, form: str) -> None:
    """By hand: a month's end, which not each month has, a day that each has, a short chart, one of months' names."""
    of = FramePrices({"^RUT": walk(1, start), "^GSPC": walk(2, start)})
    axis = markup(charts_of(made("?asof=2014-10-28&range=Max", of, panel="relative"))["relative"]).find(
        ".//c:dateAx", SPACES
    )
    serial = int(axis.find("c:scaling/c:min", SPACES).get("val"))
    assert pd.Timestamp(low) == pd.Timestamp("1899-12-30") + pd.Timedelta(serial, "D")
    assert (unit, form) == (
        axis.find("c:majorTimeUnit", SPACES).get("val"),
        axis.find("c:numFmt", SPACES).get("formatCode"),
    )


@pytest.mark.parametrize("zoom", ["2013-11-06,2014-02-06", "2015-01-02,2015-05-29"])
def test_the_table_of_claims_is_as_of_the_titles_date_whatever_the_zoom(zoom: str) -> None:
    """Before and beyond the date it is that of the view without a zoom, and its head names the as-of date."""

    def table(query: str) -> list[list[str]]:
        shapes = slides_of(made(query, panel="claims"))[0].shapes
        rows = next(shape for shape in shapes if shape.has_table).table.rows
        return [[cell.text for cell in row.cells] for row in rows]

    found = table(f"?asof=2014-10-28&after=shown&zoom={zoom}")
    assert table("?asof=2014-10-28") == found
    assert found[0][0] == "Hold on 28 Oct 2014"
