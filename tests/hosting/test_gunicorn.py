"""What happens before the server forks."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import TYPE_CHECKING

from hosting import gunicorn

if TYPE_CHECKING:
    import pytest


def test_what_is_loaded_is_set_apart_before_the_fork_and_the_address_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The collector of a worker would write to it, and so copy it; 27 is the port that was given."""
    try:
        gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(cfg_addr=("127.0.0.1", 27))]))
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
    assert "http://127.0.0.1:27 " in capsys.readouterr().out
