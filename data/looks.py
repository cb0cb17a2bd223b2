"""A closer look at what is far away, for whoever asks what is wrong: Redis, and the time at the source."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from data.errors import Unreachable

if TYPE_CHECKING:
    from datetime import timedelta

_PATIENCE = 2.0  # seconds
_TIME_AT = "https://query1.finance.yahoo.com/"


@dataclass(frozen=True, slots=True)
class RedisLook:
    """What a Redis says of itself.

    Parameters
    ----------
    version : str
    policy : str
        ``maxmemory-policy``: what goes when it is full; empty where it does not tell.
    most : int, bytes
        ``maxmemory``; 0 for no bound.
    used : int, bytes
    seconds : float
        Of one question and its answer.
    ahead : float, seconds
        By which its clock is ahead of this machine's.
    writes : bool
        Whether it took a key.
    """

    version: str
    policy: str
    most: int
    used: int
    seconds: float
    ahead: float
    writes: bool


def look_at_redis(url: str) -> RedisLook:
    """Return what a Redis says; raises `Unreachable`, with a sentence that does not hold the URL, if it does not."""
    options: dict[str, Any] = {"socket_connect_timeout": _PATIENCE, "socket_timeout": _PATIENCE}
    place = ""
    try:
        client = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **options)
        place = _place(client)
        with client:
            client.ping()
            began, asked = time.monotonic(), time.time()
            seconds, micros = client.time()
            took = time.monotonic() - began
            info = client.info()
            writes = _takes(client)
    except (redis.RedisError, OSError, ValueError) as error:
        raise Unreachable(_why(error, place)) from error
    return RedisLook(
        str(info.get("redis_version", "unknown")),
        str(info.get("maxmemory_policy", "")),
        int(info.get("maxmemory", 0)),
        int(info.get("used_memory", 0)),
        took,
        seconds + micros / 1e6 - asked - took / 2,
        writes,
    )


def _takes(client: redis.Redis) -> bool:
    try:
        return bool(client.set("smallcap:doctor", "1", px=1000))
    except redis.ResponseError:  # full, or read-only
        return False


def _place(client: redis.Redis) -> str:
    """Return where a client looks for Redis, without what lets it in."""
    known = client.connection_pool.connection_kwargs
    return str(known.get("path") or f"{known.get('host', 'localhost')}:{known.get('port', 6379)}")


def _why(error: Exception, place: str) -> str:
    match error:
        case redis.AuthenticationError():
            return "Redis wants another password, or a user of another name."
        case redis.TimeoutError():
            return f"Redis did not answer at {place} within {_PATIENCE:g} s."
        case redis.ConnectionError() | OSError():
            return f"Redis cannot be reached at {place}: {_cause(error)}."
        case _:
            return f"Redis cannot be used: {type(error).__name__}."


def _cause(error: Exception) -> str:
    """Return what the system said, which the library hides behind an error of its own."""
    match error.__context__ or error:
        case socket.gaierror(errno=socket.EAI_NONAME):
            return "there is no such name"
        case ConnectionRefusedError():
            return "the connection is refused"
        case OSError(strerror=str() as text):
            return text
        case found:
            return str(found).rstrip(".")


def source_ahead(connect_to: str | None, budget: float) -> timedelta:
    """Return by how much the clock of the source is ahead of this machine's, to the second.

    Parameters
    ----------
    connect_to : str or None
        As in `DataSettings`.
    budget : float, seconds

    Raises
    ------
    Unreachable
        If it does not answer, or not with the time.
    """
    from data.providers.budget import BudgetedSession  # noqa: PLC0415 - slow to import, and only the doctor asks

    try:
        with BudgetedSession(connect_to) as session, session.budget(budget):
            said = session.request("HEAD", _TIME_AT).headers.get("Date") or ""
        there = parsedate_to_datetime(said)
        return there - datetime.now(there.tzinfo)
    except Exception as error:
        raise Unreachable("The source does not tell the time.") from error
