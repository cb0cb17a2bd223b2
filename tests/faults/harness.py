"""How a fault is written down: what goes wrong, what is done about finding out, what must happen, what was seen.

A test marked with `fault` is an ordinary test, and a row of the table that ``./desk faults`` prints::

    @fault("Yahoo hangs", done="two symbols asked for", expected="last good prices, within 3 s")
    def test_a_page_does_not_wait_for_yahoo(desk: Desk, seen: Seen) -> None:
        page = desk.page()
        seen("last good of 7 Aug", slowest=page.seconds)
        assert page.seconds < 3
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import MutableSequence


def fault(what: str, *, done: str, expected: str) -> pytest.MarkDecorator:
    """Mark a test, or a parameter of one, as a row of the table.

    Parameters
    ----------
    what : str
        What goes wrong.
    done : str
        How it is made to go wrong, and what is asked for then.
    expected : str
        What must happen.
    """
    return pytest.mark.fault(what=what, done=done, expected=expected)


class Seen:
    """Notes for the table what a test saw, before it judges that; the last note counts."""

    def __init__(self, properties: MutableSequence[tuple[str, object]]) -> None:
        self._properties = properties

    def __call__(self, text: str, **measured: float | str) -> None:
        """Note a few words, and numbers by name: seconds as float, anything else as text."""
        self._properties.append(("seen", text))
        numbers = [f"{name.replace('_', ' ')} {_said(value)}" for name, value in measured.items()]
        self._properties.append(("measured", ", ".join(numbers)))


def _said(value: float | str) -> str:
    return f"{value:.2f} s" if isinstance(value, float) else str(value)
