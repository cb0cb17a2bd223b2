"""U3: the small index closes the year in the black, above the last close of the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.reference_classes import Share, all_windows, driftless_normal, like_position, past_years, same_window
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts
from indicators.rate_of_change import VOLATILITY

if TYPE_CHECKING:
    from commentary.model import Codes, EvidenceValue, Market
    from indicators.panel import PairPanel

KEY = "U3"
SIDE = Side.BULL
GROUP = Group.SEASON
LIKE = 5  # points: a past year was in a like position if its return so far lay this near on the same date
STATEMENT = Statement(KEY, "Closes the year in the black", SIDE, GROUP)

_SETTLED = (
    "Year-end. {Small} closed {as_of_date:year} at {close:price}, {ytd_pct:signed} from last year's close of "
    "{base_close:price}."
)
_NEEDED = (
    " {needed_pct:size} in {left_sessions:n session} to end {as_of_date:year} above last year's close of "
    "{base_close:price}."
)
_BEHIND = "{Small} must gain more than" + _NEEDED
_AHEAD = "{Small} must lose less than" + _NEEDED


def states(panel: PairPanel) -> Codes:
    """Return open where last year's close is known; the year's end settles it."""
    ytd = panel.small.ytd[panel.relative.small_at]
    return decide(~np.isnan(ytd), otherwise=Status.OPEN)


def judge(market: Market) -> Claim:
    """Say which return is needed in how many sessions, and how often that has come by each reference class."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        template = "Needs the last close of the year before {as_of_date:day} for {small}."
        return STATEMENT.judged(market, status, template, facts(as_of_date=market.as_of))
    before = int(np.searchsorted(small.sessions, np.datetime64(f"{market.as_of.year}-01-01"))) - 1
    close, base = float(small.close[-1]), float(small.close[before])
    evidence = facts(
        as_of_date=market.as_of,
        close=close,
        base_close=base,
        base_date=small.sessions[before],
        ytd_pct=small.ytd[-1],
        needed_pct=100 * (base / close - 1),
        left_sessions=market.sessions_left,
        year_end_date=market.year_end,
    )
    if market.sessions_left == 0:
        return STATEMENT.judged(market, Status.TRUE if close > base else Status.FALSE, _SETTLED, evidence)
    classes, template = _classes(market, base / close)
    lead = _AHEAD if base < close else _BEHIND
    return STATEMENT.judged(market, status, f"{lead} How often that has come:\n{template}", evidence | classes)


def _classes(market: Market, factor: float) -> tuple[dict[str, EvidenceValue], str]:
    """Return the numbers of the four reference classes and the words that show them side by side."""
    small, left = market.panel.small, market.sessions_left
    years = past_years(small.sessions, small.close, market.as_of)
    windows, overlapping = all_windows(small.close, left, factor)
    same = same_window(years, factor)
    like = like_position(years, float(small.ytd[-1]), LIKE)
    volatility = float(small.volatility63[-1])
    normal = Share(min(len(small.close) - 1, VOLATILITY), None)
    if np.isfinite(volatility):
        normal = Share(VOLATILITY, driftless_normal(volatility, left, factor))
    shares = {"windows": windows, "same": same, "like": like, "normal": normal}
    evidence = facts(
        windows_overlapping_n=overlapping,
        like_threshold_points=LIKE,
        volatility_window_sessions=VOLATILITY,
        volatility_pct=volatility,
        **{f"{name}_n": share.n for name, share in shares.items()},
        **{f"{name}_pct": share.pct for name, share in shares.items()},
    )
    said = {name: _said(name, share) for name, share in shares.items()}
    template = (
        f"In all {{windows_overlapping_n:n window}} of {{left_sessions:n session}}: "
        f"{said['windows']} without overlap).\n"
        f"From {{as_of_date:day month}} to the end of past years: {said['same']}).\n"
        f"In past years within {{like_threshold_points:n point}} of this year's {{ytd_pct:signed}} on that date: "
        f"{said['like']}).\n"
        f"By a normal without drift and the volatility of {{volatility_window_sessions:n session}}: {said['normal']})."
    )
    return evidence, template


def _said(name: str, share: Share) -> str:
    """Return the words for a share, left open for a remark on n."""
    return ("too few" if share.pct is None else f"{{{name}_pct:whole}}") + f" (n = {{{name}_n:n}}"
