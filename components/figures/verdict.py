"""The verdict through time: how many claims held at each session, by group, and what was made of them in odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Group, Side
from commentary.pooling.model import Outcome
from components.figures.model import Kind, Line, Pane, Size, Strip, Who

if TYPE_CHECKING:
    from commentary.model import Codes
    from components.figures.window import Window
    from indicators.arrays import Floats

_EVEN = 50.0  # %
_FEW = 3  # claims up to which each has a tick
_WHO = {Side.BEAR: Who.BEAR, Side.BULL: Who.BULL}


def verdict_panes(window: Window) -> tuple[Pane, ...]:
    """Return the panes of the claims that hold and of the pooled probabilities, over the sessions of a window."""
    return _claims(window), _probability(window)


def _claims(window: Window) -> Pane:
    testable = {side: _total(window, side, testable=True) for side in Side}
    holds = {side: _total(window, side) for side in Side}
    most = max(int(counts.max()) for counts in testable.values())
    lines = tuple(
        Line(
            f"{side.capitalize()} claims that hold",
            side.value,
            np.where(testable[side] > 0, holds[side], np.nan),
            _WHO[side],
            Kind.STEPS,
            decimals=0,
            short=side.value,
        )
        for side in Side
    )
    return Pane(
        "claims",
        "Claims that hold",
        "about the present; bear above bull in the strip of each group",
        lines,
        Size.LOW,
        "needs a claim that the prices decide",
        guides=(0.0, float(most)),
        ticks=tuple(float(count) for count in range(0, most + 1, 1 if most <= _FEW else 2)),
        strips=_strips(window),
    )


def _total(window: Window, side: Side, *, testable: bool = False) -> Codes:
    """Return how many claims of a side hold, or can be decided, in all groups."""
    counts = window.timeline.testable if testable else window.timeline.holds
    total: Codes = np.sum([group[window.rows] for group in counts[side].values()], axis=0, dtype=np.int8)
    return total


def _strips(window: Window) -> tuple[Strip, ...]:
    """Return a strip for each group of which a claim can be decided at any session up to the last shown."""
    timeline = window.timeline
    return tuple(
        Strip(group.value, **{side.value: _known(window, side, group) for side in Side})
        for group in Group
        if any(timeline.testable[side][group][: window.rows.stop].any() for side in Side)
    )


def _known(window: Window, side: Side, group: Group) -> Codes:
    timeline, rows = window.timeline, window.rows
    holds: Codes = np.where(timeline.testable[side][group][rows] > 0, timeline.holds[side][group][rows], np.int8(-1))
    return holds


def _probability(window: Window) -> Pane:
    up, ahead = Outcome.SMALL_HIGHER, Outcome.SMALL_AHEAD
    small, large = window.names[Who.SMALL], window.names[Who.LARGE]
    lines = (
        *_rate(window, up, Who.SMALL, f"{small} higher in {up.horizon} sessions", ("higher", f"up {up.horizon}")),
        *_rate(window, ahead, Who.BOTH, f"{small} ahead of {large} in {ahead.horizon} sessions", ("ahead", "ahead")),
    )
    return Pane(
        "probability",
        "Probability",
        f"%, {small} higher in {up.horizon} sessions, ahead of {large} in {ahead.horizon}; base rates dashed",
        lines,
        Size.LOW,
        "needs outcomes that are known",
        guides=(_EVEN,),
    )


def _rate(window: Window, outcome: Outcome, who: Who, name: str, ends: tuple[str, str]) -> tuple[Line, Line]:
    pooled = window.timeline.pooled[outcome]
    end, short = ends
    return (
        Line(f"Base rate of {name} %", "base", _percent(pooled.base, window), who, Kind.BASE, 1, "base"),
        Line(
            f"Probability of {name} %",
            f"{end} in {outcome.horizon}",
            _percent(pooled.probability, window),
            who,
            Kind.MAIN,
            1,
            short,
        ),
    )


def _percent(shares: Floats, window: Window) -> Floats:
    return 100 * shares[window.rows]
