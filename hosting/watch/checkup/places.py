"""Where things are kept: the two folders, and what processes share."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from data.errors import Unreachable
from data.looks import look_at_redis
from hosting.access.users import Users
from hosting.settings import Mode
from hosting.watch.checkup.findings import broken, look, ok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.looks import RedisLook
    from hosting.watch.checkup.findings import Finding, Subject

_ROOM, _ENOUGH = 20 * 2**20, 500 * 2**20  # bytes
_SLOW = 0.05  # seconds
_MB = 2**20


def folders(subject: Subject) -> Iterator[Finding]:
    """Yield what there is to say of CACHE_DIR and STATE_DIR."""
    yield _folder("CACHE_DIR", subject.data.cache_dir, "each process keeps its own answers, and nothing lasts")
    without = "neither last good prices nor shared links outlive a restart"
    if subject.hosting.mode is Mode.DESK and Users(subject.data.state_dir / "access").problem():
        without = f"nobody can sign in, and {without}"
    yield _folder("STATE_DIR", subject.data.state_dir, without)
    yield from _private(subject.data.state_dir)


def unwritable(folder: Path) -> str | None:
    """Return why a folder, made if need be, cannot be written to; None where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_MB))
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def _folder(name: str, folder: Path, without: str) -> Finding:
    if why := unwritable(folder):
        remedy = f"Give the user with the number {os.geteuid()} a folder to write to, with room; until then {without}."
        return broken(name, f"{folder} cannot be written to: {why}.", remedy)
    stat, space = folder.stat(), os.statvfs(folder)
    free = space.f_bavail * space.f_frsize
    said = f"{folder} can be written to; {free / _MB:,.0f} MB are free."
    if free < _ENOUGH:
        verdict = broken if free < _ROOM else look
        return verdict(name, said, f"Make room; when the disk is full, {without}.")
    if stat.st_uid != os.geteuid():
        return look(
            name,
            f"{said} It belongs to the user with the number {stat.st_uid}.",
            f"Run the doctor as the service's own user; this is the user with the number {os.geteuid()}.",
        )
    return ok(name, said)


def _private(state: Path) -> Iterator[Finding]:
    """Yield which files that hold secrets others on the machine can read."""
    for path in (state / "links" / "key", state / "access" / "users.json"):
        try:
            seen = path.stat().st_mode & 0o077
        except OSError:  # not there, or reported above
            continue
        if seen:
            yield broken("STATE_DIR", f"Others on this machine can open {path}.", f"chmod 600 {path}")


def store(subject: Subject) -> Iterator[Finding]:
    """Yield how the store stands that processes share, and whether a worker was heard of."""
    url = subject.data.redis_url
    if url is None:
        yield ok("cache", "The processes of this machine share CACHE_DIR; several machines need REDIS_URL.")
        return
    try:
        found = look_at_redis(url)
    except Unreachable as error:
        yield broken("cache", str(error), "Look at REDIS_URL and at Redis; each host goes on with its own cache.")
        return
    yield from _redis(found)
    if subject.heard(url):
        yield ok("worker", "A worker was heard of within 15 seconds.")
    else:
        yield look(
            "worker", "No worker was heard of.", "Start ./desk worker and ./desk beat; servers do the work meanwhile."
        )


def _redis(found: RedisLook) -> Iterator[Finding]:
    bound = f"{found.most / _MB:,.0f} MB at most" if found.most else "without a bound"
    said = (
        f"Redis {found.version} answers in {found.seconds * 1000:.1f} ms; {found.used / _MB:,.0f} MB used, {bound},"
        f" {found.policy or 'policy unknown'}."
    )
    if not found.writes:
        yield broken(
            "cache", f"{said} It takes no writes.", "It is full or read-only: see maxmemory, its disk, its role."
        )
    elif found.policy.startswith("allkeys"):
        remedy = "Set maxmemory-policy volatile-lru: with this one a full Redis drops work that waits in the queue."
        yield look("cache", said, remedy)
    elif not found.most:
        yield look("cache", said, "Set maxmemory, with maxmemory-policy volatile-lru.")
    elif found.policy == "noeviction":
        yield look("cache", said, "Set maxmemory-policy volatile-lru: with this one a full Redis takes no writes.")
    elif found.seconds > _SLOW:
        yield look("cache", said, "That is slow: put Redis nearer to the servers.")
    else:
        yield ok("cache", said)
