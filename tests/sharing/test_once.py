"""What many ask for at once is made once, and nobody waits for ever."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sharing.once import READERS, Once
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def hasty() -> Iterator[None]:
    """Have threads take turns a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty")
def test_who_comes_as_it_is_done_gets_it_too() -> None:
    """Eight threads ask for the same again and again, also at the moment when another is through with it."""
    once = Once()

    def ask(_: int) -> set[bytes]:
        return {once.made("a", lambda: b"made") for _ in range(2000)}

    with ThreadPoolExecutor(8) as clients:
        assert [{b"made"}] * 8 == list(clients.map(ask, range(8)))
    assert {} == once._flights


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
