"""What everything that leaves the page is given: the way to a view, the calls, the settings, the signer of links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from components.view import pinned, stamped
from sharing.opened import Openings
from sharing.refusals import Refusal
from sharing.tokens import PREVIEW, Grant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from components.view import Studies, View
    from sharing.pictures import Pictures
    from sharing.scorecard import Calls
    from sharing.settings import SharingSettings
    from sharing.tokens import Purpose, Signer


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shared by all that leaves the page.

    Parameters
    ----------
    view : callable of str to View
        Turns the query string of a link into all that the page says.
    calls : callable
        Returns the published calls, and what is wrong with their files.
    settings : SharingSettings
    signer : Signer
    pictures : Pictures
        Where pictures are rendered and kept.
    studies : Studies, optional
        Where a view that leaves without its study asks for it, so that the next one has it; nothing waits for that.
    openings : Openings, optional
        Where it is noted that a link was opened.
    """

    view: Callable[[str], View]
    calls: Calls
    settings: SharingSettings
    signer: Signer
    pictures: Pictures
    studies: Studies | None = None
    openings: Openings = field(default_factory=Openings)

    def exact(self, query: str) -> View:
        """Return the view of a query, where the page would show just that.

        A file or a picture goes on to other hands without the page's words beside it, so nothing is put in the place of
        what was asked for.

        Raises
        ------
        Refusal
            400, where the page would ignore a part of the query or show another pair.
        """
        view = self.view(query)
        others = [*([view.pair.notice] if view.pair.notice else []), *view.ignored]
        if others:
            raise Refusal(
                400, "\n".join(["Nothing is made of this link, since the page would show another view:", *others])
            )
        return self._leaving(view)

    def opened(self, purpose: Purpose, token: str) -> tuple[Grant, View]:
        """Return what a token allows, and its view; `Refusal` as `Signer.open` says."""
        grant = self.signer.open(purpose, token)
        self.openings.note(purpose, grant)
        return grant, self._leaving(self.view(grant.query))

    def _leaving(self, view: View) -> View:
        """Return a view as it leaves; where its study is not there, that is asked for."""
        if view.study is None and self.studies is not None:
            self.studies.ask(view.pair, view.as_of)
        return replace(view, still=True)

    def grant(self, view: View, name: str) -> Grant:
        """Return the grant to see `view` from today on for as many days as are set."""
        return Grant(stamped(view), name, self._expires())

    def preview(self, view: View) -> Grant:
        """Return the grant of what a page's own tags lead to, the same all day.

        It does not say what data it was made on: each page would have to read all its prices for that.
        """
        return Grant(pinned(view), PREVIEW, self._expires())

    def _expires(self) -> date:
        return self.signer.today() + timedelta(days=self.settings.share_days)

    @property
    def figures(self) -> bool:
        """Whether previews hold figures."""
        return self.settings.preview_figures is not False

    def base(self) -> str:
        """Return where links lead that are written into an answer, without a slash at the end."""
        return self.settings.base(request.host)

    def link(self, view: View, base: str | None = None) -> str:
        """Return the address of a view with the data version that it was made on."""
        return f"{base or self.base()}/{stamped(view)}"
