"""How the service is started, and what it writes down: keys, addresses, the log and the audit."""

from __future__ import annotations

import logging
from contextlib import redirect_stderr
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from data.settings import SettingsError
from hosting import gunicorn
from hosting.settings import HostingSettings
from hosting.watch.logs import configure
from tests.security.desk import KEY, NEEDS, Protection

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.security.desk import Desk

TOKEN = "WyI_YXNvZj0yMDE0LTEwLTI4Il0.Zx9kQ2mXtR4wZ8nL3pD6sF1hJ5gY0cAkB7v"  # noqa: S105 - as one looks
SECRETS = {f"/s/{TOKEN}": TOKEN, f"Cookie: __Host-desk={TOKEN}": TOKEN, f"SECRET_KEY={KEY}": KEY}
"""What something may say, and what nobody may read of it."""


def _refused(start: Callable[[], object]) -> bool:
    try:
        start()
    except (SettingsError, SystemExit):
        return True
    return False


def weak_keys_sign_nothing(desk: Desk) -> None:
    """Start with no key that is missing, short, of one letter, or printed in Flask's documentation."""
    published = "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf"
    for key in ("", "short", "0" * 64, published):
        for mode in ("desk", "proxy"):
            assert _refused(lambda mode=mode, key=key: desk.app(mode, SECRET_KEY=key)), (mode, key)


def _begun(server: Flask, host: str) -> None:
    """Do what gunicorn does before it listens at an address."""
    app = SimpleNamespace(wsgi=lambda: server, callable=server)
    arbiter: Any = SimpleNamespace(app=app, LISTENERS=(), cfg=SimpleNamespace(address=[(host, 8050)]))
    gunicorn.on_starting(arbiter)


def without_a_login_nothing_listens_elsewhere(desk: Desk) -> None:
    """Listen for this machine alone where nobody signs in."""
    server = desk.app("local")
    _begun(server, "127.0.0.1")
    for host in ("0.0.0.0", "::", "10.1.1.1", ""):
        assert _refused(lambda host=host: _begun(server, host)), host


def the_log_holds_no_secret(_: Desk) -> None:
    """Write neither a token nor a cookie nor a key, as text or as JSON."""
    for form in ("json", "text"):
        settings = HostingSettings.from_environ({**NEEDS["desk"], "LOG_FORMAT": form})
        with redirect_stderr(StringIO()) as written, patch.object(logging.getLogger(), "handlers", []):
            configure(settings)
            for said in SECRETS:
                logging.getLogger("somewhere").warning("something says %s", said)
        _without_secrets(written.getvalue())


def the_audit_holds_no_secret(desk: Desk) -> None:
    """Keep of an event neither a token nor a cookie nor a key."""
    desk.app("desk")
    for said in SECRETS:
        logging.getLogger("audit").info("something", extra={"why": f"something says {said}"})
    _without_secrets((desk.folder / "state" / "access" / "audit.jsonl").read_text())


def _without_secrets(text: str) -> None:
    if text.count("something says") != len(SECRETS):
        raise RuntimeError("something was not written")
    for secret in SECRETS.values():
        assert secret not in text


PROTECTIONS = (
    Protection(
        "the strength of keys",
        weak_keys_sign_nothing,
        lambda patch: patch.setattr("hosting.settings._refuse_weak", lambda *_: None),
    ),
    Protection(
        "where the service listens",
        without_a_login_nothing_listens_elsewhere,
        lambda patch: patch.setattr(HostingSettings, "refuse_open_bind", lambda *_: None),
    ),
    Protection(
        "the log's last line of defence",
        the_log_holds_no_secret,
        lambda patch: patch.setattr("hosting.watch.logs.redacted", lambda text: text),
    ),
    Protection(
        "the audit's last line of defence",
        the_audit_holds_no_secret,
        lambda patch: patch.setattr("hosting.access.audit.redacted", lambda text: text),
    ),
)
