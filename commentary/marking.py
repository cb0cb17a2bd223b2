"""What the rules need to say what is drawn for them: sessions and numbers in, marks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marks import Mark, On, Shape

if TYPE_CHECKING:
    from datetime import date

    from commentary.model import Market
    from indicators.arrays import Days, Floats

    Day = np.datetime64
    Point = tuple[Day, float]


def known(*arrays: Floats) -> bool:
    """Return whether each array of shape (n_sessions,) has a number at the last session; False where there is none."""
    return all(bool(np.isfinite(values[-1:]).any()) for values in arrays)


def no_marks(market: Market) -> tuple[Mark, ...]:  # noqa: ARG001 - one of a rule's functions
    """Return nothing, for a claim that prices do not show."""
    return ()


def segment(on: On, start: Point, end: Point, label: str = "") -> Mark:
    """Return a straight line between two points; upright where both are on one session."""
    return _mark(Shape.SEGMENT, on, (start[0], end[0]), (start[1], end[1]), label)


def level(on: On, start: Day, end: Day, value: float, label: str) -> Mark:
    """Return a line that stays at one value."""
    return segment(on, (start, value), (end, value), label)


def band(on: On, sessions: Days, low: float, high: float, label: str) -> Mark:
    """Return all between two values over some sessions."""
    return _mark(Shape.BAND, on, (sessions[0], sessions[-1]), (low, high), label)


def dot(on: On, session: Day, value: float, label: str = "") -> Mark:
    """Return a point."""
    return _mark(Shape.DOT, on, (session, session), (value, value), label)


def span(on: On, sessions: Days, label: str) -> Mark:
    """Return the time that some sessions take."""
    return _mark(Shape.SPAN, on, (sessions[0], sessions[-1]), (None, None), label)


def this_year(sessions: Days, day: date) -> int:
    """Return the number of the first session in the calendar year of `day`."""
    return int(np.searchsorted(sessions, np.datetime64(f"{day.year}-01-01")))


def _mark(
    shape: Shape, on: On, sessions: tuple[Day, Day], values: tuple[float | None, float | None], label: str
) -> Mark:
    start, end = (session.astype("datetime64[D]").item() for session in sessions)
    low, high = (None if value is None else float(value) for value in values)
    return Mark(shape, on, start, end, low, high, label)
