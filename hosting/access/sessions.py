"""Who is signed in: a signed cookie, for as long as it is used, and for no longer than a day's work.

The cookie holds who, since when, and when it was last used; on the server there is only which sessions were ended. It
fits one password of one user: another password, or the user removed, ends it at once; another role counts at once.
"""

from __future__ import annotations

import hmac
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

from flask import g, request
from itsdangerous import BadData, URLSafeSerializer

from hosting.access.levels import LEVELS, Level
from hosting.access.record import RecordError
from hosting.access.users import UserError
from hosting.access.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Request
    from werkzeug.wrappers import Response

    from hosting.access.users import User, Users
    from hosting.settings import HostingSettings

COOKIE = "__Host-desk"
UNATTENDED = "X-Desk-Unattended"
"""The header by which the page says that nobody has touched it lately: what it asks then keeps no session alive."""
_MINUTE, _HOUR = 60, 3600
_RENEWED = _MINUTE  # seconds after which a cookie is renewed, or a quarter of those that it lasts
_PAUSE = 5  # seconds from one try to write something down to the next
_AHEAD = 2 * _MINUTE  # seconds by which the clocks of two machines may differ
_LONGEST = 1000  # characters of a cookie
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A time between signing in and signing out; times are seconds since 1970."""

    user: str
    id: str
    began: int
    used: int
    fits: str  # the password that it was begun with


class Sessions:
    """The sessions of named users.

    Parameters
    ----------
    users : Users
    settings : HostingSettings
    key : str
        What cookies are signed with.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(
        self, users: Users, settings: HostingSettings, key: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._users, self._key, self._clock = users, key.encode(), clock
        self._idle, self._hours = settings.idle * _MINUTE, settings.hours * _HOUR
        self._writer = URLSafeSerializer(key, salt="small-cap-desk/session")
        self._ended: dict[str, float] = {}  # here, where the file cannot be written
        self._unnoted: dict[str, tuple[Session, bool]] = {}  # of those, what is still to be written
        self._tried = 0.0  # when that was last tried

    def join(self, server: Flask) -> None:
        """Renew the cookie with the answers of `server` to what a signed-in reader asks for."""
        server.after_request(self._renew)
        server.after_request(self._note_late)

    def identify(self, request: Request) -> Visitor | None:
        """Return who is signed in; for nobody, ``g.why_signed_out`` is a sentence, if there was a session that ended.

        ``g.session`` is the session. Where it cannot be told who is a user, nobody is signed in.
        """
        g.session, g.why_signed_out = None, ""
        session = self._read(request.cookies.get(COOKIE, ""))
        if session is None:
            return None
        try:
            user = self._users.find(session.user)
        except RecordError as error:
            _log.error("nobody is signed in: %s", error)
            g.why_signed_out = "It cannot be told at present who may sign in. Ask whoever runs the desk."
            return None
        g.why_signed_out = self._why_not(session, user)
        if g.why_signed_out or user is None:
            return None
        g.session = session
        return Visitor(user.name, user.role)

    def begin(self, user: User, response: Response) -> None:
        """Give a browser a new session; one that it had is ended."""
        if g.session is not None:
            self.end(g.session)
        now = int(self._clock())
        self._give(response, Session(user.name, token_hex(12), now, now, self._fits(user)))

    def end(self, session: Session, response: Response | None = None, *, everywhere: bool = False) -> bool:
        """End a session for good, or all of its user; return whether that was noted for all processes."""
        if response is not None:
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        now, until = self._clock(), session.began + self._hours
        self._ended = {one: last for one, last in self._ended.items() if last > now} | {session.id: until}
        try:
            self._note(session, everywhere=everywhere)
        except RecordError as error:
            _log.error("a session is ended in this process alone, until that can be written: %s", error)
            self._unnoted[session.id] = session, everywhere
            return False
        return True

    def _note(self, session: Session, *, everywhere: bool) -> None:
        with suppress(UserError):  # removed meanwhile, and all sessions with it
            if everywhere:
                self._users.end_all(session.user)
            else:
                self._users.end(session.user, session.id, session.began + self._hours, self._clock())

    def _note_late(self, response: Response) -> Response:
        """Write down what could not be written when it ended, whoever asks, every few seconds at most."""
        now = self._clock()
        if not self._unnoted or abs(self._tried - now) < _PAUSE:
            return response
        self._tried = now
        for name, (session, everywhere) in list(self._unnoted.items()):
            try:
                if now < session.began + self._hours:
                    self._note(session, everywhere=everywhere)
            except RecordError:
                break
            self._unnoted.pop(name, None)
        return response

    def _why_not(self, session: Session, user: User | None) -> str:
        now = self._clock()
        if user is None or not hmac.compare_digest(session.fits, self._fits(user)) or session.id in user.ended:
            return "This session was ended."
        if session.id in self._ended:
            return "This session was ended."
        if session.used > now + _AHEAD:
            return "The clock of this server was set back behind your last sign-in."
        if now - session.began >= self._hours:
            return f"Your session has lasted {self._hours // _HOUR} hours, and that is the longest it may."
        if now - session.used >= self._idle:
            return f"You have not used the page for {self._idle // _MINUTE} minutes."
        return ""

    def _renew(self, response: Response) -> Response:
        session: Session | None = g.get("session")
        seen = LEVELS.get(request.endpoint or "") not in {None, Level.OPEN}
        if session is None or not seen or UNATTENDED in request.headers:
            return response
        now = int(self._clock())
        if now - session.used >= min(_RENEWED, self._idle // 4) and session.id not in self._ended:
            self._give(response, replace(session, used=now))
        return response

    def _give(self, response: Response, session: Session) -> None:
        held = [session.user, session.id, session.began, session.used, session.fits]
        text = self._writer.dumps(held)
        value = text if isinstance(text, str) else text.decode()
        response.set_cookie(COOKIE, value, path="/", secure=True, httponly=True, samesite="Lax")

    def _read(self, cookie: str) -> Session | None:
        if not cookie or len(cookie) > _LONGEST:
            return None
        try:
            user, name, began, used, fits = self._writer.loads(cookie)
            return Session(str(user), str(name), int(began), int(used), str(fits))
        except (BadData, ValueError, TypeError):
            return None

    def _fits(self, user: User) -> str:
        """Return what a session has of the password it was begun with, and of how often all sessions were ended."""
        return hmac.new(self._key, f"{user.password} {user.age}".encode(), sha256).hexdigest()[:32]
