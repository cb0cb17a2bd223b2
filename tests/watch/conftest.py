"""What the tests of the watch share."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from hosting.settings import HostingSettings, LogFormat
from hosting.watch.logs import configure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[LogFormat], Callable[[], str]]]:
    """Return how to have the log written as the product writes it; that returns how to read what was written since."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in ("audit", "access")}
    before = list(root.handlers)

    def begin(form: LogFormat) -> Callable[[], str]:
        configure(HostingSettings(log_format=form))
        return lambda: capsys.readouterr().err

    yield begin
    root.handlers[:] = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(text: str) -> list[dict[str, Any]]:
    """Return the objects of a log, one a line."""
    return [json.loads(line) for line in text.splitlines()]
