"""``./desk doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Print a line for each check; return 0 where all is well, else 1."""
    del arguments, environ
    return 2
