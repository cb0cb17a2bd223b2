"""What the panels of RSI, PPO and rate of change say.

RSI measures an index against its own past, so it says who is overbought or oversold, not who is ahead. Two numbers that
are written alike count as level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commentary.marking import known
from commentary.takeaways.said import LARGE, ON, SMALL, Takeaway, panel_of, takeaway
from commentary.wording import facts, write
from indicators.ppo import FAST, SIGNAL, SLOW
from indicators.rsi import OVERBOUGHT, OVERSOLD
from indicators.rsi import WINDOW as RSI_WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from commentary.model import Evidence, Market
    from indicators.arrays import Floats

_PPO = "PPO({fast_sessions:n},{slow_sessions:n},{signal_sessions:n})"


def rsi(market: Market) -> Takeaway:
    """Return the relative strength index of both, and which is overbought or oversold."""
    name = "RSI({window_sessions:n})"
    measure = _Measure(name, "on a scale from {lowest:n} to {highest:n}", "level", name, _extremes)
    evidence = facts(
        window_sessions=RSI_WINDOW,
        needed_sessions=RSI_WINDOW + 1,
        lowest=0,
        highest=100,
        oversold=OVERSOLD,
        overbought=OVERBOUGHT,
    )
    panel = market.panel
    return _compared(market, measure, evidence, {SMALL: panel.small.rsi14, LARGE: panel.large.rsi14})


def roc(market: Market, horizon: int) -> Takeaway:
    """Return the change of both over `horizon` sessions (21, 63, 126 or 252), and which is behind."""
    window = "{window_sessions:n session}"
    measure = _Measure("ROC({window_sessions:n})", f"the change in {window}", "signed", f"Over {window}", _race)
    evidence = facts(window_sessions=horizon, needed_sessions=horizon + 1)
    panel = market.panel
    return _compared(market, measure, evidence, {SMALL: panel.small.roc[horizon], LARGE: panel.large.roc[horizon]})


def ppo(market: Market, which: str) -> Takeaway:
    """Return the percentage price oscillator of one instrument, and on which side of its signal it lies."""
    panel = panel_of(market, which)
    evidence = facts(
        ppo_pct=panel.ppo[-1],
        signal_pct=panel.ppo_signal[-1],
        histogram_pct=panel.ppo_histogram[-1],
        fast_sessions=FAST,
        slow_sessions=SLOW,
        signal_sessions=SIGNAL,
        needed_sessions=SLOW + SIGNAL - 1,
        history_sessions=len(panel.close),
    )
    if not known(panel.ppo):
        needs = f"{_PPO} needs {{slow_sessions:n session}} of {{{which}}}; the data hold {{history_sessions:n}}."
        return takeaway(market, f"{{{which}_name}} has no {_PPO} yet", needs, evidence)
    was = (
        f"{ON}the {_PPO} of {{{which}}} was {{ppo_pct:signed}}: the {{fast_sessions:n}}-day exponential average of "
        "its closes lay {ppo_pct:placed} the {slow_sessions:n}-day one. "
    )
    if not known(panel.ppo_signal):
        needs = "Its signal needs {needed_sessions:n session}; the data hold {history_sessions:n}."
        return takeaway(market, f"{{{which}_name}} PPO {{ppo_pct:signed}}, without a signal yet", was + needs, evidence)
    signal = (
        "Its signal, the {signal_sessions:n}-day exponential average of the PPO, was {signal_pct:signed}; the "
        "histogram, PPO minus signal, was {histogram_pct:signed}."
    )
    place = ("below", "at", "above")[1 + _order(panel.ppo[-1], panel.ppo_signal[-1], "signed")]
    against = "" if place == "at" else " against {signal_pct:signed}"
    heading = f"{{{which}_name}} PPO {place} its signal: {{ppo_pct:signed}}{against}"
    return takeaway(market, heading, was + signal, evidence)


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a number that both instruments have is spoken of."""

    name: str
    meaning: str
    manner: str
    opening: str
    verdict: Callable[[float, float], str]  # of the small and the large value; ends the heading


def _compared(market: Market, measure: _Measure, evidence: Evidence, values: Mapping[str, Floats]) -> Takeaway:
    """Return a measure of both instruments side by side, or of the one that has it."""
    histories = {which: len(panel_of(market, which).close) for which in values}
    evidence = {
        **evidence,
        **facts(**{f"{which}_value": value[-1] for which, value in values.items()}),
        **facts(**{f"{which}_history_sessions": sessions for which, sessions in histories.items()}),
    }
    name, shown = measure.name, {which: f"{{{which}_value:{measure.manner}}}" for which in values}
    was = f"{ON}{name}, {measure.meaning}, was "
    having = [which for which, value in values.items() if known(value)]
    if not having:
        needs = f"{name} needs {{needed_sessions:n session}}; the data hold {{small_history_sessions:n}} of {{small}} "
        return takeaway(market, f"No {name} yet", needs + "and {large_history_sessions:n} of {large}.", evidence)
    if len(having) == 1:
        one, other = having[0], LARGE if having == [SMALL] else SMALL
        needs = f"it needs {{needed_sessions:n session}}, and the data hold {{{other}_history_sessions:n}}."
        heading = f"{name} {shown[one]} for {{{one}}}; {{{other}}} has none yet"
        return takeaway(market, heading, f"{was}{shown[one]} for {{{one}}}; for {{{other}}} {needs}", evidence)
    verdict = measure.verdict(values[SMALL][-1], values[LARGE][-1])
    heading = f"{measure.opening}: {{small_name}} {shown[SMALL]}, {{large_name}} {shown[LARGE]}{verdict}"
    return takeaway(market, heading, f"{was}{shown[SMALL]} for {{small}} and {shown[LARGE]} for {{large}}.", evidence)


def _extremes(small: float, large: float) -> str:
    """Return the words for who is overbought or oversold by RSI."""
    small_is, large_is = _extreme(small), _extreme(large)
    if small_is and large_is:
        return f", both {small_is}" if small_is == large_is else f", {small_is} and {large_is}"
    if not small_is and not large_is:
        return ", neither overbought nor oversold"
    return f"; {{small_name}} {small_is}" if small_is else f"; {{large_name}} {large_is}"


def _extreme(value: float) -> str:
    if _order(value, OVERSOLD, "level") < 0:
        return "oversold (below {oversold:n})"
    return "overbought (above {overbought:n})" if _order(value, OVERBOUGHT, "level") > 0 else ""


def _race(small: float, large: float) -> str:
    """Return the words for who gained more."""
    return ("; {small} is behind", "; the two are level", "; {small} is ahead")[1 + _order(small, large, "signed")]


def _order(mine: float, other: float, manner: str) -> int:
    """Return -1, 0 or 1 for a number below, level with or above the other; level if the two are written alike."""
    mine_written, other_written = (write(f"{{value:{manner}}}", {"value": value}) for value in (mine, other))
    return 0 if mine_written == other_written else 1 if mine > other else -1
