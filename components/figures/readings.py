"""What the crosshair says on each session, in the order it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.pooling.model import Outcome
from components.figures.model import Kind, Reading, Who

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.figures.model import Pane
    from components.state import ViewState
    from indicators.arrays import Floats

_RATES = {Who.BOTH: Kind.MAIN, Who.BASE: Kind.BASE}


def readings(
    panes: Sequence[Pane],
    closes: Mapping[Who, Floats],
    averages: Mapping[Who, Floats],
    distances: Mapping[Who, Floats],
    state: ViewState,
    names: Mapping[Who, str],
) -> tuple[Reading, ...]:
    """Return the readings of a chart.

    Parameters
    ----------
    panes : sequence of Pane
        Their oscillators and their ratio are read off their lines.
    closes, averages : mapping of Who to array of shape (n_sessions,), float, price points
        Never rebased.
    distances : mapping of Who to array of shape (n_sessions,), float, %
        From the average to the close.
    state : ViewState
        Its windows name the readings.
    names : mapping of Who to str
        Of both instruments.
    """
    average = f"{state.average}-day"
    small, large = names[Who.SMALL], names[Who.LARGE]
    return (
        _reading("Close", closes, exact=True),
        _reading(f"{average} avg", averages, exact=True),
        _reading(f"vs {average}", distances, unit="%", signed=True),
        _reading("Ratio", _drawn(panes, "relative"), decimals=4),
        _reading("RSI(14)", _drawn(panes, "rsi")),
        _reading("PPO", _drawn(panes, "ppo"), unit="%", signed=True),
        _reading("Signal", _drawn(panes, "ppo", Kind.SIGNAL), unit="%", signed=True),
        _reading("Histogram", _drawn(panes, "ppo", Kind.HISTOGRAM), unit="%", signed=True),
        _reading(f"ROC({state.roc})", _drawn(panes, "roc"), unit="%", signed=True),
        _reading("Bear/bull claims that hold", _drawn(panes, "claims", Kind.STEPS), decimals=0),
        _odds(f"{small} up in {Outcome.SMALL_HIGHER.horizon} sessions", panes, Who.SMALL),
        _odds(f"{small} ahead of {large} in {Outcome.SMALL_AHEAD.horizon} sessions", panes, Who.BOTH),
    )


def _reading(
    label: str,
    of: Mapping[Who, Floats],
    *,
    unit: str = "",
    decimals: int = 2,
    signed: bool = False,
    exact: bool = False,
) -> Reading:
    return Reading(label, unit, decimals, signed, tuple(of.items()), exact)


def _odds(label: str, panes: Sequence[Pane], who: Who) -> Reading:
    """Return the reading of a probability with its base rate."""
    rates = {whose: _drawn(panes, "probability", kind)[who] for whose, kind in _RATES.items()}
    return _reading(label, rates, unit="%", decimals=1)


def _drawn(panes: Sequence[Pane], key: str, kind: Kind = Kind.MAIN) -> dict[Who, Floats]:
    """Return the lines of a kind in the panes whose key starts with `key`."""
    lines = (line for pane in panes if pane.key.startswith(key) for line in pane.lines)
    return {line.who: line.points for line in lines if line.kind is kind}
