"""Both sides through time: the counts against the judged claims, the pool against a loop, no hindsight in either."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import judge_all
from commentary.ledger import ledger
from commentary.model import Group, Side
from commentary.pooling.model import Outcome, Voter
from commentary.pooling.pool import pool
from commentary.pooling.timeline import timeline
from indicators.panel import pair_panel
from indicators.votes.barchart import barchart
from indicators.votes.tradingview import tradingview
from tests.commentary.support import day_of, holed, market, walks

if TYPE_CHECKING:
    import pandas as pd

    from commentary.pooling.model import Timeline
    from indicators.panel import PairPanel


@pytest.fixture(scope="module")
def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two random walks with sessions missing here and there, the small one with highs and lows."""
    small, large = holed(*walks(2600, seed=40), seed=3)
    return small.assign(low=small["close"] * 2 - small["high"]), large


@pytest.fixture(scope="module")
def panel(frames: tuple[pd.DataFrame, pd.DataFrame]) -> PairPanel:
    """Return their indicators."""
    return pair_panel(*frames)


@pytest.fixture(scope="module")
def both(panel: PairPanel, frames: tuple[pd.DataFrame, pd.DataFrame]) -> Timeline:
    """Return both sides at every session of them."""
    return timeline(panel, frames[0])


def test_two_groups_are_pooled_as_worked_by_hand() -> None:
    """Twelve outcomes of one session are known, eight came: the base rate is 2/3.

    When the trend stood as it does now, five of five came: (5 + 10 * 2/3) / 15 = 7/9, odds 3.5. When momentum did,
    one of five: (1 + 10 * 2/3) / 15 = 23/45, odds 23/22. Base odds are 2, so half the log-odds of 3.5/2 and half of
    23/44 are added; the third group cannot be decided now and has no part.
    """
    came = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1], dtype=np.bool_)
    states = {
        Group.TREND: np.array([1] * 5 + [0] * 4 + [-1] * 3 + [1], dtype=np.int8),
        Group.MOMENTUM: np.array([0] * 4 + [-1] * 5 + [1] * 3 + [-1], dtype=np.int8),
        Group.STRUCTURE: np.array([1] * 13, dtype=np.int8),
    }
    decided = {group: np.ones(13, dtype=np.bool_) for group in states}
    decided[Group.STRUCTURE] = np.arange(13) < 12
    pooled = pool(states, decided, came, horizon=1, first=0)
    assert pytest.approx(2 / 3) == pooled.base[12]
    assert pytest.approx(math.log(3.5 / 2) / 2) == pooled.contributions[Group.TREND][12]
    assert pytest.approx(math.log(23 / 44) / 2) == pooled.contributions[Group.MOMENTUM][12]
    assert 0 == pooled.contributions[Group.STRUCTURE][12]
    odds = 2 * math.sqrt(1.75 * 23 / 44)
    assert pytest.approx(odds / (1 + odds)) == pooled.probability[12]


@pytest.mark.parametrize(("always", "base"), [(True, 1.0), (False, 0.0)])
def test_what_always_or_never_came_is_said_without_a_failed_sum(base: float, *, always: bool) -> None:
    """Log-odds are infinite there, and no group can add to them."""
    states = {Group.TREND: np.array([1, -1] * 20, dtype=np.int8)}
    pooled = pool(states, {Group.TREND: np.full(40, fill_value=True)}, np.full(38, always), horizon=2, first=0)
    assert (base, base, 0) == (pooled.base[-1], pooled.probability[-1], pooled.contributions[Group.TREND][-1])


def test_a_base_rate_needs_ten_windows_laid_end_to_end() -> None:
    """From session 30 on, with 3 sessions to each outcome: the 30th outcome is known on session 30 + 29 + 3."""
    still = np.zeros(100, dtype=np.int8)
    pooled = pool({Group.TREND: still}, {Group.TREND: still == 0}, np.arange(67) % 2 == 0, horizon=3, first=30)
    assert [False, True] == np.isfinite(pooled.probability[61:63]).tolist()


def test_the_counts_are_those_of_the_judged_claims(panel: PairPanel, both: Timeline) -> None:
    """As the ledger counts what each claim says of itself on a session."""
    sessions = both.sessions
    for at in np.random.default_rng(1).integers(0, sessions.size, 25):
        sides = ledger(judge_all(market(panel, day_of(sessions[at]), left=9))).sides
        for side in Side:
            groups = {group: (count.true, count.testable) for group, count in sides[side].groups.items()}
            found = {group: (both.holds[side][group][at], both.testable[side][group][at]) for group in Group}
            assert {group: groups.get(group, (0, 0)) for group in Group} == found


def test_the_pool_is_what_a_loop_over_the_past_finds(panel: PairPanel, both: Timeline) -> None:
    """Session by session from methods.md, section 4, and its choices: no array code."""
    small = panel.small.close[panel.relative.small_at].tolist()
    large = panel.large.close[panel.relative.large_at].tolist()
    slope = panel.small.trend.slope[panel.relative.small_at]
    first = next(at for at, value in enumerate(slope) if not math.isnan(value))

    def came(outcome: Outcome, at: int) -> bool:
        end = at + outcome.horizon
        rise = small[end] / small[at]
        return rise > 1 if outcome is Outcome.SMALL_HIGHER else rise > large[end] / large[at]

    def state(group: Group, at: int) -> int | None:
        if not any(both.testable[side][group][at] for side in Side):
            return None
        more = int(both.holds[Side.BULL][group][at]) - int(both.holds[Side.BEAR][group][at])
        return (more > 0) - (more < 0)

    def log_odds(share: float) -> float:
        return math.log(share / (1 - share))

    for outcome, at in [(outcome, at) for outcome in Outcome for at in (first + 700, 1800, len(small) - 1)]:
        h = outcome.horizon
        past = [(u, came(outcome, u)) for u in range(first, at - h + 1)]
        base = sum(flag for _, flag in past) / len(past)
        decided = [group for group in Group if state(group, at) is not None]
        total = log_odds(base)
        for group in decided:
            like = [flag for u, flag in past if state(group, u) == state(group, at)]
            share = (sum(like) / h + 10 * base) / (len(like) / h + 10)
            added = (log_odds(share) - log_odds(base)) / len(decided)
            assert pytest.approx(added, abs=1e-12) == both.pooled[outcome].contributions[group][at]
            total += added
        assert pytest.approx(base) == both.pooled[outcome].base[at]
        assert pytest.approx(1 / (1 + math.exp(-total))) == both.pooled[outcome].probability[at]


def test_votes_are_shares_of_bullish_ones(
    panel: PairPanel, both: Timeline, frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Claims by their own count; a rating from -1 to 1 as (mean + 1) / 2, on sessions that both instruments have."""
    bull = sum(counts.astype(int) for counts in both.holds[Side.BULL].values())
    held = bull + sum(counts.astype(int) for counts in both.holds[Side.BEAR].values())
    assert held.min() == 0 < bull.max()
    expected = [up / of if of else math.nan for up, of in zip(bull.tolist(), held.tolist(), strict=True)]
    np.testing.assert_array_equal(expected, both.votes[Voter.CLAIMS])
    small = frames[0].to_dict("series")
    close, high, low = (small[name].to_numpy() for name in ("close", "high", "low"))
    for voter, rating in ((Voter.TRADINGVIEW, tradingview(close, high, low)), (Voter.BARCHART, barchart(close))):
        common = np.isin(frames[0].index, frames[1].index)
        np.testing.assert_array_equal((rating.mean[common] + 1) / 2, both.votes[voter])
        np.testing.assert_array_equal(rating.cast[common], both.cast[voter])
    assert panel.relative.sessions.size == common.sum()


def test_nothing_of_a_session_depends_on_what_came_after(
    frames: tuple[pd.DataFrame, pd.DataFrame], both: Timeline
) -> None:
    """The timeline of a history cut at a session is exactly the whole one cut there; so what is appended has no say."""
    for day in _days(both, 12, seed=2):
        cut = tuple(frame.loc[: np.datetime64(day)] for frame in frames)
        assert_same(timeline(pair_panel(*cut), cut[0]), both.until(day))


def test_nothing_of_the_real_past_depends_on_what_came_after(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel
) -> None:
    """As above, on the two indices in October 2014."""
    day = date(2014, 10, 28)
    cut = tuple(frame.loc[: np.datetime64(day)] for frame in index_frames)
    assert_same(timeline(pair_panel(*cut), cut[0]), timeline(index_panel, index_frames[0]).until(day))


def test_a_history_of_any_length_has_a_timeline(panels: list[PairPanel]) -> None:
    """Too few sessions leave nothing to say, not an error."""
    for each in panels:
        bars = walks(each.small.close.size)[0].assign(close=each.small.close)
        found = timeline(each, bars)
        assert each.relative.sessions.size == found.pooled[Outcome.SMALL_HIGHER].probability.size


def test_visitors_cannot_change_what_they_share(both: Timeline) -> None:
    """The arrays are read-only."""
    with pytest.raises(ValueError, match="read-only"):
        both.votes[Voter.CLAIMS][0] = 1


def _days(both: Timeline, count: int, seed: int) -> list[date]:
    some = np.random.default_rng(seed).integers(0, both.sessions.size, count)
    return [day_of(both.sessions[at]) for at in sorted({0, 199, *some.tolist()})]


def assert_same(expected: Timeline, found: Timeline) -> None:
    """Compare two timelines number by number."""
    np.testing.assert_array_equal(expected.sessions, found.sessions)
    for side in Side:
        for group in Group:
            np.testing.assert_array_equal(expected.holds[side][group], found.holds[side][group])
            np.testing.assert_array_equal(expected.testable[side][group], found.testable[side][group])
    for outcome in Outcome:
        one, other = expected.pooled[outcome], found.pooled[outcome]
        np.testing.assert_array_equal(one.probability, other.probability)
        np.testing.assert_array_equal(one.base, other.base)
        for group in Group:
            np.testing.assert_array_equal(one.contributions[group], other.contributions[group])
    for voter in Voter:
        np.testing.assert_array_equal(expected.votes[voter], found.votes[voter])
        np.testing.assert_array_equal(expected.cast[voter], found.cast[voter])
