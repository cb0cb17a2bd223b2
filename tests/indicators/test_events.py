from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.errors import WindowError
from indicators.events import onset, rearm, within


def flags(text: str) -> np.ndarray:
    """Return true where the text has an x."""
    return np.array([letter == "x" for letter in text], dtype=np.bool_)


def test_an_event_rearms_after_the_gap() -> None:
    """By hand, with a gap of three: what matters is the last counted session, not the last true one."""
    assert flags("x..x..x..x.").tolist() == rearm(flags("xxxxxxx.xxx"), gap=3).tolist()


def test_onset_is_the_first_true_session_after_a_false_one() -> None:
    """By hand: a state that is true from the start has no onset there."""
    assert flags("...x..x.").tolist() == onset(flags("xx.xx.x.")).tolist()


def test_within_looks_back_over_the_sessions_given() -> None:
    """By hand, with three sessions: the true session and the two after it."""
    assert flags(".xxx..xxxx").tolist() == within(flags(".x....xx.."), 3).tolist()


@given(arrays(np.bool_, st.integers(0, 80)), st.integers(1, 30))
def test_counted_events_are_true_and_far_apart_and_none_is_missed(rule: np.ndarray, gap: int) -> None:
    """A session counts exactly if the rule is true and no event counted within the gap before it."""
    counted = rearm(rule, gap)
    for session, true in enumerate(rule):
        recent = counted[max(session - gap + 1, 0) : session].any()
        assert bool(true and not recent) == counted[session]


@given(arrays(np.bool_, st.integers(0, 80)), st.integers(1, 30))
def test_within_is_any_of_the_last_sessions(rule: np.ndarray, sessions: int) -> None:
    """Taking each window afresh gives the same."""
    expected = [bool(rule[max(t - sessions + 1, 0) : t + 1].any()) for t in range(rule.size)]
    assert expected == within(rule, sessions).tolist()


def test_windows_below_one_are_refused() -> None:
    """The messages name the parameter and the value."""
    with pytest.raises(WindowError, match="gap must be at least 1, got 0"):
        rearm(flags("x"), 0)
    with pytest.raises(WindowError, match="sessions must be at least 1, got 0"):
        within(flags("x"), 0)
