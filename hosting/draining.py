"""How a worker ends: it answers what has come, and is not there for what comes then."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class Draining(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """A threaded worker that closes its door as soon as it is told to stop.

    Gunicorn's own leaves it ajar until the last answer is out: the system takes who comes meanwhile, lets them wait,
    and cuts them off. Refused at once, a proxy asks the other server instead. Where gunicorn replaces its workers and
    goes on to listen, the door stays open for the new ones.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as gunicorn has it
        """Begin or end to take connections; at the end of the worker take those that wait, then close."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            taken = -1
            while taken != self.nr_conns:
                taken = self.nr_conns
                self.accept(listener)
            listener.close()
