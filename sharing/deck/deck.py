"""The deck of a view."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from commentary.ledger import caveat, ledger
from commentary.wording import day
from components.colophon import warnings
from components.figures import fit
from components.figures.panels import PanelError, panes_of
from components.figures.zoomed import shown_chart
from components.takeaways import takeaways_of
from components.verdict import dated, period, stands, title
from sharing.deck.measure import plain
from sharing.deck.panes import pane_slide
from sharing.deck.sheet import Deck
from sharing.deck.tables import case_slides, scorecard_slides

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commentary.calls.model import Scorecard
    from components.figures.model import Chart
    from components.view import View

AUTHOR = "Small-Cap Desk"
CASE, SCORECARD = "case", "scorecard"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def deck(
    view: View,
    cards: Sequence[Scorecard],
    link: str,
    *,
    template: Path | None = None,
    panel: str | None = None,
    unread: Sequence[str] = (),
) -> bytes:
    """Return a PowerPoint presentation with native charts and tables; the same bytes for the same view and data.

    Parameters
    ----------
    view : View
    cards : sequence of Scorecard
        Published calls made by the as-of session, judged for the view (`sharing.scorecard.cards_of`).
    link : str
        Address of the view, for the foot of each slide.
    template : Path, optional
        A presentation whose masters, layouts, fonts and slide size are taken; its slides are dropped.
    panel : str, optional
        A pane or a group of panes of the chart, ``case`` or ``scorecard``, for its slides alone. None takes all: a
        title slide, a slide a pane, the case a side, and the scorecard.
    unread : sequence of str
        A sentence for each file of calls that could not be read.

    Raises
    ------
    PanelError
        If the view has no such panel, or `panel` is the scorecard and `cards` is empty.
    Refusal
        503, if the template cannot be used.
    """
    shown = shown_chart(view)
    if panel == SCORECARD and not cards:
        raise PanelError(f"There is no scorecard: of the calls that are here, none was made by {day(view.as_of)}.")
    tables = (CASE, *([SCORECARD] if cards else []))
    chosen = () if panel in {CASE, SCORECARD} else panes_of(shown, panel, tables)
    made = Deck(view, link, template)
    if panel is None:
        _opening(made, shown)
    spans = dict(zip((pane.key for pane in shown.panes), fit.ranges(shown.panes), strict=True))
    said = takeaways_of(view)
    for pane in chosen:
        pane_slide(made, shown, pane, spans[pane.key], said[pane.key])
    if panel in {None, CASE}:
        case_slides(made)
    if panel in {None, SCORECARD}:
        scorecard_slides(made, cards, unread)
    return _saved(made)


def _opening(made: Deck, shown: Chart) -> None:
    """Add the slide that says it all: where each instrument stands, the ledger, and what to know of the prices."""
    view = made.view
    sheet = made.sheet(dated(view), warned=True)
    sheet.take(0.3 * made.scale)
    told = stands(view)
    counts = ledger(view.claims).summary.text
    for text in told:
        sheet.lead(text, 20, muted=False)
        sheet.take(0.12 * made.scale)
    sheet.lead(counts, 16, muted=False, bold=True)
    sheet.take(0.12 * made.scale)
    odds = caveat(view.scores, view.market.small_name).text
    remarks = [odds, *warnings(view), f"The charts show {period(shown)}."]
    for text in remarks:
        sheet.lead(text, 14)
    sheet.notes([*told, counts, *remarks])


def _saved(made: Deck) -> bytes:
    """Return the presentation as a file, dated as of its view."""
    view, about = made.view, made.slides.core_properties
    about.title, about.author, about.last_modified_by = plain(title(view)), AUTHOR, AUTHOR
    about.subject = plain(dated(view))
    about.comments = about.keywords = about.category = ""
    about.revision = 1
    about.created = about.modified = datetime.combine(view.as_of, datetime.min.time())
    written, packed = BytesIO(), BytesIO()
    made.finished().save(written)
    with ZipFile(written) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
