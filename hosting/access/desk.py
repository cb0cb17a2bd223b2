"""The parts of the access that keep something, put together for a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hosting.access.audit import keep_audit
from hosting.access.lockout import Lockout
from hosting.access.sessions import Sessions
from hosting.access.signin import account_alone, pages
from hosting.access.users import NO_USERS, Users

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from hosting.access.audit import AuditFile
    from hosting.access.visitor import Identify
    from hosting.settings import HostingSettings


@dataclass(frozen=True, slots=True)
class Access:
    """What a server keeps of its users, for those who watch it."""

    audit: AuditFile
    users: Users | None = None
    lockout: Lockout | None = None

    def problems(self) -> list[str]:
        """Return what is wrong with any of the files, a sentence each."""
        found = [
            self.users.problem() if self.users else None,
            self.lockout.problem if self.lockout else None,
            self.audit.problem,
        ]
        return [problem for problem in found if problem]

    def said(self) -> str | None:
        """Return what is wrong in a sentence for everybody, which names no file; None for nothing."""
        found = self.problems()
        if found == [NO_USERS]:
            return NO_USERS
        return "Users or what they did cannot be read or kept." if found else None


def signing_in(server: Flask, folder: Path, settings: HostingSettings, key: str) -> tuple[Identify, Access]:
    """Have users of `server` sign in here; return how to tell who asks, and what is kept of them.

    Parameters
    ----------
    server : Flask
    folder : Path
        Where users, failed sign-ins and the audit are kept, shared by all servers of a desk.
    settings : HostingSettings
    key : str
        What cookies are signed with.
    """
    users, lockout = Users(folder), Lockout(folder)
    sessions = Sessions(users, settings, key)
    sessions.join(server)
    server.register_blueprint(pages(users, lockout, sessions))
    return sessions.identify, Access(keep_audit(folder), users, lockout)


def signed_in_elsewhere(server: Flask, folder: Path) -> Access:
    """Keep the audit of `server`, and tell users, whom a proxy lets in and out, who they are."""
    server.register_blueprint(account_alone())
    return Access(keep_audit(folder))
