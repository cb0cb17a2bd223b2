"""The log: events, faults and, as JSON, one line a request, with the request's id; never a token, never a key.

Other parts log to a logger of their own as ever. The logger ``audit`` is for what somebody did: made a link, signed in.
Each record made while a request is answered gets its ``request_id`` and the ``user`` whom the gate found;
those of the audit also the ``address``.
"""

from __future__ import annotations

import logging
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import g, has_app_context, has_request_context, request

from hosting.settings import LogFormat
from hosting.watch.redacted import redacted

if TYPE_CHECKING:
    from hosting.settings import HostingSettings
    from hosting.watch.answers import Answered

_HANDLER = "small-cap-desk"
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127, 0x85, 0x2028, 0x2029)}  # would begin a line of theirs
_audit, _access, _gunicorn = (logging.getLogger(name) for name in ("audit", "access", "gunicorn.error"))


def configure(settings: HostingSettings) -> None:
    """Have what is logged written to the standard error as `settings` say.

    As text: warnings, and what somebody did. As JSON, one object a line: each request, too, and what gunicorn says of
    its workers.
    """
    as_json = settings.log_format is LogFormat.JSON
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(_HANDLER)
    handler.addFilter(_placed)
    handler.setFormatter(_json() if as_json else _Text("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in [one for one in root.handlers if one.get_name() == _HANDLER]:
        root.removeHandler(old)
    root.addHandler(handler)
    _audit.setLevel(logging.INFO)
    _access.setLevel(logging.INFO if as_json else logging.WARNING)
    if as_json and _gunicorn.handlers:
        _gunicorn.handlers[:] = [handler]


class Lines:
    """Writes a line for each request that was answered: what was asked for, never its address."""

    def began(self) -> None:
        """Do nothing."""

    def answered(self, what: Answered) -> None:
        """Write the line; who only looks whether the service is there gets none."""
        if not _access.isEnabledFor(logging.INFO) or (what.kind == "health" and what.status < HTTPStatus.BAD_REQUEST):
            return
        more = {
            "peer": request.remote_addr,
            "method": what.method,
            "endpoint": what.kind,
            "status": what.status,
            "ms": round(what.seconds * 1000, 1),
            "bytes": what.size,
        }
        _access.info("answered", extra=more)


def _placed(record: logging.LogRecord) -> bool:
    """Write down in whose request a record was made; all pass."""
    if has_app_context():
        given = {"request_id": g.get("request_id"), "user": getattr(g.get("visitor"), "name", None)}
        if record.name == _audit.name and has_request_context():
            given["address"] = request.remote_addr
        for name, value in given.items():
            if value is not None and not hasattr(record, name):
                setattr(record, name, value)
    return True


class _Text(logging.Formatter):
    """One line a record, less secrets; what an event is about stands behind it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as logging has it
        more = " ".join(f"{name}={value}" for name, value in vars(record).items() if name not in _USUAL)
        return f"{super().formatMessage(record)}{' ' if more else ''}{more}".translate(_CONTROLS)

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - a log as text needs none

    class Json(JsonFormatter):
        """One object a record, less secrets."""

        def format(self, record: logging.LogRecord) -> str:
            return redacted(super().format(record))

    names = {"levelname": "level", "name": "logger", "exc_info": "exception"}
    return Json("%(levelname)s %(name)s %(message)s", rename_fields=names, timestamp="time")
