"""A child process: bytes in, bytes out."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChildError(Exception):
    """A child did not answer; the message has the end of what it said about that."""


def said_by(command: Sequence[str], given: bytes, timeout: float, held: Sequence[int]) -> bytes:
    """Return what a child writes to its standard output.

    Parameters
    ----------
    command : sequence of str
    given : bytes
        Its standard input.
    timeout : float, seconds
        After which it is stopped.
    held : sequence of int, descriptors
        Of locks that it holds, too, for as long as it lives.

    Raises
    ------
    ChildError
        If it fails, takes too long, or is no program.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, input=given, capture_output=True, timeout=timeout, check=True, pass_fds=held
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        raise ChildError(f"{error} {said.decode(errors='replace').strip()[-500:]}") from error
    return done.stdout
