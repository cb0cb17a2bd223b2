"""How the prices stand, for whoever watches the service: looked up without asking a source that is far away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.model import Source, State


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of the default pair as a reader would be shown it.

    Parameters
    ----------
    as_of : date
        Its last session.
    read : datetime, aware, UTC
        When it was read from its source.
    source : Source
    state : State
    missing : int
        Sessions that have closed and are not there.
    age : float, seconds
        Since the bar of the last session could no longer move; 0 for one that still does.
    """

    as_of: date
    read: datetime
    source: Source
    state: State
    missing: int
    age: float


@dataclass(frozen=True, slots=True)
class Far:
    """What a far-away source needs around it.

    Parameters
    ----------
    open_until : datetime or None, aware, UTC
        Until when the breaker leaves the source alone.
    cache : str
        Where processes share answers: ``redis``, ``folder``, or ``memory`` where each keeps its own.
    answers : bool
        Whether that is there.
    keeps : bool
        Whether last good answers can be written.
    """

    open_until: datetime | None
    cache: str
    answers: bool
    keeps: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """How the prices stand.

    Parameters
    ----------
    small, large : Shown
        The default pair, or the bundled one in its place.
    stands_in : bool
        Whether it is the bundled one.
    far : Far or None
        None where all prices are at hand.
    """

    small: Shown
    large: Shown
    stands_in: bool
    far: Far | None
