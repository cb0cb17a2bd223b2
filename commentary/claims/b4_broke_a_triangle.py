"""B4: the index broke down out of a triangle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marking import dot, segment
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.triangle import BREAK, POINTS, RECENT, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import PairPanel, Panel

KEY = "B4"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
STATEMENT = Statement(KEY, "Broke a triangle", SIDE, GROUP)

_BROKEN = (
    "{Small} broke its triangle on {broken_on_date:day}, {break_age_sessions:n session} ago: the close of "
    "{break_close:price} lay {break_depth_pct:size beside break_threshold_pct} under the lower line at "
    "{break_lower_line:price} (over {break_threshold_pct:limit} asked). The lines through {pivots_per_line:n} highs "
    "and {pivots_per_line:n} lows moved {upper_line_yearly_slope_pct:signed} and {lower_line_yearly_slope_pct:signed} "
    "a year. The break is counted for {counted_for_sessions:n session}."
)
_STANDING = (
    "{Small} closed at {close:price} with a triangle standing between {lower_line:price} and {upper_line:price}; no "
    "close more than {break_threshold_pct:limit} under its lower line in the last {counted_for_sessions:n session}."
)
_NONE = (
    "No triangle of {small} in the last {window_sessions:n session} was broken in the last {counted_for_sessions:n} "
    "by a close more than {break_threshold_pct:limit} under its lower line."
)


def states(panel: PairPanel) -> Codes:
    """Return true where the break lies within the last 60 sessions."""
    at = panel.relative.small_at
    return decide(at >= YEAR - 1, (Status.TRUE, panel.small.triangle.broken_within[at]))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Say when the lower line was broken and by how much, or that none was."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, YEAR)
    evidence = facts(
        close=small.close[-1],
        window_sessions=YEAR,
        counted_for_sessions=RECENT,
        break_threshold_pct=100 * BREAK,
        pivots_per_line=POINTS,
    )
    if status is Status.TRUE:
        return STATEMENT.judged(market, status, _BROKEN, evidence | _break(small))
    if small.triangle.valid[-1]:
        evidence |= facts(lower_line=small.triangle.lower[-1], upper_line=small.triangle.upper[-1])
        return STATEMENT.judged(market, status, _STANDING, evidence)
    return STATEMENT.judged(market, status, _NONE, evidence)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the triangle that was broken, with the break; else the one that stands."""
    small = market.panel.small
    triangle = small.triangle
    if len(small.close) < YEAR:
        return ()
    if triangle.broken_within[-1]:
        session = int(triangle.last_break[-1])
        label = write("break {broken_on_date:day}", _break(small))
        return (*_lines(small, session), dot(On.SMALL, small.sessions[session], small.close[session], label))
    return tuple(_lines(small, len(small.close) - 1)) if triangle.valid[-1] else ()


def _lines(small: Panel, session: int) -> Iterator[Mark]:
    """Return both lines as they stood at a session, each from its first pivot on, and the pivots."""
    triangle, pivots = small.triangle, small.pivots.cut(session + 1)
    upper = ("upper", pivots.high, triangle.upper[session], triangle.upper_slope[session])
    lower = ("lower", ~pivots.high, triangle.lower[session], triangle.lower_slope[session])
    for name, which, level, slope in (upper, lower):
        line = pivots.only(which).only(slice(-POINTS, None))
        first = int(line.position[0])
        step = slope / 100 / YEAR * small.close[session]  # the definition of the slope, solved for the daily change
        start = (small.sessions[first], level - step * (session - first))
        yield segment(On.SMALL, start, (small.sessions[session], level), f"{name} line")
        for at, price in zip(line.position, line.price, strict=True):
            yield dot(On.SMALL, small.sessions[at], price)


def _break(small: Panel) -> dict[str, EvidenceValue]:
    """Return the numbers of the last break."""
    triangle = small.triangle
    day = int(triangle.last_break[-1])
    line = triangle.break_lower[-1]
    return facts(
        broken_on_date=small.sessions[day],
        break_age_sessions=len(small.sessions) - 1 - day,
        break_close=small.close[day],
        break_lower_line=line,
        break_depth_pct=100 * (1 - small.close[day] / line),
        upper_line_yearly_slope_pct=triangle.upper_slope[day],
        lower_line_yearly_slope_pct=triangle.lower_slope[day],
    )
