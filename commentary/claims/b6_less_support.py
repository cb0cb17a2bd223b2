"""B6: the small index has less support below it than the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import band, dot, known, level
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.panel import SHORT_AVERAGE
from indicators.supply import NEAR, WINDOW
from indicators.zigzag import THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from commentary.model import Codes, Evidence, EvidenceValue, Market
    from indicators.arrays import Bools, Floats
    from indicators.panel import PairPanel, Panel

KEY = "B6"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
STATEMENT = Statement(KEY, "Less support than {large}", SIDE, GROUP)

_TEXT = (
    "{{Small}} is worse off in {{tests_worse:n}} of {{tests:n}} tests (true if in all, false if in none).\n"
    "Closes within {{near_limit_pct:limit}} below, of the {{window_sessions:n}} before: "
    "{{small_near_support_pct:share}} against {{large_near_support_pct:share}}, worse: {{near_support_worse:holds}}.\n"
    "Fall to the last swing low: {swing_low}, worse: {{swing_low_worse:holds}}.\n"
    "Fall to the nearer of the {{short_average_sessions:n}}- and {{long_average_sessions:n}}-day averages below: "
    "{average}, worse: {{average_worse:holds}}."
)


def states(panel: PairPanel) -> Codes:
    """Return true where the small index is worse off by all three measures, false by none, else mixed."""
    small = _wanting(panel.small).take(panel.relative.small_at, axis=1)  # an index would transpose what it copies
    large = _wanting(panel.large).take(panel.relative.large_at, axis=1)
    testable = np.all(~np.isnan(small + large), axis=0)
    worse = np.sum(small > large, axis=0)
    return decide(testable, (Status.TRUE, worse == len(small)), (Status.MIXED, worse > 0))


def _wanting(panel: Panel) -> Floats:
    """Return three measures of the want of support, in %, more is worse; shape (3, n_sessions).

    They are the closes that do not lie near below, the fall to the last swing low, and the fall to the nearer of two
    averages. A level that is not below the close supports nothing: the fall to it counts as infinite.
    """
    low = _fall(panel.close, panel.swing_low)
    average = np.minimum(_fall(panel.close, panel.sma50), _fall(panel.close, panel.trend.average))
    return np.stack([100 - panel.near_support, low, average])


def _fall(close: Floats, level: Floats) -> Floats:
    return np.where(level >= close, np.inf, 100 * (1 - level / close))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Show the three measures of both, and where the small index is worse off."""
    small, large = market.panel.small, market.panel.large
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        if min(len(small.sessions), len(large.sessions)) <= WINDOW:
            return STATEMENT.too_short(market, WINDOW + 1, both=True)
        template = (
            "Needs a confirmed swing low of both: one that the close has risen from by {swing_low_rise_pct:limit}."
        )
        return STATEMENT.judged(market, status, template, facts(swing_low_rise_pct=THRESHOLD))
    evidence = _evidence(small, large)
    falls = {level: _falls(level, evidence) for level in ("swing_low", "average")}
    return STATEMENT.judged(market, status, _TEXT.format(**falls), evidence)


def _falls(level: str, evidence: Mapping[str, EvidenceValue]) -> str:
    """Return the words for the falls of both to a level."""
    keys = [f"{side}_fall_to_{level}_pct" for side in ("small", "large")]
    if all(evidence[key] is None for key in keys):
        return "none below either"
    return " against ".join("none below" if evidence[key] is None else f"{{{key}:size}}" for key in keys)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return, for both, the band just below the close, the last swing low and the nearer average below."""
    small, large = market.panel.small, market.panel.large
    if not known(small.near_support, large.near_support, small.swing_low, large.swing_low):
        return ()
    evidence = _evidence(small, large)
    return (*_support(On.SMALL, small, evidence), *_support(On.LARGE, large, evidence))


def _support(on: On, panel: Panel, evidence: Evidence) -> Iterator[Mark]:
    """Return what lies below the close of one instrument; the average is a point, since only its last value counts."""
    close, sessions = panel.close[-1], panel.sessions
    label = write(f"near support: {{{on}_near_support_pct:share}} of {{window_sessions:n close}}", evidence)
    yield band(on, sessions[-WINDOW - 1 : -1], close * (1 - NEAR), close, label)
    low = panel.swing_low[-1]
    if low < close:
        at = panel.pivots.position[~panel.pivots.high][-1]
        label = write(f"swing low, {{{on}_fall_to_swing_low_pct:size}} below", evidence)
        yield level(on, sessions[at], sessions[-1], low, label)
    averages = {"short": panel.sma50[-1], "long": panel.trend.average[-1]}
    below = {name: average for name, average in averages.items() if average < close}
    if below:
        nearer = max(below, key=below.__getitem__)
        words = f"{{{nearer}_average_sessions:n}}-day average, {{{on}_fall_to_average_pct:size}} below"
        yield dot(on, sessions[-1], below[nearer], write(words, evidence))


def _evidence(small: Panel, large: Panel) -> dict[str, EvidenceValue]:
    """Return the numbers; the fall to a level is None where none lies below."""
    here, there = _wanting(small)[:, -1], _wanting(large)[:, -1]
    worse = here > there
    return facts(
        tests_worse=worse.sum(),
        tests=len(worse),
        small_near_support_pct=small.near_support[-1],
        large_near_support_pct=large.near_support[-1],
        near_support_worse=worse[0],
        small_fall_to_swing_low_pct=here[1],
        large_fall_to_swing_low_pct=there[1],
        swing_low_worse=worse[1],
        small_fall_to_average_pct=here[2],
        large_fall_to_average_pct=there[2],
        average_worse=worse[2],
        window_sessions=WINDOW,
        near_limit_pct=100 * NEAR,
        short_average_sessions=SHORT_AVERAGE,
        long_average_sessions=small.trend.window,
    )
