"""What a server has beside its page, for who starts it, watches it, or asks how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from hosting.access.desk import Access
    from hosting.settings import HostingSettings
    from hosting.watch.exporter import Exporter
    from hosting.watch.report import Readiness
    from hosting.work.timetable import Timetable

_NAME = "desk"


@dataclass(frozen=True, slots=True)
class Running:
    """The parts of a server that outlive a request, found by `running`.

    Parameters
    ----------
    settings : HostingSettings
    access : Access, optional
        What is kept of its users; None where nobody signs in.
    exporter : Exporter, optional
        None without metrics.
    readiness : Readiness, optional
        None for a server that nothing watches.
    timetable : Timetable, optional
        None where prices are looked for when somebody asks.
    """

    settings: HostingSettings
    access: Access | None = None
    exporter: Exporter | None = None
    readiness: Readiness | None = None
    timetable: Timetable | None = None

    def join(self, server: Flask) -> None:
        """Leave this where `running` finds it."""
        server.extensions[_NAME] = self


def running(server: Flask) -> Running:
    """Return what a server has beside its page."""
    found: Running = server.extensions[_NAME]
    return found
