"""The way to Redis never raises, whatever happens beside a command; nothing here needs a Redis."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from data.connection import REST, Connection

if TYPE_CHECKING:
    import pytest

AWAY = "redis://127.0.0.1:1/0"


def test_a_redis_that_comes_back_during_a_command_is_no_error() -> None:
    """The trial's thread ends the rest just as somebody looks whether it is over: he gets the stand-in."""

    def clock() -> float:
        link._until = None
        return 0.0

    link = Connection(AWAY, clock)
    link._until = REST
    assert "instead" == link.do(lambda: "answer", "instead")
    assert "answer" == link.do(lambda: "answer", "instead")


def test_a_thread_that_cannot_start_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system has none left: Redis is tried after the next rest."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    now = 0.0
    link = Connection(AWAY, lambda: now)
    link.failed(ConnectionError())
    now = REST
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert "instead" == link.do(lambda: "answer", "instead")
    monkeypatch.undo()
    tried: list[bool] = []
    monkeypatch.setattr(link, "_try", lambda: tried.append(True))
    now = 2 * REST
    link.do(lambda: "answer", "instead")
    assert link._trial is not None
    link._trial.join(20)
    assert [True] == tried
