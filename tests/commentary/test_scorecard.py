"""A published call judged: what came in October 2014, hand-worked small cases, and nothing before its due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from commentary.calls.model import Call, Measure, Result, Said, Scorecard
from commentary.calls.reading import PUBLISHED, read_calls
from commentary.calls.scorecard import including_dividends, scorecard
from commentary.calls.settling import ASKED
from commentary.claims import judge_all
from commentary.model import Status
from indicators.panel import PairPanel, pair_panel
from tests.commentary.support import day_of, market, stepped, unfounded

if TYPE_CHECKING:
    from collections.abc import Iterator

INDICES = ("^RUT", "^GSPC")
THE_DAY = date(2014, 10, 28)
PUBLISHED_CALLS = read_calls([PUBLISHED])[0]


def card(call: Call, panel: PairPanel, as_of: date, **more: object) -> Scorecard:
    """Return a call judged on a panel, with the claims of its own day or of the session before it."""
    known = panel.until(call.date).relative.sessions
    then = market(panel, day_of(known[-1]) if len(known) else call.date)
    given = {"year_end": market(panel, call.date).year_end, "shown": INDICES, **more}
    return scorecard(call, then, judge_all(then), panel, as_of, **given)


@pytest.fixture(scope="module")
def year_end_cards(index_panel: PairPanel) -> dict[str, Scorecard]:
    """Return the three voices as of a day in 2015 by which all of their forecasts are due."""
    return {call.key: card(call, index_panel, date(2015, 3, 2)) for call in PUBLISHED_CALLS}


# methods.md, sections 2 and 5.
STATUSES = {
    "technician": ["overtaken", "open", "overtaken", "true", "true", "true", "true", "mixed", "mixed"],
    "sales-trader": ["open", "open", "open", "not_testable", "not_testable"],
    "strategist": ["open", "open", "not_testable", "not_testable"],
}


def test_the_statements_of_october_2014_have_the_published_verdicts(year_end_cards: dict[str, Scorecard]) -> None:
    """The sell-off and the run below are overtaken by the close, slope, top, triangle and resistance hold."""
    judged = {key: [one.status.value for one in found.statements] for key, found in year_end_cards.items()}
    assert judged == STATUSES


def test_the_run_below_the_average_is_the_published_one(year_end_cards: dict[str, Scorecard]) -> None:
    """27 closes from 19 September, the last 2.49 % below; then 0.30 % above (methods.md, section 5)."""
    run = year_end_cards["technician"].statements[2].evidence
    assert (27, "2014-09-19", "2014-10-27") == tuple(
        run[f"below_{name}"] for name in ("sessions", "first_date", "last_date")
    )
    assert (-2.49, 0.30) == (round(run["distance_then_pct"], 2), round(run["distance_pct"], 2))


def test_the_gap_and_the_year_came_out_as_published(year_end_cards: dict[str, Scorecard]) -> None:
    """-8.61 to -7.86 points, 9 % closed: wrong by the measure, right in direction; +3.53 %: right (section 5)."""
    gap, _, black, *_ = (one.settled for one in year_end_cards["sales-trader"].statements)
    assert (Result.WRONG, -8.61, -7.86, 9) == (
        gap[0].result,
        *(round(gap[0].evidence[name], 2) for name in ("gap_then_points", "gap_points")),
        round(gap[0].evidence["closed_pct"]),
    )
    assert "Right in direction, wrong by the measure." in gap[0].text
    assert (Result.RIGHT, 3.53) == (black[0].result, round(black[0].evidence["year_pct"], 2))


def test_the_forecasts_of_october_2014_agree_with_a_second_count(
    year_end_cards: dict[str, Scorecard], index_frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Returns by pandas on the files themselves, from the close of 28 October to each due date."""
    closes = pd.concat([frame["close"] for frame in index_frames], axis=1, keys=["small", "large"]).dropna()
    start = closes.index.get_loc(pd.Timestamp(THE_DAY))
    ends = {due: closes.index[start + due] for due in (5, 21, 63)} | {"year_end": pd.Timestamp("2014-12-31")}
    moved = {due: 100 * (closes.loc[end] / closes.iloc[start] - 1) for due, end in ends.items()}
    came = {
        "small_falls": lambda found: found["small"] < 0,
        "small_lags": lambda found: found["small"] < found["large"],
        "small_leads": lambda found: found["small"] > found["large"],
    }
    counted = 0
    for found in year_end_cards.values():
        for after in found.after:
            assert (moved[after.due]["small"], moved[after.due]["large"]) == pytest.approx(
                (after.small_pct, after.large_pct)
            )
            assert ends[after.due].date() == after.due_date
        for one in found.statements:
            for part in one.settled if one.said.measure in came else ():
                expected = Result.RIGHT if came[one.said.measure](moved[part.due]) else Result.WRONG
                assert expected == part.result
                counted += 1
    assert 19 == counted
    assert {"technician": 1, "strategist": 1, "sales-trader": 3} == {
        key: found.results[Result.RIGHT] for key, found in year_end_cards.items()
    }


def test_the_count_in_words_says_how_many_bets_there_are(year_end_cards: dict[str, Scorecard]) -> None:
    """One piece of advice at four dates is one bet; counted by hand."""
    assert (
        "Said of that day: 4 held, 2 mixed, 2 overtaken. Of 8 forecasts due, 1 right. "
        "These 8 are 2 bets seen over windows that overlap."
    ) == year_end_cards["technician"].summary.text


def test_before_the_day_of_a_call_nothing_of_it_is_shown(index_panel: PairPanel) -> None:
    """But that it lies ahead."""
    for call in PUBLISHED_CALLS:
        found = card(call, index_panel, date(2014, 10, 27))
        assert ((), (), {}, {}, ()) == (found.statements, found.after, found.judged, found.results, found.notes)
        assert "The call is of 28 Oct 2014, after 27 Oct 2014" in found.summary.text


def test_an_open_forecast_says_when_it_is_due_and_no_date_that_nobody_knows(index_panel: PairPanel) -> None:
    """Ten sessions on: one horizon has come, the next two are counted, the year's end is in the calendar."""
    found = card(PUBLISHED_CALLS[1], index_panel, date(2014, 11, 11)).statements[0].settled
    assert [Result.WRONG, Result.PENDING, Result.PENDING, Result.PENDING] == [part.result for part in found]
    assert [date(2014, 11, 4), None, date(2014, 12, 31), None] == [part.due_date for part in found]
    assert "Open: due 21 sessions after 28 Oct 2014; 10 so far." == found[1].text
    assert "Open: due 31 Dec 2014." == found[2].text


def test_what_is_revealed_is_what_comes(index_panel: PairPanel, year_end_cards: dict[str, Scorecard]) -> None:
    """With the reveal a day before its due dates shows what the same page shows after them."""
    for call in PUBLISHED_CALLS:
        assert year_end_cards[call.key] == card(call, index_panel, THE_DAY, reveal=True)


def _days(panel: PairPanel) -> Iterator[date]:
    sessions = panel.relative.sessions
    near = int(sessions.searchsorted(np.datetime64(THE_DAY)))
    some = np.random.default_rng(11).integers(near - 10, near + 80, 12)
    return (day_of(sessions[at]) for at in sorted({*some.tolist(), near - 1, near, near + 5, near + 44}))


def test_nothing_that_comes_later_changes_a_scorecard(
    index_panel: PairPanel, index_frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Cut after the as-of date, or made anew from other prices after it, the calls are judged as on the whole."""
    for as_of in _days(index_panel):
        other = pair_panel(*(_moved(each, as_of, by) for each, by in zip(index_frames, (7, 3), strict=True)))
        for call in PUBLISHED_CALLS:
            whole = card(call, index_panel, as_of)
            assert whole == card(call, index_panel.until(as_of), as_of)
            assert whole == card(call, other, as_of)


def _moved(frame: pd.DataFrame, after: date, by: int) -> pd.DataFrame:
    """Return prices of which those after a date are so many times as high."""
    return frame.mul(np.where(frame.index > after.isoformat(), by, 1), axis=0)


def test_every_number_that_is_said_stands_in_its_evidence(index_panel: PairPanel) -> None:
    """Statements, rules, outcomes and counts, open and settled."""
    for as_of in _days(index_panel):
        for call in PUBLISHED_CALLS:
            found = card(call, index_panel, as_of)
            said = [(found.summary.text, found.summary.evidence)]
            for one in found.statements:
                said += [(one.text, one.evidence), (one.rule, ASKED)]
                said += [(part.text, part.evidence) for part in one.settled]
            assert [bad for text, evidence in said for bad in unfounded(_plain(text), evidence)] == []


def _plain(text: str) -> str:
    """Return a text without the names of indicators, which hold numbers of their own."""
    for name in ("RSI(14)", "12-1", *(f"ROC({window})" for window in (21, 63, 126, 252))):
        text = text.replace(name, "")
    return text


# Hand-worked: last closes of 2013 are 100 and 100; on 1 October 2014 small is 92 and large 110, 18 points apart.
SMALL_2014 = {"2013-12-02": 100.0, "2014-10-01": 92.0}
LARGE_2014 = {"2013-12-02": 100.0, "2014-10-01": 110.0}


def forecast(measure: Measure, *due: int | str) -> Call:
    """Return a call of 1 October 2014 with one forecast."""
    said = Said("It comes", None, measure, due, None, "")
    return Call("one", "Who", "Role", "Where", date(2014, 10, 1), *INDICES, "Own", "", (said,))


@pytest.mark.parametrize(
    ("measure", "due", "small", "large", "expected", "words"),
    [
        (Measure.SMALL_FALLS, 5, 91.0, 110.0, Result.WRONG, "+0.00 %"),
        (Measure.SMALL_FALLS, 8, 91.0, 110.0, Result.RIGHT, "-1.09 %"),
        (Measure.SMALL_FALLS, 8, 92.0, 110.0, Result.WRONG, "+0.00 %"),
        (Measure.SMALL_RISES, 8, 92.0, 110.0, Result.WRONG, "+0.00 %"),
        (Measure.SMALL_RISES, 8, 93.0, 110.0, Result.RIGHT, "+1.09 %"),
        (Measure.SMALL_LAGS, 8, 184.0, 220.0, Result.WRONG, "level"),
        (Measure.SMALL_LAGS, 8, 92.0, 111.0, Result.RIGHT, "0.91 points behind"),
        (Measure.SMALL_LEADS, 8, 92.0, 109.0, Result.RIGHT, "0.91 points ahead"),
        (Measure.GAP_CLOSES, "year_end", 101.5, 110.0, Result.RIGHT, "by 8.50 points on 31 Dec 2014: 52.8 % of"),
        (Measure.GAP_CLOSES, "year_end", 100.9, 110.0, Result.WRONG, "49.4 % of the gap closed, at least 50 %"),
        (Measure.GAP_CLOSES, "year_end", 92.0, 111.0, Result.WRONG, "none of the gap closed"),
        (Measure.GAP_CLOSES, "year_end", 112.0, 110.0, Result.RIGHT, "led by 2.00 points"),
        (Measure.IN_THE_BLACK, "year_end", 100.0, 110.0, Result.WRONG, "+0.00 %"),
        (Measure.IN_THE_BLACK, "year_end", 100.1, 110.0, Result.RIGHT, "+0.10 %"),
    ],
)
def test_a_measure_settles_as_worked_by_hand(
    measure: Measure, due: int | str, small: float, large: float, expected: Result, words: str
) -> None:
    """Prices step to other levels on 9 October, six sessions after the call; no change at all goes neither way."""
    part = card(forecast(measure, due), since_ninth(small, large), date(2015, 1, 30)).statements[0].settled[0]
    assert expected == part.result
    assert words in part.text


def since_ninth(small: float, large: float, last: str = "2015-01-30") -> PairPanel:
    """Return the hand-worked prices with the level of each from 9 October on."""
    return pair_panel(
        stepped({**SMALL_2014, "2014-10-09": small}, last), stepped({**LARGE_2014, "2014-10-09": large}, last)
    )


def test_without_a_gap_there_is_none_to_close() -> None:
    """The small one led on the day of the call: the forecast is wrong, as the claim would be false."""
    panel = pair_panel(stepped({**SMALL_2014, "2014-10-01": 120.0}, "2015-01-30"), stepped(LARGE_2014, "2015-01-30"))
    part = card(forecast(Measure.GAP_CLOSES, "year_end"), panel, date(2015, 1, 30)).statements[0].settled[0]
    assert (Result.WRONG, True) == (part.result, "there was no gap to close" in part.text)


@pytest.mark.parametrize("measure", [Measure.GAP_CLOSES, Measure.IN_THE_BLACK])
def test_without_last_years_close_the_year_is_not_judged(measure: Measure) -> None:
    """The data begin in January 2014."""
    panel = pair_panel(*(stepped({"2014-01-02": 100.0}, "2015-01-30") for _ in range(2)))
    part = card(forecast(measure, "year_end"), panel, date(2015, 1, 30)).statements[0].settled[0]
    assert (Result.NOT_TESTABLE, True) == (part.result, "do not hold" in part.text)


def test_a_year_whose_end_is_missing_is_not_settled_by_an_earlier_close() -> None:
    """December is not in the data: the last close of November is not that of the year."""
    frames = [stepped(levels, "2015-01-30") for levels in (SMALL_2014, LARGE_2014)]
    panel = pair_panel(*(frame[(frame.index < "2014-12-01") | (frame.index > "2015-01-01")] for frame in frames))
    found = card(forecast(Measure.IN_THE_BLACK, "year_end"), panel, date(2015, 1, 30))
    assert Result.NOT_TESTABLE == found.statements[0].settled[0].result
    assert [None] == [one.small_pct for one in found.after if one.due == "year_end"]


@pytest.mark.parametrize("day", ["2015-01-01", "2017-01-01"])
def test_a_call_of_new_years_day_is_settled_by_its_own_year(day: str) -> None:
    """Judged on the session before; by hand, from 92 at the end of the old year to 110.4 at that of its own, +20 %."""
    called = date.fromisoformat(day)
    small = stepped({**SMALL_2014, f"{called.year}-06-01": 110.4}, "2018-01-31")
    panel = pair_panel(small.drop(day, errors="ignore"), stepped(LARGE_2014, "2018-01-31"))
    call = replace(forecast(Measure.IN_THE_BLACK, "year_end"), date=called)
    for as_of, expected in ((date(called.year, 1, 5), Result.PENDING), (date(2018, 1, 31), Result.RIGHT)):
        found = card(call, panel, as_of)
        part = found.statements[0].settled[0]
        assert (called.year - 1, called.year) == (found.judged_on.year, part.due_date.year)
        assert expected == part.result
    assert (20, True) == (round(found.after[-1].small_pct), "+20.00 %" in part.text)


def test_a_year_without_a_session_has_no_gap_to_close() -> None:
    """18 points behind at the end of 2014 are not those of 2015."""
    panel = pair_panel(stepped(SMALL_2014, "2016-01-29").drop("2015-01-01"), stepped(LARGE_2014, "2016-01-29"))
    call = replace(forecast(Measure.GAP_CLOSES, "year_end"), date=date(2015, 1, 1))
    part = card(call, panel, date(2016, 1, 29)).statements[0].settled[0]
    assert Result.NOT_TESTABLE == part.result
    assert "31 Dec 2014 lies before 2015: there was no gap of that year yet." == part.text
    assert [] == unfounded(part.text, part.evidence)


def test_after_the_close_of_the_year_nothing_is_left_of_it() -> None:
    """A call of 31 December; the data hold all of it."""
    call = replace(forecast(Measure.IN_THE_BLACK, "year_end"), date=date(2014, 12, 31))
    found = card(call, since_ninth(120.0, 110.0), date(2015, 1, 30))
    part = found.statements[0].settled[0]
    assert Result.NOT_TESTABLE == part.result
    assert "31 Dec 2014 was the year's last session: nothing was left of the year." == part.text
    assert [] == unfounded(part.text, part.evidence)
    assert [(True, None)] == [(one.is_due, one.small_pct) for one in found.after if one.due == "year_end"]


def test_a_call_from_before_the_prices_is_not_judged() -> None:
    """Nothing is taken from the first session in its place."""
    panel = pair_panel(*(stepped({"2014-11-03": 100.0}, "2015-01-30") for _ in range(2)))
    found = card(forecast(Measure.SMALL_FALLS, 5, "year_end"), panel, date(2015, 1, 30))
    assert (None, ()) == (found.judged_on, found.after)
    assert {Result.NOT_TESTABLE} == {part.result for part in found.statements[0].settled}
    assert Status.NOT_TESTABLE == found.statements[0].status
    assert "Said of that day: 1 not testable. No forecast is settled; 2 not testable." in found.summary.text


def test_a_call_of_a_sunday_is_judged_on_friday_and_says_so() -> None:
    """5 October 2014 was a Sunday."""
    call = replace(forecast(Measure.SMALL_FALLS, 5), date=date(2014, 10, 5))
    found = card(call, since_ninth(91.0, 110.0), date(2015, 1, 30))
    assert date(2014, 10, 3) == found.judged_on
    assert "5 Oct 2014 was no session with both prices; judged as of the close of 3 Oct 2014." in found.notes


def test_another_pair_than_the_call_speaks_of_is_said() -> None:
    """The page may show the funds."""
    call = forecast(Measure.SMALL_FALLS, 5)
    found = card(call, since_ninth(91.0, 110.0), date(2015, 1, 30), shown=("IWM", "SPY"))
    assert "The call speaks of ^RUT and ^GSPC; it is judged here on IWM and SPY." in found.notes


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (None, "Shipped with the desk, entered after the fact: its outcome was known when it was entered."),
        (date(2014, 10, 1), "From the desk's own file one.toml, last changed on 1 Oct 2014."),
        (
            date(2014, 10, 2),
            "From the desk's own file one.toml, last changed on 2 Oct 2014: entered or changed after its date.",
        ),
    ],
)
def test_a_call_says_whether_its_outcome_can_have_been_known(entered: date | None, expected: str) -> None:
    """The call is of 1 October; the day of its file decides."""
    call = replace(forecast(Measure.SMALL_FALLS, 5), entered=entered)
    assert (expected,) == card(call, since_ninth(91.0, 110.0), date(2015, 1, 30)).notes


def test_the_gap_of_a_call_is_said_without_the_test_of_another(index_panel: PairPanel) -> None:
    """Of its own day: -8.61 points (methods.md, section 5), half of them 4.31; nothing of the end of October."""
    gap = next(call for call in PUBLISHED_CALLS if call.key == "sales-trader")
    one = card(gap, index_panel, date(2015, 3, 2)).statements[0]
    assert (Status.OPEN, True) == (one.status, "trails the S&P 500 by 8.61 points this year" in one.text)
    assert "at least 50 %: 4.31 points in the " in one.text
    for day in (date(2014, 10, 28), date(2014, 12, 1), date(2014, 12, 31)):
        one = card(replace(gap, date=day), index_panel, date(2015, 3, 2)).statements[0]
        assert Status.OPEN == one.status
        assert not any(words in one.text for words in ("judged against", "Oct", "asked"))
        assert [] == unfounded(one.text, one.evidence)


def test_results_stand_in_order_of_date_and_one_session_counts_once() -> None:
    """On weekdays alone 1 December 2014 and 22 sessions is 31 December, the year's end; 63 sessions end in February."""
    call = replace(forecast(Measure.SMALL_FALLS, 63, "year_end", 22), date=date(2014, 12, 1))
    for as_of in (date(2014, 12, 3), date(2014, 12, 31), date(2015, 4, 30)):
        found = card(call, since_ninth(91.0, 110.0, "2015-04-30"), as_of)
        due = [part.due for part in found.statements[0].settled]
        assert ([22, "year_end", 63] if as_of.day == 3 else [22, 63]) == due
        assert [5, 21, "year_end", 63] == [one.due for one in found.after]
    first = found.statements[0].settled[0]
    assert first.text.endswith("This is the year's last session too: counted once.")
    assert 2 == sum(found.results.values())


def test_a_year_in_the_black_by_adjusted_prices_says_so() -> None:
    """Beside the result, and only there."""
    panel = since_ninth(120.0, 110.0)
    for as_of, expected in ((date(2014, 12, 1), False), (date(2015, 1, 30), True)):
        plain = card(forecast(Measure.IN_THE_BLACK, "year_end"), panel, as_of)
        (part,) = including_dividends(plain).statements[0].settled
        assert expected == part.text.endswith("Dividends are included.")
    other = card(forecast(Measure.SMALL_RISES, 5), panel, as_of)
    assert other == including_dividends(other)


def test_data_that_are_missing_anyway_are_named_where_the_day_is_lacking_too() -> None:
    """The prices begin a month after the call."""
    panel = pair_panel(*(stepped({"2014-11-03": 100.0}, "2015-01-30") for _ in range(2)))
    said = Said("Funds follow", None, None, (), None, "Needs the flows of funds.")
    (one,) = card(replace(forecast(Measure.SMALL_FALLS, 5), said=(said,)), panel, date(2015, 1, 30)).statements
    assert (Status.NOT_TESTABLE, "Needs the flows of funds.") == (one.status, one.text)


@pytest.mark.parametrize(
    ("day", "since", "expected"),
    [
        (date(2014, 10, 8), date(2014, 10, 1), Status.TRUE),
        (date(2014, 10, 8), date(2014, 10, 2), Status.FALSE),
        (date(2014, 10, 9), date(2014, 10, 1), Status.OVERTAKEN),
        (date(2014, 10, 15), date(2014, 10, 1), Status.OVERTAKEN),
        (date(2014, 10, 16), date(2014, 10, 1), Status.FALSE),
        (date(2014, 9, 30), date(2014, 9, 30), Status.FALSE),
        (date(2014, 1, 31), date(2014, 1, 31), Status.NOT_TESTABLE),
    ],
)
def test_a_run_below_the_average_is_judged_as_worked_by_hand(day: date, since: date, expected: Status) -> None:
    """Below from 1 to 8 October, above from the 9th: overtaken for five sessions, 9 to 15 October, then false."""
    said = Said("Below", None, None, (), since, "")
    call = replace(forecast(Measure.SMALL_FALLS, 5), date=day, said=(said,))
    assert expected == card(call, since_ninth(120.0, 110.0), date(2015, 1, 30)).statements[0].status
