"""The momentum panes: RSI, PPO and rate of change of both instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.figures.model import Kind, Line, Pane, Who

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.figures.model import Window
    from indicators.arrays import Floats
    from indicators.panel import Panel

HEIGHT = 120
OVERSOLD, OVERBOUGHT = 30.0, 70.0


def momentum_panes(window: Window, horizon: int) -> tuple[Pane, ...]:
    """Return the panes of RSI(14), of PPO(12,26,9) for each instrument, and of the change over `horizon` sessions."""
    return (
        Pane(
            "RSI(14)",
            "0 to 100, lines at 30 and 70",
            _both(window, "RSI(14)", _rsi),
            HEIGHT,
            "needs 14 earlier sessions",
            (OVERSOLD, OVERBOUGHT),
        ),
        *_ppo_panes(window),
        Pane(
            f"ROC({horizon})",
            f"% change over {horizon} sessions",
            _both(window, f"ROC({horizon}) %", lambda panel: panel.roc[horizon]),
            HEIGHT,
            f"needs {horizon} earlier sessions",
            (0.0,),
        ),
    )


def _rsi(panel: Panel) -> Floats:
    return panel.rsi14


def _both(window: Window, label: str, read: Callable[[Panel], Floats]) -> tuple[Line, Line]:
    small, large = window.of_small(read(window.panel.small)), window.of_large(read(window.panel.large))
    return (
        Line(f"{window.small} {label}", window.small, small, Who.SMALL),
        Line(f"{window.large} {label}", window.large, large, Who.LARGE),
    )


def _ppo_panes(window: Window) -> tuple[Pane, ...]:
    sides = (
        (Who.SMALL, window.small, window.panel.small, window.of_small),
        (Who.LARGE, window.large, window.panel.large, window.of_large),
    )
    return tuple(
        Pane(
            f"PPO, {name}",
            "(12,26,9), %, with signal and histogram",
            (
                Line(f"{name} PPO histogram %", "", cut(panel.ppo_histogram), who, Kind.HISTOGRAM),
                Line(f"{name} PPO signal %", "signal", cut(panel.ppo_signal), who, Kind.SIGNAL),
                Line(f"{name} PPO %", "PPO", cut(panel.ppo), who),
            ),
            HEIGHT,
            "needs 25 earlier sessions",
            (0.0,),
            alike="ppo",
        )
        for who, name, panel, cut in sides
    )
