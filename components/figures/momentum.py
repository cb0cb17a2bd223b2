"""The momentum panes: RSI, PPO and rate of change of both instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marks import On
from components.figures.model import Kind, Line, Pane, Size
from indicators.rsi import OVERBOUGHT, OVERSOLD

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.figures.window import Window
    from indicators.arrays import Floats
    from indicators.panel import Panel

_MIDDLE = 50


def momentum_panes(window: Window, horizon: int) -> tuple[Pane, ...]:
    """Return the panes of RSI(14), of PPO(12,26,9) for each instrument, and of the change over `horizon` sessions."""
    return (
        Pane(
            "rsi",
            "RSI(14)",
            f"0 to 100, lines at {OVERSOLD} and {OVERBOUGHT}",
            _both(window, "RSI(14)", lambda panel: panel.rsi14),
            Size.LOW,
            "needs 14 earlier sessions",
            guides=(OVERSOLD, OVERBOUGHT),
            ticks=(OVERSOLD, _MIDDLE, OVERBOUGHT),
            measures={On.RSI: 1.0},
        ),
        *_ppo_panes(window),
        Pane(
            "roc",
            f"ROC({horizon})",
            f"% change over {horizon} sessions",
            _both(window, f"ROC({horizon}) %", lambda panel: panel.roc[horizon]),
            Size.LOW,
            f"needs {horizon} earlier sessions",
            (0.0,),
            measures={On(f"roc{horizon}"): 1.0},
        ),
    )


def _both(window: Window, label: str, read: Callable[[Panel], Floats]) -> tuple[Line, ...]:
    names = window.names
    return tuple(Line(f"{names[who]} {label}", names[who], points, who) for who, points in window.both(read).items())


def _ppo_panes(window: Window) -> tuple[Pane, ...]:
    histograms = window.both(lambda panel: panel.ppo_histogram)
    signals = window.both(lambda panel: panel.ppo_signal)
    oscillators = window.both(lambda panel: panel.ppo)
    return tuple(
        Pane(
            f"ppo-{who}",
            f"PPO, {name}",
            "(12,26,9), %, with signal and histogram",
            (
                Line(f"{name} PPO histogram %", "", histograms[who], who, Kind.HISTOGRAM),
                Line(f"{name} PPO signal %", "signal", signals[who], who, Kind.SIGNAL),
                Line(f"{name} PPO %", "PPO", oscillators[who], who),
            ),
            Size.LOW,
            "needs 25 earlier sessions",
            (0.0,),
            alike="ppo",
        )
        for who, name in window.names.items()
    )
