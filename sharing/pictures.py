"""Pictures of a view: rendered one at a time by a browser beside the page, and kept by what they are drawn from."""

from __future__ import annotations

import logging
from functools import partial
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from data.kept import NotMade
from data.measure import working
from data.sealed import Sealed
from sharing.browser import FAILED, LATER, TIMEOUT
from sharing.drawing import Drawing, drawn
from sharing.once import Once
from sharing.orders import Orders
from sharing.refusals import Refusal
from sharing.rendering import pdf, png
from sharing.turns import FULL, SOON, Turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from components.view import View
    from data.kept import Kept
    from sharing.asked import Asked
    from sharing.rendering import Page

_FILES, _BYTES = 500, 200 * 2**20  # kept
_log = logging.getLogger(__name__)


class Elsewhere(Protocol):
    """Browsers of other machines."""

    @property
    def there(self) -> bool:
        """Whether there is one."""
        ...

    def made(self, name: str, given: Callable[[], bytes], get: Callable[[str], bytes | None]) -> bytes | None:
        """Return a picture once `get` finds it; None where nobody renders it, `NotMade` where somebody failed to."""
        ...


class Pictures:
    """Renders pictures and keeps them.

    Requests for the same picture share one rendering (`Once`); what is rendered waits its turn among all processes of
    the machine (`Turns`). One that failed is not tried again for some seconds.

    Parameters
    ----------
    browser : str or None
        What renders them; without one only SVG and text can be had.
    folder : Path
        Where they are kept, and where the processes of a machine wait for each other.
    timeout : float, seconds
        After which a browser is killed.
    share : callable, optional
        Returns where they are kept, given the folder's part; without it that is the folder alone.
    elsewhere : Elsewhere, optional
        Asked first; what nobody there renders is rendered here.
    """

    def __init__(
        self,
        browser: str | None,
        folder: Path,
        *,
        timeout: float = TIMEOUT,
        share: Callable[[Kept], Kept] | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._browser = browser
        self._folder = folder
        self._timeout = timeout
        own = Sealed(folder, "picture", files=_FILES, size=_BYTES)
        self._kept = share(own) if share else own
        self._elsewhere = elsewhere
        self._turns = Turns(folder)
        self._once = Once()
        self._orders = Orders("picture")
        self._failed: dict[str, float] = {}

    @property
    def rendered(self) -> bool:
        """Whether there is a browser, here or elsewhere."""
        return self._browser is not None or (self._elsewhere is not None and self._elsewhere.there)

    def kept(self, name: str) -> bytes | None:
        """Return the picture of a drawing by its identity, as all who share the store find it; None if they do not."""
        return self._kept.get(name)

    def make(self, name: str, given: bytes) -> None:
        """Render what was packed elsewhere, and keep it.

        Raises
        ------
        NotMade
            Where the browser fails, and where too many are waiting.
        ValueError
            For bytes that are no drawing of that name.
        """
        drawing = Drawing.unpacked(name, given)
        try:
            self.made(drawing)
        except Refusal as refusal:
            raise NotMade(full=str(refusal) == FULL) from refusal

    def get(self, view: View, asked: Asked) -> bytes:
        """Return a picture of a view, kept or rendered now.

        Raises
        ------
        PanelError
            For a panel that the view does not have.
        Refusal
            503 without a browser, where it fails, and where too many are waiting.
        """
        return self.made(drawn(view, asked))

    def made(self, drawing: Drawing) -> bytes:
        """Return the picture of a drawing; errors as of `get`."""
        if drawing.page is None:
            return drawing.text.encode()
        name = drawing.identity
        kept = self._kept.get(name)
        return self._once.made(name, partial(self._rendered, name, drawing, drawing.page)) if kept is None else kept

    def order(self, view: View, asked: Asked) -> None:
        """Have a picture made behind the reader's back; dropped where too many are waiting."""
        self._orders.take(partial(self._fill, view, asked))

    def _fill(self, view: View, asked: Asked) -> None:
        try:
            self.get(view, asked)
        except Refusal as refusal:
            _log.info("a picture was not made ahead: %s", refusal)
        except Exception:  # noqa: BLE001 - nobody waits for it; the log has the fault
            _log.exception("a picture could not be made ahead")

    def _rendered(self, name: str, drawing: Drawing, page: Page) -> bytes:
        rest = self._failed.get(name, 0.0) - monotonic()
        if rest > 0:
            raise Refusal(503, FAILED, wait=ceil(rest))
        with working("picture"):
            try:
                made = self._elsewhere.made(name, drawing.packed, self._kept.get) if self._elsewhere else None
            except NotMade as error:
                raise Refusal(503, FULL if error.full else FAILED, wait=SOON if error.full else LATER) from error
            return self._rendered_here(name, drawing, page) if made is None else made

    def _rendered_here(self, name: str, drawing: Drawing, page: Page) -> bytes:
        with self._turns.turn() as held:
            made = self._kept.get(name)  # another process may have been quicker
            if made is None:
                render = partial(png, scale=drawing.scale) if drawing.form == "png" else pdf
                try:
                    made = render(self._browser, page, timeout=self._timeout, folder=self._folder, held=held)
                except Refusal as refusal:
                    now = monotonic()
                    failed = {old: until for old, until in self._failed.items() if until > now}
                    self._failed = failed | {name: now + refusal.wait}
                    raise
                self._kept.put(name, made)
            return made
