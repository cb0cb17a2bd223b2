"""Slides hold native charts with the page's numbers and looks; expected is what pandas and the style sheet say."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx.enum.chart import XL_CHART_TYPE

from components.figures.panels import PanelError
from components.takeaways import takeaways_of
from tests.page.prices import FramePrices
from tests.sharing.decks import SPACES, charts_of, entries, made, markup, prices, seen, slides_of, token, walk

PANES = ["price", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Return the deck of the default view of a day."""
    return made()


def series_of(file: bytes, pane: str) -> dict[str, pd.Series]:
    """Return the series of a chart by name, with the dates that its markup holds."""
    found = {}
    for one in markup(charts_of(file)[pane]).iterfind(".//c:ser", SPACES):
        name = one.findtext("c:tx//c:v", namespaces=SPACES)
        days = {pt.get("idx"): float(pt[0].text) for pt in one.iterfind("c:cat//c:pt", SPACES)}
        values = {pt.get("idx"): float(pt[0].text) for pt in one.iterfind("c:val//c:pt", SPACES)}
        index = pd.to_datetime([days[key] for key in values], unit="D", origin="1899-12-30")
        found[name] = pd.Series(list(values.values()), index=index)
    return found


def test_there_is_a_slide_a_pane_with_its_takeaway_as_title(whole: bytes) -> None:
    """The titles are those of the page, in its order, after the opening slide."""
    said = takeaways_of(seen("?asof=2014-10-28")[0])
    titles = [slide.shapes.title.text_frame.text for slide in slides_of(whole)]
    assert [said[key].heading.text for key in PANES] == titles[1:9]
    assert ["Bear case", "Bull case"] == [title.split(" (")[0] for title in titles[9:] if " case" in title]


def test_charts_are_native_lines_over_an_axis_of_dates(whole: bytes) -> None:
    """Each is of lines, on one axis of dates and one of values, without a legend or a title of its own."""
    charts = charts_of(whole)
    assert list(charts) == PANES
    for key, chart in charts.items():
        parsed = markup(chart)
        if not key.startswith("ppo"):
            assert chart.chart_type == XL_CHART_TYPE.LINE
        assert len(parsed.findall(".//c:dateAx", SPACES)) == 1
        assert not chart.has_legend
        assert parsed.find(".//c:autoTitleDeleted", SPACES).get("val") == "1"


def test_numbers_are_those_of_the_prices(whole: bytes) -> None:
    """Two years of closes, rebased by pandas to 100 at their first session, to the last digit that matters."""
    frame = prices().frames["^RUT"]["close"].loc["2012-10-28":"2014-10-28"]
    found = next(points for name, points in series_of(whole, "price").items() if name.startswith("Russell 2000, "))
    pd.testing.assert_series_equal(
        100 * frame / frame.iloc[0], found, check_names=False, check_index_type=False, check_freq=False
    )


def test_the_workbook_behind_a_chart_holds_numbers_and_dates(whole: bytes) -> None:
    """Read by openpyxl: dates in the first column, the same values as the chart, empty cells where there is none."""
    sheet = openpyxl.load_workbook(BytesIO(charts_of(whole)["price"].part.chart_workbook.xlsx_part.blob)).active
    heads = [cell.value for cell in sheet[1]]
    found = series_of(whole, "price")
    assert [None, *found] == heads
    assert all(cell.is_date for cell in sheet["A"][1:])
    column = heads.index(next(name for name in found if name.startswith("Russell 2000, ")))
    values = [row[column].value for row in sheet.iter_rows(min_row=2)]
    expected = next(points for name, points in found.items() if name.startswith("Russell 2000, ")).tolist()
    assert expected == pytest.approx(values, rel=1e-14)


def test_long_charts_keep_their_extremes_in_six_hundred_points() -> None:
    """Of ten years at most 600 sessions are drawn; first, last, highest and lowest close are those of pandas."""
    file = made("?asof=2014-10-28&range=10Y&scale=levels")
    close = prices().frames["^RUT"]["close"].loc["2004-10-28":"2014-10-28"]
    found = series_of(file, "small")["Russell 2000 close"]
    assert found.size <= 600
    assert (close.iloc[0], close.iloc[-1], close.max(), close.min()) == (
        found.iloc[0],
        found.iloc[-1],
        found.max(),
        found.min(),
    )
    slide = slides_of(file)[1]
    assert f"{found.size} of {close.size:,} sessions drawn" in " ".join(
        shape.text_frame.text for shape in slide.shapes if shape.has_text_frame
    )


def test_lines_have_the_pages_colours_and_dashes(whole: bytes) -> None:
    """Colours as the style sheet has them; averages are dashed as in the figure: six drawn and four left out."""
    for one in markup(charts_of(whole)["price"]).iterfind(".//c:ser", SPACES):
        name = one.findtext("c:tx//c:v", namespaces=SPACES)
        line = one.find("c:spPr/a:ln", SPACES)
        assert line.find("a:solidFill/a:srgbClr", SPACES).get("val") == token("small" if "Russell" in name else "large")
        dash = line.find("a:custDash/a:ds", SPACES)
        assert ("average" in name) == (dash is not None)
        if dash is not None:
            assert float(dash.get("d")) / float(dash.get("sp")) == pytest.approx(6 / 4, rel=1e-4)


def test_a_histogram_is_an_area_that_ends_at_zero(whole: bytes) -> None:
    """The axis of dates crosses at zero, since an area is filled up to where it crosses."""
    parsed = markup(charts_of(whole)["ppo-small"])
    area = parsed.find(".//c:areaChart/c:ser", SPACES)
    assert area.findtext("c:tx//c:v", namespaces=SPACES) == "Russell 2000 PPO histogram %"
    assert area.find("c:spPr/a:solidFill/a:srgbClr", SPACES).get("val") == token("shade")
    assert parsed.find(".//c:dateAx/c:crosses", SPACES).get("val") == "autoZero"


def test_a_logarithmic_scale_stays_one() -> None:
    """Its grid lines are series, each with its value at its left end."""
    parsed = markup(charts_of(made("?asof=2014-10-28&range=Max&scale=log", panel="price"))["price"])
    assert parsed.find(".//c:valAx/c:scaling/c:logBase", SPACES).get("val") == "10"
    levels = [one for one in parsed.iterfind(".//c:ser", SPACES) if one.find("c:dLbls", SPACES) is not None]
    assert levels
    assert all(one.findtext("c:tx//c:v", namespaces=SPACES).startswith("Level ") for one in levels)


def test_nothing_after_the_date_is_in_a_deck_unless_asked_for(whole: bytes) -> None:
    """The last date of every series is the as-of session."""
    for pane in PANES:
        assert max(points.index[-1] for points in series_of(whole, pane).values()) == pd.Timestamp("2014-10-28")


def test_what_came_after_is_a_paler_series_that_says_so() -> None:
    """It is told by name and by its strength, and begins where the other ends."""
    file = made("?asof=2014-10-28&after=shown", panel="relative")
    found = series_of(file, "relative")
    before, after = (points for name, points in found.items() if name.startswith("Ratio Russell"))
    assert (pd.Timestamp("2014-10-28"), before.iloc[-1]) == (before.index[-1], after.iloc[0])
    assert after.index[0] == before.index[-1]
    assert [name for name in found if name.startswith("Ratio Russell")][1].endswith(", after 28 Oct 2014")
    pale = [
        one.findtext("c:tx//c:v", namespaces=SPACES)
        for one in markup(charts_of(file)["relative"]).xpath(".//c:ser[c:spPr//a:alpha]", namespaces=SPACES)
    ]
    assert all("after" in name for name in pale)
    assert len(pale) == 2


def test_a_zoom_beyond_the_date_is_all_paler() -> None:
    """No series is of full strength."""
    file = made("?asof=2014-10-28&after=shown&zoom=2015-01-02,2015-05-29", panel="claims")
    ends = markup(charts_of(file)["claims"]).findall(".//c:ser", SPACES)
    assert len(ends) == 2
    assert all(one.find("c:spPr//a:alpha", SPACES) is not None for one in ends)


def test_missing_values_are_blanks_and_panes_without_any_say_what_they_need() -> None:
    """A short history: the average has no points, and no text or cell says NaN."""
    short = FramePrices({"^RUT": walk(1, "2014-09-01"), "^GSPC": walk(2, "2014-09-01")})
    file = made("?asof=2014-10-28", short)
    texts = [shape.text_frame.text for slide in slides_of(file) for shape in slide.shapes if shape.has_text_frame]
    assert "roc" not in charts_of(file)
    assert "Needs 63 earlier sessions." in texts
    assert not [name for name, blob in entries(file).items() if name.endswith(".xml") and b">nan<" in blob.lower()]


def test_a_zoom_shows_its_dates_alone() -> None:
    """First and last date are the first and the last session within the zoom, and the values' day is said."""
    file = made("?asof=2014-10-28&range=6M&zoom=2014-08-02,2014-10-15", panel="rsi")
    points = series_of(file, "rsi")["Russell 2000 RSI(14)"]
    assert (pd.Timestamp("2014-08-04"), pd.Timestamp("2014-10-15")) == (points.index[0], points.index[-1])
    texts = [shape.text_frame.text for shape in slides_of(file)[0].shapes if shape.has_text_frame]
    assert any(text.endswith("values at the ends of 15 Oct 2014") for text in texts)


def test_names_at_the_ends_are_in_the_order_of_the_values(whole: bytes) -> None:
    """From top to bottom the labels' values fall, and none lies over another."""
    slide = slides_of(whole)[1]
    ends = [
        shape
        for shape in slide.shapes
        if shape.has_text_frame and shape.left > 10 * 914400 and shape.top < 6 * 914400 and not shape.is_placeholder
    ]
    values = [float(shape.text_frame.text.rsplit(" ", 1)[1]) for shape in sorted(ends, key=lambda shape: shape.top)]
    assert len(values) == 4
    assert sorted(values, reverse=True) == values


@pytest.mark.parametrize(("panel", "count"), [("rsi", 1), ("momentum", 4), ("price", 1), ("case", 2)])
def test_a_panel_gives_its_slides_alone(panel: str, count: int) -> None:
    """One pane, a group, or both sides of the case."""
    assert len(slides_of(made(panel=panel))) == count


def test_a_panel_that_is_not_there_is_refused() -> None:
    """The sentence names it."""
    with pytest.raises(PanelError, match="volume"):
        made(panel="volume")


def test_the_same_view_gives_the_same_bytes(whole: bytes) -> None:
    """Two replicas serve one file: it holds no time of its making, in the workbooks either."""
    assert made() == whole


def test_a_deck_is_small(whole: bytes) -> None:
    """At most a megabyte at the default view."""
    assert len(whole) <= 1_000_000


def test_the_axis_of_values_has_whole_ticks_and_holds_every_value(whole: bytes) -> None:
    """Its ends are multiples of its step."""
    for pane in PANES:
        axis = markup(charts_of(whole)[pane]).find(".//c:valAx", SPACES)
        low, high, step = (
            float(axis.find(path, SPACES).get("val")) for path in ("c:scaling/c:min", "c:scaling/c:max", "c:majorUnit")
        )
        assert np.rint(low / step) == pytest.approx(low / step, abs=1e-6)
        assert np.rint(high / step) == pytest.approx(high / step, abs=1e-6)
        assert all(low <= points.min() and points.max() <= high for points in series_of(whole, pane).values())
