"""The product's parts, built once from its settings: a server and a worker are put together from the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from callbacks.studies import KeptStudies
from commentary.evidence.slow.exchange import COMMAND, definitions, from_json
from components.view import viewer
from data.build import build_service
from data.instruments import PAIRS
from hosting.settings import HostingSettings, Mode
from hosting.work.hosts import Hosts
from hosting.work.jobs import Jobs
from hosting.work.timetable import Refresh
from sharing.ahead import ahead
from sharing.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from commentary.evidence.model import Study
    from components.view import Studies, View
    from data.service import PriceService
    from data.settings import DataSettings
    from sharing.settings import SharingSettings

PICTURE, DAY = "picture", 86_400.0  # the kind of work; seconds


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server and a worker have in common.

    Parameters
    ----------
    settings : DataSettings
    sharing : SharingSettings
        With whether previews hold figures, as who may see the page decides it.
    hosting : HostingSettings
    hosts : Hosts
    prices : PriceService
    jobs : Jobs
        What makes studies.
    studies : Studies or None
        None for a page without any.
    view : callable of str to View
    pictures : Pictures
    """

    settings: DataSettings
    sharing: SharingSettings
    hosting: HostingSettings
    hosts: Hosts
    prices: PriceService
    jobs: Jobs[Study]
    studies: Studies | None
    view: Callable[[str], View]
    pictures: Pictures

    def refresh(self) -> Refresh:
        """Return what looks for new prices and then has ready what their first reader asks for."""
        cards = self.pictures if self.sharing.preview_figures else None
        then = partial(ahead, self.view, self.studies, cards) if self.studies else lambda: None
        return Refresh(self.prices, PAIRS, then, self.hosts.redis)

    def worker_heard(self) -> bool | None:
        """Whether a worker was heard of lately; None where none is expected."""
        return heard(self.hosts)


def parts(
    settings: DataSettings, sharing: SharingSettings, hosting: HostingSettings, *, give_away: bool = False
) -> Parts:
    """Return the parts that are set; nothing runs yet, and nothing is asked for.

    Parameters
    ----------
    settings : DataSettings
    sharing : SharingSettings
    hosting : HostingSettings
    give_away : bool
        Whether workers are asked before work is done here.
    """
    hosts = Hosts.on(settings.redis_url, give_away=give_away)
    jobs = _jobs(settings, hosts)
    return _joined(settings, sharing, hosting, hosts, build_service(settings), jobs, KeptStudies(jobs))


def parts_on(
    prices: PriceService,
    settings: DataSettings,
    sharing: SharingSettings,
    hosting: HostingSettings | None = None,
    studies: Studies | None = None,
) -> Parts:
    """Return parts on given prices and given studies, which do all work themselves."""
    hosts = Hosts()
    return _joined(settings, sharing, hosting or HostingSettings(), hosts, prices, _jobs(settings, hosts), studies)


def kept_studies(settings: DataSettings) -> KeptStudies:
    """Return the studies that are kept, for the commands, which compute their own."""
    return KeptStudies(_jobs(settings, Hosts.on(settings.redis_url)))


def study_kind() -> str:
    """Return the kind of work that studies are: a worker with other definitions does another kind."""
    return f"study-{definitions()}"


def heard(hosts: Hosts) -> bool | None:
    """Whether a worker that makes studies was heard of lately; None where none is asked."""
    worker = hosts.elsewhere(study_kind())
    return worker.there if worker else None


def _joined(
    settings: DataSettings,
    sharing: SharingSettings,
    hosting: HostingSettings,
    hosts: Hosts,
    prices: PriceService,
    jobs: Jobs[Study],
    studies: Studies | None,
) -> Parts:
    if sharing.preview_figures is None:  # chats keep what they fetch
        sharing = replace(sharing, preview_figures=hosting.mode is Mode.LOCAL)
    pictures = Pictures(
        sharing.chromium,
        settings.cache_dir / "pictures",
        share=hosts.share(PICTURE, DAY),
        elsewhere=hosts.elsewhere(PICTURE),
    )
    return Parts(settings, sharing, hosting, hosts, prices, jobs, studies, viewer(prices, studies), pictures)


def _jobs(settings: DataSettings, hosts: Hosts) -> Jobs[Study]:
    return Jobs(
        COMMAND,
        settings.cache_dir / "studies",
        from_json,
        share=hosts.share("study", 30 * DAY),
        elsewhere=hosts.elsewhere(study_kind()),
    )
