"""What many ask for at once is made once, and nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sharing.once import READERS, Once
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


class Fleeting(dict[str, "Future[bytes]"]):
    """Flights of which one ends just as it has been found."""

    def get(self, name: str) -> Future[bytes] | None:  # type: ignore[override]
        """Return a flight that is gone with that."""
        return self.pop(name, None)


def test_who_comes_as_it_is_done_gets_it_too() -> None:
    """Nothing is made for whoever found it under way, though it is not there at a second look."""
    once, flight = Once(), Future[bytes]()
    once._flights = Fleeting(a=flight)
    flight.set_result(b"made")
    assert b"made" == once.made("a", lambda: b"another")


def test_who_makes_it_needs_no_flight_to_give_it() -> None:
    """That is gone before the end."""
    once = Once()
    assert b"made" == once.made("a", lambda: once._flights.clear() or b"made")  # type: ignore[func-returns-value]


def test_who_waits_too_long_for_another_is_told_to_come_again() -> None:
    """The other is at it until the end of the test."""
    once, began, go = Once(patience=0.05), threading.Event(), threading.Event()

    def make() -> bytes:
        began.set()
        return b"made" if go.wait(30) else b""

    with ThreadPoolExecutor(1) as other:
        first = other.submit(once.made, "a", make)
        assert began.wait(30)
        with pytest.raises(Refusal, match="Too many pictures") as refusal:
            once.made("a", make)
        go.set()
        assert b"made" == first.result(30)
    assert (503, 5) == (refusal.value.status, refusal.value.wait)


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Refusal(503, "No.", wait=7), Refusal), (KeyError("a"), RuntimeError), (SystemExit(1), RuntimeError)],
    ids=["refused", "fault", "end of a thread"],
)
def test_each_who_waits_is_told_of_a_failure_by_an_exception_of_its_own(
    fault: BaseException, told: type[Exception]
) -> None:
    """One object raised in several threads would gather what happened in all of them."""
    once, waiting, began = Once(), threading.Barrier(4), threading.Event()

    def fails() -> bytes:
        began.set()
        waiting.wait(30)
        while once._places._value != READERS - 4:
            pass  # until the three are in
        raise fault

    def ask(make: Callable[[], bytes]) -> BaseException:
        if make is not fails:
            assert began.wait(30)
            waiting.wait(30)
        with pytest.raises(BaseException) as raised:  # noqa: PT011 - which one is looked at below
            once.made("a", make)
        return raised.value

    with ThreadPoolExecutor(4) as clients:
        first, *others = clients.map(ask, [fails, bytes, bytes, bytes])
    assert fault is first
    assert 3 == len({id(one) for one in others} - {id(fault)})
    assert [told] * 3 == [type(one) for one in others]
    if isinstance(fault, Refusal):
        assert {("No.", 503, 7)} == {(str(one), one.status, one.wait) for one in others if isinstance(one, Refusal)}
