from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.conftest import QUESTIONS
from tests.page.reference import AS_OF, TWO_YEARS, readings

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_DRAWN = (
    "() => [...document.querySelectorAll('[data-mark]')].map(mark => [mark.dataset.mark, mark.getAttribute('class')])"
)


def _drawn(page: Page) -> list[list[str]]:
    """Return the key of each claim that is drawn, and how."""
    return page.evaluate(_DRAWN)


def _until(page: Page, *drawn: list[str]) -> None:
    """Wait until these claims are drawn in this way, and no other."""
    page.wait_for_function(f"drawn => JSON.stringify(({_DRAWN})()) === JSON.stringify(drawn)", arg=list(drawn))


def _pixel(page: Page, pane: str, session: pd.Timestamp, value: float) -> tuple[float, float]:
    """Return where a value of a session lies in a pane of the live chart, in pixels of the window, by Plotly's axes."""
    return tuple(
        page.evaluate(
            """([pane, time, value]) => {
            const gd = document.querySelector('#chart');
            const {axis} = desk.chart.figure.panes.find(one => one.key === pane);
            const [x, y] = [gd._fullLayout.xaxis, gd._fullLayout[axis]];
            const box = gd.getBoundingClientRect();
            return [box.left + x._offset + x.d2p(time), box.top + y._offset + y.d2p(value)];
        }""",
            [pane, session.timestamp() * 1000, value],
        )
    )


def _ends(page: Page, mark: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return both ends of the line in a mark, in pixels of the window."""
    x1, y1, x2, y2 = page.evaluate(
        """mark => {
        const line = document.querySelector(`${mark} line`);
        const at = name => line[name].baseVal.value;
        return [['x1', 'y1'], ['x2', 'y2']].flatMap(([x, y]) => {
            const point = new DOMPoint(at(x), at(y)).matrixTransform(line.getScreenCTM());
            return [point.x, point.y];
        });
    }""",
        mark,
    )
    return (x1, y1), (x2, y2)


def test_pointing_at_a_claim_previews_it_and_leaving_takes_it_away(desk: Desk) -> None:
    """By mouse over its card and by focus in it, one at a time; nothing of it enters the link."""
    page = desk.open("?asof=2014-10-28")
    assert _drawn(page) == []
    page.locator("[data-claim=B2] h3").hover()
    _until(page, ["B2", "previewed"])
    page.locator("[data-claim=B3] h3").hover()
    _until(page, ["B3", "previewed"])
    page.locator("h1").hover()
    _until(page)
    page.locator("#evidence-B2").focus()
    _until(page, ["B2", "previewed"])
    page.locator("[data-claim=U3] .pin").focus()
    _until(page, ["U3", "previewed"])
    page.locator("#pair").focus()
    _until(page)
    assert desk.query == "?asof=2014-10-28"


def test_a_click_pins_a_claim_into_the_link(desk: Desk) -> None:
    """Two, in the order of the cases; they outlast another range and a reload; a second click takes one off."""
    page = desk.open("?asof=2014-10-28")
    for key in ("U3", "B2"):
        pin = page.locator(f"#pin-{key}")
        expect(pin).to_have_attribute("aria-pressed", "false")
        with desk.redrawn():
            pin.click()
        expect(page.locator(f"#pin-{key}")).to_have_attribute("aria-pressed", "true")
    page.locator("h1").hover()
    pinned = (["B2", "pinned"], ["U3", "pinned"])
    _until(page, *pinned)
    assert desk.query == "?asof=2014-10-28&show=B2,U3"
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    _until(page, *pinned)
    desk.open(desk.query)
    _until(page, *pinned)
    assert desk.query == "?asof=2014-10-28&range=5Y&show=B2,U3"
    with desk.redrawn():
        page.locator("#pin-U3").press("Enter")
    assert desk.query == "?asof=2014-10-28&range=5Y&show=B2"
    page.locator("h1").click()
    _until(page, ["B2", "pinned"])


def test_two_quick_pins_are_both_pinned(desk: Desk) -> None:
    """The second comes before the answer to the first, and a third, pressed twice, is let go again."""
    page = desk.open("?asof=2014-10-28&show=B2")
    with desk.held(QUESTIONS):
        for key in ("U3", "B5", "B3", "B5"):
            page.locator(f"#pin-{key}").press("Enter")
    desk.asks("?asof=2014-10-28&show=B2,B3,U3")
    page.locator("#pair").focus()
    _until(page, ["B2", "pinned"], ["B3", "pinned"], ["U3", "pinned"])


def test_a_pin_out_of_the_range_says_so_keeps_the_focus_and_rests(desk: Desk) -> None:
    """The marks of B2 leave the chart under the reader's finger: the button stays where it is and does nothing."""
    page = desk.open("?asof=2014-10-28")
    pin = page.locator("#pin-B2")
    pin.focus()
    page.evaluate("() => { delete desk.chart.figure.marks.B2; desk.chart.draw(); }")
    expect(pin).to_contain_text("Earlier than the range shown")
    expect(pin).to_be_disabled()
    expect(pin).to_be_focused()
    page.keyboard.press("Enter")
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    assert desk.query == "?asof=2014-10-28&range=5Y"
    expect(pin).to_be_enabled()


def test_the_segment_of_a_slope_ends_on_its_average(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """B2 runs from the average 20 sessions before the as-of session to that of the as-of session, pixel by pixel."""
    page = desk.open("?asof=2014-10-28&show=B2&scale=levels")
    average = readings(frames)["200-day avg", "small"].loc[:AS_OF]
    start, end = average.index[-21], average.index[-1]
    expected = [_pixel(page, "small", session, average[session]) for session in (start, end)]
    for drawn, place in zip(_ends(page, "[data-mark=B2]"), expected, strict=True):
        assert drawn == pytest.approx(place, abs=1)
    fell = 100 * (average[end] / average[start] - 1)
    expect(page.locator("[data-mark=B2] text")).to_have_text(f"{fell:.2f} % in 20 sessions")


def test_marks_stand_on_the_rebased_and_logarithmic_scale(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """U3's upright line on the as-of session runs from the close up to last year's, both as the pane has them."""
    page = desk.open("?asof=2014-10-28&show=U3&scale=log")
    close = frames["^RUT"]["close"]
    base = 100 / close.loc[TWO_YEARS].iloc[0]
    last_year = close.loc[:"2013-12-31"].iloc[-1]
    expected = [_pixel(page, "price", AS_OF, value * base) for value in (close[AS_OF], last_year)]
    for drawn, place in zip(_ends(page, "[data-mark=U3] > g:nth-of-type(2)"), expected, strict=True):
        assert drawn == pytest.approx(place, abs=1)
    expect(page.locator("[data-mark=U3]")).to_contain_text(
        f"must gain more than {100 * (last_year / close[AS_OF] - 1):.2f} %"
    )


def test_marks_take_the_colour_of_what_they_speak_of(desk: Desk) -> None:
    """B6 speaks of both indices, B7 of what lies between them: three colours, the tokens of the style sheet."""
    page = desk.open("?asof=2014-10-28&show=B6,B7")
    for name, colour in (("small", "rgb(168, 73, 0)"), ("large", "rgb(0, 98, 155)")):  # --small-text, --large-text
        expect(page.locator(f"[data-mark=B6] .{name}.mark-band").first).to_have_css("stroke", colour)
    expect(page.locator("[data-mark=B7] .mark").first).to_have_css("stroke", "rgb(61, 74, 90)")  # --neutral
    for name, said in (("small", "Russell 2000, "), ("large", "S&P 500, ")):  # and each says of which
        expect(page.locator(f"[data-mark=B6] text.{name}").first).to_contain_text(said)


def test_marks_stay_within_their_pane_and_before_the_as_of_date(desk: Desk) -> None:
    """Every claim pinned, what came after shown, zoomed in: no mark leaves its pane or passes the as-of date."""
    page = desk.open("?asof=2014-10-28&after=shown&show=B1,B2,B3,B5,B6,B7,B8,U2,U3")
    right, _ = _pixel(page, "price", AS_OF, 100)
    inks = """() => [...document.querySelectorAll('[data-mark] :is(line, rect)')].map(one => {
        const box = one.getBoundingClientRect();
        return [box.left, box.right];
    })"""
    assert len(page.evaluate(inks)) >= 12
    assert max(end for _, end in page.evaluate(inks)) <= right + 1
    page.evaluate("desk.chart.show([Date.UTC(2014, 7, 1), Date.UTC(2014, 8, 30)])")
    clips = page.evaluate("""() => [...document.querySelectorAll('.mark:not(.mark-dot)')].map(mark => {
        const name = mark.getAttribute('clip-path').match(/#([\\w-]+)/)[1];
        const {x, y, width, height} = document.querySelector(`#${name} rect`);
        return [x, y, width, height].map(length => length.baseVal.value);
    })""")
    panes = page.evaluate("""() => {
        const box = name => document.querySelector(name).getBoundingClientRect();
        const [stage, plot] = [box('.stage'), box('#chart .nsewdrag')];
        return [...document.querySelectorAll('[data-plot]')].map(pane => pane.getBoundingClientRect())
            .map(box => [plot.left - stage.left, box.top - stage.top, plot.width, box.height]);
    }""")
    assert len(clips) >= 12
    assert [clip for clip in clips if not any(clip == pytest.approx(pane, abs=1) for pane in panes)] == []


def test_a_claim_out_of_sight_leaves_no_words_behind(desk: Desk) -> None:
    """Zoomed to 2013, the segment of October 2014 is not drawn, and neither is its label; back again, both are."""
    page = desk.open("?asof=2014-10-28&show=B2")
    label = page.locator("[data-mark=B2] text")
    expect(label).to_have_count(1)
    page.evaluate("desk.chart.show([Date.UTC(2013, 0, 2), Date.UTC(2013, 5, 28)])")
    expect(label).to_have_count(0)
    page.evaluate("desk.chart.show(null)")
    expect(label).to_have_count(1)


def test_a_pinned_claim_without_anything_to_draw_waits_in_the_link(desk: Desk) -> None:
    """On 28 October these prices have no triangle: no button, no mark. On 7 July they broke one: both are there."""
    page = desk.open("?asof=2014-10-28&show=B4")
    expect(page.locator("[data-claim=B4]")).to_contain_text("No triangle of the Russell 2000")
    expect(page.locator("#pin-B4")).to_have_count(0)
    assert _drawn(page) == []
    with desk.redrawn():
        page.get_by_role("textbox", name="As of").fill("7 Jul 2014")
        page.get_by_role("textbox", name="As of").press("Enter")
    assert desk.query == "?asof=2014-07-07&show=B4"
    expect(page.locator("#pin-B4")).to_have_attribute("aria-pressed", "true")
    _until(page, ["B4", "pinned"])
    assert page.locator("[data-mark=B4] line").count() >= 2
