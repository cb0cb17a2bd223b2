"""How well a probability has done, and what is said of it and of the votes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.evidence.model import Study
from commentary.model import Group, Side
from commentary.pooling import calibration, saying
from commentary.pooling.calibration import Forecasts, scores
from commentary.pooling.model import Bin, Outcome, Score, Voter
from commentary.pooling.reading import Ballot, Reading, ballots, readings
from commentary.pooling.timeline import timeline
from indicators.panel import pair_panel
from tests.commentary.support import LARGE, SMALL, day_of, unfounded, walks

if TYPE_CHECKING:
    import pandas as pd

    from commentary.model import Sentence
    from commentary.pooling.model import Timeline
    from indicators.panel import PairPanel

NAMES = {
    "pooled.small_higher",
    "claims.small_higher",
    "tradingview.small_higher",
    "barchart.small_higher",
    "pooled.small_ahead",
}
SCORE = Score("pooled.small_higher", 5214, 248, 0.243, 0.241, -0.83, ())


def study(*interval: float) -> Study:
    """Return a study of which only the interval of the skill matters."""
    return Study({}, 0, 2000, 499, {SCORE.name: (interval[0], interval[1])} if interval else {}, (), ())


def told(forecast: list[float], base: list[float], came: list[int], horizon: int = 1) -> Forecasts:
    """Return forecasts beside what came."""
    return Forecasts("pooled.small_higher", horizon, np.array(forecast), np.array(base), np.array(came, dtype=np.bool_))


@pytest.fixture(scope="module")
def index_timeline(index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel) -> Timeline:
    """Return both sides of the real pair."""
    return timeline(index_panel, index_frames[0])


def test_the_score_is_the_one_worked_by_hand() -> None:
    """Errors 0.2, 0.6 and 0.3 squared are 0.04, 0.36 and 0.09; a base rate of a half is always 0.25 off.

    What cannot be given is judged on neither side: the last two sessions.
    """
    forecast, base = [0.8, 0.6, 0.3, np.nan, 0.5], [0.5, 0.5, 0.5, 0.5, np.nan]
    score = calibration._score(told(forecast, base, [1, 0, 0, 1, 1], horizon=2))
    assert (3, 1) == (score.n, score.independent)
    assert pytest.approx(0.49 / 3) == score.brier
    assert pytest.approx(0.25) == score.base_brier
    assert pytest.approx(100 * (1 - 0.49 / 0.75)) == score.skill_pct


def test_a_forecast_belongs_to_one_bin() -> None:
    """An edge opens the bin above it; certainty closes the last one; empty bins are left out."""
    score = calibration._score(told([0.0, 0.05, 0.5, 0.549, 0.55, 1.0], [0.5] * 6, [0, 1, 1, 0, 1, 1]))
    assert score.bins == (
        Bin(0.0, 0.1, 2, pytest.approx(0.025), 0.5),
        Bin(0.5, 0.55, 2, pytest.approx(0.5245), 0.5),
        Bin(0.55, 0.6, 1, 0.55, 1.0),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    )


def test_without_a_case_there_is_no_score() -> None:
    """None, not zero."""
    score = calibration._score(told([np.nan], [0.5], [1]))
    assert (0, 0, None, None, None, ()) == (
        score.n,
        score.independent,
        score.brier,
        score.base_brier,
        score.skill_pct,
        score.bins,
    )


def test_all_is_scored_on_the_real_past(index_panel: PairPanel, index_timeline: Timeline) -> None:
    """Against a loop over the sessions; the bins hold every forecast once."""
    small = index_panel.small.close[index_panel.relative.small_at]
    large = index_panel.large.close[index_panel.relative.large_at]
    found = {score.name: score for score in scores(index_timeline, index_panel)}
    assert NAMES == set(found)
    for name, score in found.items():
        teller, outcome = name.split(".")
        pooled = index_timeline.pooled[Outcome(outcome)]
        shares = pooled.probability if teller == "pooled" else index_timeline.votes[Voter(teller)]
        horizon = {"small_higher": 21, "small_ahead": 63}[outcome]
        errors, base_errors = [], []
        for at in range(len(small) - horizon):
            rise, other = small[at + horizon] / small[at], large[at + horizon] / large[at]
            came = rise > (1 if outcome == "small_higher" else other)
            if shares[at] >= 0 and pooled.base[at] >= 0:
                errors.append((shares[at] - came) ** 2)
                base_errors.append((pooled.base[at] - came) ** 2)
        assert (len(errors), len(errors) // horizon) == (score.n, score.independent)
        assert pytest.approx(sum(errors) / len(errors)) == score.brier
        assert pytest.approx(sum(base_errors) / len(errors)) == score.base_brier
        assert pytest.approx(100 * (1 - sum(errors) / sum(base_errors))) == score.skill_pct
        assert score.n == sum(each.n for each in score.bins)
        assert all(each.low <= each.forecast <= each.high and 0 <= each.observed <= 1 for each in score.bins)


def test_a_score_knows_nothing_that_came_later(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel, index_timeline: Timeline
) -> None:
    """Scored as of a session, and on a history that ends there: the same; a later outcome changes none."""
    for at in (0, 300, 440, 2500, 6850):
        day = day_of(index_panel.relative.sessions[at])
        cut = tuple(frame.loc[: np.datetime64(day)] for frame in index_frames)
        then = pair_panel(*cut)
        as_of = scores(index_timeline.until(day), index_panel.until(day))
        assert scores(timeline(then, cut[0]), then) == as_of
        assert readings(timeline(then, cut[0])) == readings(index_timeline.until(day))


def test_the_reading_is_that_of_the_last_session(index_timeline: Timeline) -> None:
    """Log-odds of the base rate and of the groups that can be decided add up to the probability's."""
    for outcome, reading in readings(index_timeline).items():
        assert index_timeline.pooled[outcome].probability[-1] == reading.probability
        assert {Group.TREND, Group.MOMENTUM, Group.STRUCTURE} == set(reading.contributions)
        odds = reading.base / (1 - reading.base) * np.exp(sum(reading.contributions.values()))
        assert pytest.approx(odds / (1 + odds)) == reading.probability


def test_a_probability_is_said_beside_its_base_rate() -> None:
    """With the difference, on which side, and from how many groups."""
    reading = Reading(Outcome.SMALL_HIGHER, 0.6451, 0.6126, {Group.TREND: 0.1, Group.MOMENTUM: 0.038})
    said = saying.probability(Outcome.SMALL_HIGHER, reading, SMALL, LARGE)
    assert said.text == (
        "Pooled from 2 groups of claims, the probability that the Russell 2000 is higher 21 sessions later is 64.5 %, "
        "3.2 points above the base rate of 61.3 %."
    )
    assert founded(said)
    close = saying.probability(Outcome.SMALL_HIGHER, Reading(Outcome.SMALL_HIGHER, 0.6274, 0.6272, {}), SMALL, LARGE)
    assert close.text.endswith(" 21 sessions later is 62.7 %, about the base rate of 62.7 %.")
    assert founded(close)
    reading = Reading(Outcome.SMALL_AHEAD, 0.48, 0.48, {Group.TREND: 0.0})
    said = saying.probability(Outcome.SMALL_AHEAD, reading, SMALL, LARGE)
    assert said.text == (
        "Pooled from 1 group of claims, the probability that the Russell 2000 is ahead of the S&P 500 over 63 sessions "
        "is 48.0 %, the base rate."
    )
    assert founded(said)
    said = saying.probability(Outcome.SMALL_AHEAD, None, SMALL, LARGE)
    assert said.text == (
        "No probability yet that the Russell 2000 is ahead of the S&P 500 over 63 sessions: the base rate needs 10 "
        "windows of 63 sessions, laid end to end, whose outcome is known."
    )
    assert founded(said)


@pytest.mark.parametrize(
    ("known", "end"),
    [
        (None, ". Whether that can be told from zero is being computed."),
        (study(), "."),
        (study(-2.1, 0.4), ", 95 % interval -2.10 % to +0.40 %. Not distinguishable from zero."),
        (study(0.2, 1.4), ", 95 % interval +0.20 % to +1.40 %. Better than the base rate."),
        (study(-1.4, -0.2), ", 95 % interval -1.40 % to -0.20 %. Worse than the base rate."),
    ],
)
def test_skill_is_said_with_what_is_known_of_its_interval(known: Study | None, end: str) -> None:
    """Zero inside the interval is a finding of its own."""
    said = saying.skill(SCORE, known)
    start = (
        "Over 5,214 sessions (248 windows laid end to end) its Brier score was 0.243 against 0.241 of the base rate: "
        "skill -0.83 %"
    )
    assert start + end == said.text
    assert founded(said)


def test_skill_that_stays_as_it_is_said_promises_nothing() -> None:
    """Without an interval, where none can come later."""
    assert saying.skill(SCORE, None, still=True).text.endswith(
        "skill -0.83 %. Whether that can be told from zero was not computed when this was made."
    )


@pytest.mark.parametrize("known", [None, study(), study(0.97, 3.13)])
@pytest.mark.parametrize("windows", [11, 29])
def test_fewer_than_thirty_windows_tell_nothing(known: Study | None, windows: int) -> None:
    """There is neither a verdict nor an interval, whatever the study says; the thirtieth brings both."""
    said = saying.skill(replace(SCORE, independent=windows, skill_pct=2.284), known)
    assert said.text.endswith(" skill +2.28 %. Too few windows to tell.")
    assert f"({windows} windows laid end to end)" in said.text
    assert founded(said)
    assert "Too few" not in saying.skill(replace(SCORE, independent=30), known).text


def test_a_skill_close_to_zero_has_two_decimals() -> None:
    """More would speak of a precision that is not there."""
    assert " skill +0.00 %." in saying.skill(replace(SCORE, skill_pct=-0.0021), None).text


@pytest.mark.parametrize("known", [None, study(), study(-2.1, 0.4)])
def test_an_outcome_that_never_varied_has_no_skill(known: Study | None) -> None:
    """The base rate was right each time, and 1 - 0 / 0 is nothing; by hand."""
    said = saying.skill(Score("pooled.small_higher", 1030, 49, 0.0, 0.0, None, ()), known)
    expected = (
        "Over 1,030 sessions (49 windows laid end to end) its Brier score was 0.000 against 0.000 of the base rate: "
        "the outcome was always the same, so there is no skill to measure."
    )
    assert expected == said.text
    assert founded(said)


def test_too_few_outcomes_give_no_skill() -> None:
    """Fewer than ten windows laid end to end."""
    said = saying.skill(Score("pooled.small_ahead", 600, 9, 0.2, 0.25, 20.0, ()), None)
    assert said.text == "Too few outcomes are known to score it: 9 windows of 63 sessions, laid end to end."
    assert founded(said)


@pytest.mark.parametrize(
    ("ballot", "text"),
    [
        (
            Ballot(Voter.CLAIMS, 0.2, 5, 8, ""),
            "Of 5 claims that hold, 1 is bullish, a share of 20.0 %; 8 can be tested.",
        ),
        (Ballot(Voter.CLAIMS, 1.0, 1, 8, ""), "The only claim that holds, of 8 testable, is bullish."),
        (Ballot(Voter.CLAIMS, 0.0, 1, 8, ""), "The only claim that holds, of 8 testable, is bearish."),
        (
            Ballot(Voter.CLAIMS, None, 0, 8, ""),
            "No claim of 8 that can be tested holds: there is no bullish share.",
        ),
        (Ballot(Voter.CLAIMS, None, 0, 0, ""), "No claim can be tested: there is no bullish share."),
        (
            Ballot(Voter.TRADINGVIEW, 0.8, 25, 26, "Strong buy"),
            (
                "Strong buy by TradingView's published rules: a bullish share of 80.0 %, a signal for neither counted "
                "as half. 25 of 26 signals can be cast; not its volume-weighted average: no volume goes into "
                "this rating."
            ),
        ),
        (
            Ballot(Voter.BARCHART, 0.25, 12, 13, "Sell"),
            (
                "Sell by Barchart's published rules: a bullish share of 25.0 %, a signal for neither counted as half. "
                "12 of 13 signals can be cast; not Trend Seeker, whose rule is not published."
            ),
        ),
        (
            Ballot(Voter.BARCHART, None, 4, 13, ""),
            "No rating by Barchart's published rules yet: too few sessions.",
        ),
    ],
)
def test_a_vote_is_said_with_what_it_leaves_out(ballot: Ballot, text: str) -> None:
    """How it stands, and how many of its signals are cast."""
    said = saying.vote(ballot)
    assert text == said.text
    assert founded(said)


@pytest.mark.parametrize(
    ("bear", "bull", "text"),
    [
        (7, 1, "Of the claims that can be tested, 7 are bearish and 1 bullish, so few bullish votes can be cast."),
        (2, 4, "Of the claims that can be tested, 4 are bullish and 2 bearish, so few bearish votes can be cast."),
        (1, 0, "Of the claims that can be tested, 1 is bearish and 0 bullish, so no bullish vote can be cast."),
        (5, 3, None),
        (2, 2, None),
        (0, 0, None),
    ],
)
def test_a_lopsided_list_of_claims_is_said(bear: int, bull: int, text: str | None) -> None:
    """From twice as many on one side."""
    said = saying.lopsided({Side.BEAR: bear, Side.BULL: bull})
    assert text == (said and said.text)
    assert said is None or founded(said)


def test_closes_alone_leave_out_more() -> None:
    """The signals on highs and lows."""
    said = saying.vote(Ballot(Voter.TRADINGVIEW, 0.6, 18, 26, "Buy"))
    assert "18 of 26 signals can be cast" in said.text
    assert said.text.endswith(", and what needs highs and lows or more sessions than there are.")


def test_ballots_are_those_of_the_last_session(index_timeline: Timeline) -> None:
    """In October 2014 U1 held beside B2 to B5: one of five is bullish. On the first day of the history none votes."""
    october = index_timeline.until(day_of(np.datetime64("2014-10-28")))
    found = ballots(october)
    assert (0.2, 5, 8) == (found[Voter.CLAIMS].share, found[Voter.CLAIMS].cast, found[Voter.CLAIMS].signals)
    assert ("Strong buy", 25, 26) == (
        found[Voter.TRADINGVIEW].rating,
        found[Voter.TRADINGVIEW].cast,
        found[Voter.TRADINGVIEW].signals,
    )
    assert ("Sell", 12, 13) == (found[Voter.BARCHART].rating, found[Voter.BARCHART].cast, found[Voter.BARCHART].signals)
    early = index_timeline.until(day_of(index_timeline.sessions[0]))
    assert all(ballot.share is None and ballot.rating == "" for ballot in ballots(early).values())


@pytest.mark.parametrize("length", [1, 230, 460, 900, 1300])
def test_every_number_said_stands_in_its_evidence(length: int) -> None:
    """On histories of any length, with no failed sum among the words."""
    small, large = walks(length, seed=length)
    panel = pair_panel(small, large)
    both = timeline(panel, small)
    found = readings(both)
    said = [saying.probability(outcome, found.get(outcome), SMALL, LARGE) for outcome in Outcome]
    said += [saying.skill(score, None) for score in scores(both, panel)]
    said += [saying.vote(ballot) for ballot in ballots(both).values()]
    for each in said:
        assert founded(each)
        assert not {"nan", "inf", "None"} & set(each.text.replace(",", " ").split())


def founded(said: Sentence) -> bool:
    """Return whether every number of a sentence stands in its evidence."""
    return unfounded(said.text, said.evidence) == []
