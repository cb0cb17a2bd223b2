"""The events of each rule, written a second time from prices or from its states."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import RULES, u2_gap_closes, u3_year_in_the_black
from commentary.model import Status
from commentary.states import STATUSES, onsets
from indicators.panel import pair_panel
from tests.commentary.support import day_of, holed, stepped, walks

if TYPE_CHECKING:
    import pandas as pd

    from commentary.model import Rule
    from indicators.panel import PairPanel

EVENTS = {
    "B1": ["touch", "rejected", "overtaken"],
    **{key: ["onset"] for key in ("B2", "B3", "B4", "B5", "B6", "B7", "U2", "U3")},
    "U1": ["cross_rising", "cross_falling"],
    **{key: [] for key in ("B8", "B9", "U4", "U5")},
}
ONSET_OF_STATE = [rule for rule in RULES if rule.KEY in ("B2", "B3", "B4", "B5", "B6", "B7")]
SAME_DATE = ("U2", "U3")


def numbers(rule: Rule, panel: PairPanel) -> dict[str, list[int]]:
    """Return the numbers of the sessions with an event, by name."""
    return {name: np.flatnonzero(flags).tolist() for name, flags in rule.events(panel).items()}


def apart(sessions: list[int]) -> list[int]:
    """Leave out each session that lies within 20 of the last one kept."""
    kept: list[int] = []
    for session in sessions:
        if not kept or session - kept[-1] >= 20:
            kept.append(session)
    return kept


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.KEY)
def test_a_rule_names_its_events_along_the_common_sessions(rule: Rule, panels: list[PairPanel]) -> None:
    """The names that the report promises, on histories of every length, also on none at all."""
    empty = panels[-1].until(day_of(np.datetime64("1900-01-01")))
    for panel in (*panels, empty):
        found = rule.events(panel)
        assert EVENTS[rule.KEY] == list(found)
        for flags in found.values():
            assert (panel.relative.sessions.shape, np.bool_) == (flags.shape, flags.dtype)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.KEY)
def test_events_of_a_kind_lie_twenty_sessions_apart(
    rule: Rule, panels: list[PairPanel], index_panel: PairPanel
) -> None:
    """On random walks and on the real indices; a date comes but once a year."""
    for panel in (*panels, index_panel):
        for sessions in numbers(rule, panel).values():
            assert all(later - earlier >= 20 for earlier, later in pairwise(sessions))


def test_every_event_lies_in_the_valid_sessions(panels: list[PairPanel], index_panel: PairPanel) -> None:
    """None before the average has a slope: no rule is decided earlier on the session before an event."""
    for panel in (*panels, index_panel):
        slope = panel.small.trend.slope[panel.relative.small_at]
        for rule in RULES:
            if rule.KEY not in SAME_DATE:
                assert all(np.isfinite(slope[sessions]).all() for sessions in numbers(rule, panel).values())


def test_an_onset_follows_a_session_on_which_the_rule_was_decided() -> None:
    """By hand: not testable to true is none, false or mixed to true is one, 20 sessions after the last that counted."""
    codes = {"?": Status.NOT_TESTABLE, "t": Status.TRUE, "f": Status.FALSE, "m": Status.MIXED}
    states = "??tt" + "fttmt" + "f" * 15 + "t" + "?tft"
    found = onsets(np.array([STATUSES.index(codes[each]) for each in states], dtype=np.int8))["onset"]
    assert [5, 28] == np.flatnonzero(found).tolist()  # 8 and 24 lie within 20 sessions of 5, 26 follows a gap


@pytest.mark.parametrize("rule", ONSET_OF_STATE, ids=lambda rule: rule.KEY)
def test_onsets_are_where_the_state_turns_true(rule: Rule, index_panel: PairPanel) -> None:
    """Read off the states of the real indices, session by session."""
    states = [STATUSES[code] for code in rule.states(index_panel)]
    turns = [
        t
        for t, (before, now) in enumerate(pairwise(states), 1)
        if now is Status.TRUE and before not in (Status.TRUE, Status.NOT_TESTABLE)
    ]
    assert turns
    assert {"onset": apart(turns)} == numbers(rule, index_panel)


def test_tests_and_crosses_of_the_average_are_found_in_the_prices(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel
) -> None:
    """B1 and U1 from closes, highs and a rolling mean of the real index, session by session."""
    small = index_frames[0]
    close, high, mean = (
        small["close"].to_numpy(),
        small["high"].to_numpy(),
        small["close"].rolling(200).mean().to_numpy(),
    )
    found: dict[str, list[int]] = {name: [] for name in (*EVENTS["B1"], *EVENTS["U1"])}
    for t in range(220, len(close)):
        if close[t - 1] <= mean[t - 1] and close[t] > mean[t] and mean[t] != mean[t - 20]:
            found["cross_rising" if mean[t] > mean[t - 20] else "cross_falling"].append(t)
        if mean[t] < mean[t - 20] and all(close[s] < mean[s] for s in range(t - 20, t)):
            touched = max(high[t], close[t]) >= mean[t]
            for name, came in (
                ("touch", touched),
                ("rejected", touched and close[t] <= mean[t]),
                ("overtaken", close[t] > mean[t]),
            ):
                if came:
                    found[name].append(t)
    expected = {name: apart(sessions) for name, sessions in found.items()}
    assert all(expected.values())
    by_key = {rule.KEY: rule for rule in RULES}
    assert expected == numbers(by_key["B1"], index_panel) | numbers(by_key["U1"], index_panel)


def test_without_highs_a_test_of_the_average_is_the_close_above_alone(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel
) -> None:
    """No event is kept twice under two names; closes above do not depend on highs."""
    closes = pair_panel(*(frame[["close"]] for frame in index_frames))
    rule = next(each for each in RULES if each.KEY == "B1")
    assert {"overtaken": numbers(rule, index_panel)["overtaken"]} == numbers(rule, closes)


@pytest.mark.parametrize("seed", range(3))
def test_later_sessions_change_no_event(seed: int) -> None:
    """Events of a cut history are those of the whole history up to the cut; those of a date are found anew each day."""
    small, large = holed(*walks(1100, seed=70 + seed), seed=seed)
    whole = pair_panel(small, large)
    for position in np.random.default_rng(seed).integers(0, len(whole.relative.sessions), 6):
        session = whole.relative.sessions[position]
        known = pair_panel(small[small.index <= session], large[large.index <= session])
        for rule in RULES:
            expected = numbers(rule, known)
            assert expected == numbers(rule, whole.until(day_of(session)))
            if rule.KEY not in SAME_DATE:
                events = numbers(rule, whole)
                assert expected == {name: [t for t in each if t <= position] for name, each in events.items()}


SMALL_LEVELS = {"2008-12-01": 100.0, "2009-01-15": 98.0, "2010-01-15": 104.0, "2011-01-14": 103.0, "2012-01-16": 110.0}
LARGE_LEVELS = {"2008-12-01": 100.0, "2010-01-15": 102.0, "2011-01-14": 105.0, "2012-01-16": 106.0}
"""Small and large on 28 February: -2 and 0 % in 2009, +6.12 and +2 in 2010, -0.96 and +2.94 in 2011; +6.80 in 2012."""


def test_a_forecast_for_the_year_end_has_its_events_on_the_same_date() -> None:
    """By hand, from 29 February 2012: behind in 2009 and 2011, near this year's return only in 2010.

    The 28th of February was a Saturday in 2009, a Sunday in 2010 and a Monday in 2011.
    """
    panel = pair_panel(stepped(SMALL_LEVELS, "2012-02-29"), stepped(LARGE_LEVELS, "2012-02-29"))
    sessions = panel.relative.sessions
    expected = {u2_gap_closes: ["2009-02-27", "2011-02-28"], u3_year_in_the_black: ["2010-02-26"]}
    for rule, days in expected.items():
        assert days == [str(day_of(day)) for day in sessions[rule.events(panel)["onset"]]]


def test_a_hole_in_the_data_is_no_case() -> None:
    """Without the 40 days before 28 February 2009, and without December 2010, neither 2009 nor 2011 has an event."""
    small, large = (stepped(levels, "2012-02-29") for levels in (SMALL_LEVELS, LARGE_LEVELS))
    early = (small.index > "2009-01-19") & (small.index < "2009-03-02")
    december = (small.index >= "2010-12-01") & (small.index <= "2010-12-31")
    panel = pair_panel(small[~early & ~december], large)
    assert not u2_gap_closes.events(panel)["onset"].any()
