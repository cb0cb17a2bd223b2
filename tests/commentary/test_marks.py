"""What is drawn for each claim, on histories short and plain enough to find every point by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import marks_of
from commentary.marks import Mark, On, Shape
from tests.commentary.support import last_market, stepped, walks
from tests.indicators.support import frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

SMALL, LARGE, RATIO = On.SMALL, On.LARGE, On.RATIO
Drawn = tuple[Shape, On, int, int, object, object, str]
Corners = tuple[tuple[int, float], ...]


def path(*corners: tuple[int, float]) -> pd.DataFrame:
    """Return closes on straight lines between corners of session number and close."""
    sessions, values = zip(*corners, strict=True)
    return frame(np.interp(np.arange(sessions[-1] + 1), sessions, values))


def levels(*runs: tuple[float, int]) -> pd.DataFrame:
    """Return closes that hold a level for a number of sessions each."""
    values, times = zip(*runs, strict=True)
    return frame(np.repeat(np.array(values, dtype=np.float64), times))


def near(value: float) -> object:
    """Return what equals a number up to rounding."""
    return pytest.approx(value, rel=1e-12)


def drawn(key: str, small: pd.DataFrame, large: pd.DataFrame | None = None) -> list[Drawn]:
    """Return the marks of a claim at the last session, with session numbers instead of days."""
    marks = marks_of(last_market(small, small if large is None else large)).get(key, ())
    number = {day: at for at, day in enumerate(small.index.date)}

    def numbered(mark: Mark) -> Drawn:
        ends = number[mark.start], number[mark.end]
        return (mark.shape, mark.on, *ends, mark.start_value, mark.end_value, mark.label)

    return [numbered(mark) for mark in marks]


def below_an_average(*more: float, high: float | None = None) -> pd.DataFrame:
    """Return 200 closes of 100, 25 of 90 and more, the high of the session after the 25 if it is not its close."""
    close = np.array([100.0] * 200 + [90.0] * 25 + list(more))
    highs = close.copy()
    if high is not None:
        highs[225] = high
    return frame(close, high=highs)


def test_b1_draws_the_touch_and_the_run_before_it() -> None:
    """25 closes of 90 lie below; then the average is (174 x 100 + 25 x 90 + 97) / 200 = 98.735, and the high 99."""
    assert drawn("B1", below_an_average(97, high=99)) == [
        (Shape.SPAN, SMALL, 200, 225, None, None, "25 closes in a row below"),
        (Shape.DOT, SMALL, 225, 225, near(98.735), near(98.735), "touch 13 Nov 2001"),
    ]


def test_b1_draws_the_close_above_that_follows_a_touch() -> None:
    """The session after closes at 105, above (173 x 100 + 25 x 90 + 97 + 105) / 200 = 98.76, and ends 26 below."""
    assert drawn("B1", below_an_average(97, 105, high=99)) == [
        (Shape.SPAN, SMALL, 200, 226, None, None, "26 closes in a row below"),
        (Shape.DOT, SMALL, 225, 225, near(98.735), near(98.735), "touch 13 Nov 2001"),
        (Shape.DOT, SMALL, 226, 226, near(98.76), near(98.76), "touch 14 Nov 2001"),
    ]


def test_b1_draws_the_run_that_lasts_where_there_was_no_touch() -> None:
    """25 closes below and no more; none where the last close is at its average."""
    assert drawn("B1", below_an_average()) == [(Shape.SPAN, SMALL, 200, 224, None, None, "below its 200-day average")]
    assert drawn("B1", levels((100, 230))) == []


def test_b2_draws_the_average_between_the_two_sessions_compared() -> None:
    """The average of 100s is 100 before the fall and (180 x 100 + 20 x 90) / 200 = 99 after 20 closes of 90."""
    assert drawn("B2", levels((100, 200), (90, 20))) == [
        (Shape.SEGMENT, SMALL, 199, 219, near(100), near(99), "-1.00 % in 20 sessions")
    ]


TOP: Corners = ((0, 80), (310, 80), (340, 100), (360, 94), (390, 99), (420, 93), (450, 98), (480, 85))
"""Highs of 100, 99 and 98, each within 3 % of 100; the low of 93 breaks while the price falls to 85."""


def test_b3_draws_the_range_the_repeated_highs_and_the_broken_low() -> None:
    """The price rests at 85: no later low is confirmed, so the low of session 420 stays broken to the end."""
    assert drawn("B3", path(*TOP, (530, 85))) == [
        (Shape.BAND, SMALL, 279, 530, near(80), near(100), "range 25.00 % in 252 sessions"),
        (Shape.DOT, SMALL, 340, 340, near(100), near(100), "high"),
        (Shape.DOT, SMALL, 390, 390, near(99), near(99), "high"),
        (Shape.DOT, SMALL, 450, 450, near(98), near(98), "high"),
        (Shape.SEGMENT, SMALL, 420, 530, near(93), near(93), "swing low, broken"),
    ]


def test_b3_ends_the_broken_low_at_the_last_close_under_it() -> None:
    """Half a point a session up from 85 on session 480: 89.5 on 489 confirms that low, so 488 was the last under 93."""
    *_, low = drawn("B3", path(*TOP, (490, 90), (530, 90)))
    assert low == (Shape.SEGMENT, SMALL, 420, 488, near(93), near(93), "swing low, broken")


def test_b3_draws_neither_a_high_nor_a_low_where_there_was_none() -> None:
    """A price that only rises has no confirmed high; its lowest close of the year lies 252 sessions back."""
    assert drawn("B3", path((0, 100), (600, 700))) == [
        (Shape.BAND, SMALL, 349, 600, near(449), near(700), "range 55.90 % in 252 sessions")
    ]


TRIANGLE: Corners = (
    (0, 105),
    (200, 105),
    (220, 120),
    (240, 100),
    (260, 116),
    (280, 101),
    (300, 112),
    (320, 102),
    (330, 109),
)
"""Highs on 120 - 0.1 a session from session 220, lows on 100 + 0.025 a session from session 240."""
HIGHS, LOWS = [(220, 120), (260, 116), (300, 112)], [(240, 100), (280, 101), (320, 102)]


def line(pivots: list[tuple[int, int]], end: int, last: float, label: str) -> list[Drawn]:
    """Return a line through pivots, from the first of them to a session, with the pivots."""
    dots = [(Shape.DOT, SMALL, at, at, near(price), near(price), "") for at, price in pivots]
    return [(Shape.SEGMENT, SMALL, pivots[0][0], end, near(pivots[0][1]), near(last), label), *dots]


def test_b4_draws_a_triangle_that_stands_up_to_the_as_of_session() -> None:
    """On session 333 the lines stand at 120 - 0.1 x 113 = 108.7 and 100 + 0.025 x 93 = 102.325."""
    expected = [*line(HIGHS, 333, 108.7, "upper line"), *line(LOWS, 333, 102.325, "lower line")]
    assert expected == drawn("B4", path(*TRIANGLE, (333, 106)))


def test_b4_draws_a_broken_triangle_up_to_its_break() -> None:
    """Session 338 is the first to close, at 101, more than 1 % under the line's 102.45; it counts for 60 sessions.

    By then the high of 109 on session 330 is confirmed, and the upper line goes through it, at 108.2 on the day.
    """
    highs = [*HIGHS[1:], (330, 109)]
    expected = [
        *line(highs, 338, 108.2, "upper line"),
        *line(LOWS, 338, 102.45, "lower line"),
        (Shape.DOT, SMALL, 338, 338, near(101), near(101), "break 19 Apr 2002"),
    ]
    assert expected == drawn("B4", path(*TRIANGLE, (344, 95)))
    assert expected == drawn("B4", path(*TRIANGLE, (344, 95), (397, 95)))
    assert drawn("B4", path(*TRIANGLE, (344, 95), (398, 95))) == []


def test_b5_draws_the_closes_of_the_year_that_lie_above() -> None:
    """100 of the 252 closes before 105 are 110; above the large one's 100 lies none, so nothing is drawn for it."""
    assert drawn("B5", levels((100, 152), (110, 100), (105, 1)), levels((100, 253))) == [
        (Shape.BAND, SMALL, 0, 251, near(105), near(110), "overhead: 39.7 % of 252 closes")
    ]


def test_b6_draws_the_support_of_both() -> None:
    """The small one's 106 has 100 below, 5.66 % away, and its 200-day average; the large one's 90 has neither.

    Of the closes before the last, from session 48 on, those from 100.7 to below 106 lie near below the small one's:
    from 105.8 on session 121 to 100.8 on 146, and from 100.9 on session 153 to 105.7 on 169. The average is over the
    falls of sessions 101 to 150, the rises to 170 and 130 sessions of 106. None of the large one's from 85.5 lies
    below its 90.
    """
    small = path((0, 110), (100, 110), (150, 100), (170, 106), (300, 106))
    large = path((0, 110), (100, 100), (120, 106), (300, 90))
    average = (sum(110 - 0.2 * n for n in range(1, 51)) + sum(100 + 0.3 * n for n in range(1, 21)) + 130 * 106) / 200
    near_closes = 26 + 17
    assert drawn("B6", small, large) == [
        (Shape.BAND, SMALL, 48, 299, near(100.7), near(106), f"near support: {near_closes / 2.52:.1f} % of 252 closes"),
        (Shape.SEGMENT, SMALL, 150, 300, near(100), near(100), "swing low, 5.66 % below"),
        (
            Shape.DOT,
            SMALL,
            300,
            300,
            near(average),
            near(average),
            f"200-day average, {100 - average / 1.06:.2f} % below",
        ),
        (Shape.BAND, LARGE, 48, 299, near(85.5), near(90), "near support: 0.0 % of 252 closes"),
    ]


def test_b7_draws_how_far_apart_the_two_are_on_the_last_session() -> None:
    """Each change again as one division of two closes; the RSI's ends are those of its own line."""
    small, large = walks(600)
    found = drawn("B7", small, large)
    changes = []
    for window in (252, 126, 63, 21):
        here, there = (100 * (each["close"].iloc[-1] / each["close"].iloc[-1 - window] - 1) for each in (small, large))
        label = f"{here:+.2f} % against {there:+.2f} %"
        changes.append((Shape.SEGMENT, On(f"roc{window}"), 599, 599, near(here), near(there), label))
    assert found[1:] == changes
    panel = last_market(small, large).panel
    here, there = panel.small.rsi14[-1], panel.large.rsi14[-1]
    assert found[0] == (Shape.SEGMENT, On.RSI, 599, 599, here, there, f"{here:.2f} against {there:.2f}")


def test_b8_draws_the_way_of_the_price_since_the_quarter() -> None:
    """On 28 October the last quarter that all have reported ended on 30 June, at 100."""
    small = stepped({"2014-01-01": 100, "2014-07-15": 95}, "2014-10-28")
    start, end = (small.index.get_loc(day) for day in ("2014-06-30", "2014-10-28"))
    assert drawn("B8", small) == [(Shape.SEGMENT, SMALL, start, end, 100.0, 95.0, "-5.00 % since 30 Jun 2014")]
    assert drawn("B8", small["2014-07-01":]) == []


def test_u1_draws_the_cross_while_it_counts() -> None:
    """101 after 200 closes of 100 is above their average, and counts for five sessions."""
    cross = [(Shape.DOT, SMALL, 200, 200, 101.0, 101.0, "crossed above 9 Oct 2001")]
    assert drawn("U1", levels((100, 200), (101, 1))) == cross
    assert drawn("U1", levels((100, 200), (101, 5))) == cross
    assert drawn("U1", levels((100, 200), (101, 6))) == []


LARGE_YEAR = {"2013-12-02": 100.0, "2014-02-03": 110.0}


def u2(last: str, small: Mapping[str, float]) -> list[Drawn]:
    """Return what U2 draws against a large index that is 10 % up since February; the small one began at 200."""
    return drawn("U2", stepped({"2013-12-02": 200.0, **small}, last), stepped(LARGE_YEAR, last))


def test_u2_draws_where_the_gap_is_closed_and_where_half_of_it_is() -> None:
    """At -10 % against +10 % half of the 20 points is closed where the small one is level: 200 over 110."""
    found = u2("2014-10-28", {"2014-03-03": 180})
    first, last = found[0][2:4]
    assert (first, last) == (22, 22 + 214)  # 22 weekdays in December 2013; 1 January to 28 October are 215
    assert found == [
        (Shape.SEGMENT, RATIO, first, last, near(2), near(2), "gap closed"),
        (Shape.SEGMENT, RATIO, last, last, near(180 / 110), near(2), "20.00 points behind"),
        (Shape.SEGMENT, RATIO, first, last, near(200 / 110), near(200 / 110), "50 % of the gap closed"),
    ]


def test_u2_takes_the_gap_of_october_once_that_month_is_over() -> None:
    """By December the small one has come back to -5 %, 15 points behind; half of October's 20 is still 10."""
    _, way, half = u2("2014-12-01", {"2014-03-03": 180, "2014-11-10": 190})
    assert way[4:] == (near(190 / 110), near(2), "15.00 points behind")
    assert half[4:] == (near(200 / 110), near(200 / 110), "50 % of the gap of 31 Oct 2014 closed")


def test_u2_draws_no_half_where_there_is_no_gap_to_close() -> None:
    """The small one leads by 5 points, or is level."""
    assert [mark[6] for mark in u2("2014-10-28", {"2014-03-03": 230})] == ["gap closed", "5.00 points ahead"]
    assert [mark[6] for mark in u2("2014-10-28", {"2014-03-03": 220})] == ["gap closed", "no gap"]


@pytest.mark.parametrize(
    ("level", "last", "label"),
    [
        (90, "2014-10-28", "must gain more than 11.11 %"),
        (125, "2014-10-28", "may lose less than 20.00 %"),
        (90, "2014-12-31", "-10.00 % in 2014"),
    ],
)
def test_u3_draws_last_years_close_and_the_way_to_it(level: float, last: str, label: str) -> None:
    """Last year closed at 100: from 90 that is 11.11 % up, from 125 it is 20 % down."""
    small = stepped({"2013-12-02": 100, "2014-02-03": level}, last)
    end = len(small) - 1
    assert drawn("U3", small) == [
        (Shape.SEGMENT, SMALL, 22, end, 100.0, 100.0, "last year's close 100.00"),
        (Shape.SEGMENT, SMALL, end, end, float(level), 100.0, label),
    ]
