"""Who did what, for good: the events of the logger ``audit``, a line of JSON each, in a file that is only added to.

The file is opened for each line: it can be renamed away at any time, and the next line begins another.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import g, has_request_context, request

from hosting.watch.redacted import redacted

if TYPE_CHECKING:
    from pathlib import Path

FILE = "audit.jsonl"
COMMAND_LINE = "(command line)"
"""Who did what a command does."""
_log = logging.getLogger(__name__)
_audit = logging.getLogger("audit")
_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
_TEXT_MOST = 500  # characters


class AuditFile(logging.Handler):
    """Adds events to the file in `folder`; where that cannot be written, the log alone has them.

    Parameters
    ----------
    folder : Path
    user : str, optional
        Who does what no request asks for.
    """

    def __init__(self, folder: Path, user: str | None = None) -> None:
        super().__init__(logging.INFO)
        self._user = user
        self._path = folder / FILE
        self.problem: str | None = None
        """What is wrong with the file, in a sentence."""

    def emit(self, record: logging.LogRecord) -> None:
        """Add a line: the time, what happened, who asked from where in which request, and what the event says."""
        line = f"{redacted(json.dumps(_facts(record, self._user)))}\n".encode()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                if os.write(handle, line) != len(line):
                    raise OSError(None, "no space is left")
            finally:
                os.close(handle)
        except OSError as error:
            if self.problem is None:
                _log.warning("events are in the log alone: %s cannot be written: %s", self._path, error.strerror)
            self.problem = f"{self._path} cannot be written: {error.strerror}; events are in the log alone."
        else:
            self.problem = None


def keep_audit(folder: Path, user: str | None = None) -> AuditFile:
    """Have the events of the process kept in `folder`, and no longer in another one; arguments as of `AuditFile`."""
    for former in [one for one in _audit.handlers if isinstance(one, AuditFile)]:
        _audit.removeHandler(former)
    made = AuditFile(folder, user)
    _audit.addHandler(made)
    _audit.setLevel(logging.INFO)
    return made


def _facts(record: logging.LogRecord, user: str | None) -> dict[str, Any]:
    when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    facts: dict[str, Any] = {"time": when, "event": record.getMessage(), "user": user}
    if has_request_context():
        given = {"user": getattr(g.get("visitor"), "name", None), "address": request.remote_addr}
        facts |= given | {"request_id": g.get("request_id")}
    facts |= {name: value for name, value in vars(record).items() if name not in _ORDINARY}
    return {name: str(value)[:_TEXT_MOST] for name, value in facts.items() if value is not None}
