"""Where work beside the page is done and where its results are: on this host, or with REDIS_URL on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from data.kept import kept
from hosting.work.elsewhere import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.connection import Connection
    from data.kept import Kept


@dataclass(frozen=True, slots=True)
class Hosts:
    """How to share results, and how to give work away; without Redis neither.

    Parameters
    ----------
    redis : Connection, optional
    publish : callable of kind and name, optional
        Puts work into the queue of its kind.
    """

    redis: Connection | None = None
    publish: Callable[[str, str], None] | None = None

    @classmethod
    def on(cls, redis_url: str | None, *, give_away: bool = False) -> Self:
        """Return how it is with that Redis, opening no connection; what a worker or a command has to do it does itself.

        Parameters
        ----------
        redis_url : str or None
        give_away : bool
            Whether workers are asked first.
        """
        if redis_url is None:
            return cls()
        from data.connection import connection  # noqa: PLC0415 - most run without one

        if not give_away:
            return cls(connection(redis_url))
        from hosting.work.queue import publisher  # noqa: PLC0415 - as above

        return cls(connection(redis_url), publisher(redis_url))

    def share(self, kind: str, seconds: float) -> Callable[[Kept], Kept]:
        """Return what turns a folder's store into one that all hosts share, where they do.

        Parameters
        ----------
        kind : str
        seconds : float
            For which Redis keeps it.
        """
        return partial(kept, redis=self.redis, kind=kind, seconds=seconds)

    def elsewhere(self, kind: str) -> Elsewhere | None:
        """Return who is asked first to do work of a kind; None for nobody."""
        return Elsewhere(self.redis, kind, self.publish) if self.redis and self.publish else None
