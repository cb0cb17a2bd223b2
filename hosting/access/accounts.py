"""``./desk user``: who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Add, change, remove or list users; return the exit code."""
    del arguments, environ
    return 2
