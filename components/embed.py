"""One panel of the chart, or the case, as a document for a frame in the page of another: no script, nothing kept."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from components.cases import cases
from components.colophon import colophon
from components.figures.panels import panes_of
from components.figures.snapshot import NOMINAL, dates, snapshots
from components.figures.strips import strips
from components.figures.zoomed import shown_chart
from components.notices import notices
from components.page import document
from components.provenance import standing
from components.state import THEMES
from components.takeaways import takeaways_of
from components.tree import html, html_text
from components.verdict import dated, detail, period, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commentary.model import Side
    from commentary.takeaways import Takeaway
    from components.figures.model import Chart, Pane
    from components.tree import Node
    from components.view import View

AUTO = "auto"
CASE = "case"
SCHEMES = (*THEMES, AUTO)
"""Themes of an embed: `AUTO` is what the page around it has, or its reader prefers."""
WIDTH = 640
"""Pixels of a frame, as proposed."""
_ASSETS = Path(__file__).resolve().parents[1] / "assets"
_STYLES = ("tokens.css", "page.css", "chart.css", "records.css", "embed.css")
_DARK = 'data-theme="dark"'
_WIDE = 480  # pixels from which on most texts take one line or two
_CASE, _STRIP = 720, 14  # pixels high: the case, which scrolls, and a strip


def embed_document(view: View, panel: str, sides: Iterable[Side], theme: str, link: str, tags: Iterable[Node]) -> str:
    """Return a panel of a view as an HTML document.

    Parameters
    ----------
    view : View
    panel : str
        `CASE`, or a panel of the chart (`components.figures.panels`).
    sides : iterable of Side
        The cases to show.
    theme : str
        One of `SCHEMES`.
    link : str
        Where the view is.
    tags : iterable of Node
        For the head of the document.

    Raises
    ------
    PanelError
        If the view has no such panel.
    """
    warning, (look, dark) = standing(view), styles(theme)
    main = html.Main(
        [
            html.H1(dated(view), className="embed-title"),
            *notices(view),
            *([html.P(warning, className="standing")] if warning else []),
            *(cases(view, sides, live=False) if panel == CASE else _charts(view, panel)),
        ]
    )
    return document(
        {
            "theme": theme,
            "schemes": " ".join(THEMES) if theme == AUTO else theme,
            "title": escape(title(view)),
            "tags": "".join(map(html_text, tags)),
            "style": look,
            "dark": dark,
            "body": "".join(map(html_text, (main, _foot(view, link)))),
        },
        "embed.html",
    )


@cache
def styles(theme: str) -> tuple[str, str]:
    """Return the style sheet of an embed, and the one that `AUTO` has besides where dark is preferred."""
    tokens, *rest = ((_ASSETS / name).read_text(encoding="utf-8") for name in _STYLES)
    tokens = tokens.replace('url("vendor/', 'url("../assets/vendor/')
    return "".join([tokens, *rest]), tokens.replace(_DARK, f'data-theme="{AUTO}"') if theme == AUTO else ""


def height(view: View, panel: str, width: int) -> int:
    """Return the pixels of height at which a frame shows a panel of the chart whole; the case scrolls."""
    if panel == CASE:
        return _CASE
    around, head, warning = (150, 84, 40) if width >= _WIDE else (210, 116, 60)  # of a frame, each panel, a warning
    if standing(view):
        around += warning
    panes = panes_of(shown_chart(view), panel, [CASE])
    return around + sum(NOMINAL[pane.size] + head + _STRIP * len(pane.strips) for pane in panes)


def frame(address: str, name: str, wide: int, high: int) -> Node:
    """Return the frame that shows an embed in the page of another."""
    size = {"width": wide, "height": high}
    return html.Iframe(src=address, title=name, loading="lazy", referrerpolicy="no-referrer", frameborder="0", **size)


def _charts(view: View, panel: str) -> list[Node]:
    chart, said = shown_chart(view), takeaways_of(view)
    chosen = panes_of(chart, panel, [CASE])
    drawn = snapshots(chart, chosen)
    sections = [_section(view, chart, pane, said[pane.key], drawn.get(pane.key)) for pane in chosen]
    spoken = html.P(period(chart), className="period")
    return [spoken, html.Div([*sections, dates(chart)], className="stage", **{"data-panel": panel})]


def _section(view: View, chart: Chart, pane: Pane, said: Takeaway, drawn: Node | None) -> Node:
    heading, below = f"pane-{pane.key}", strips(chart, pane, drawn=True)
    return html.Section(
        [
            html.H2(said.heading.text, id=heading),
            html.P(detail(view, chart, pane), className="pane-detail"),
            html.P(said.description.text, id=f"{heading}-text", className="unseen"),
            html.Div(drawn or html.P(pane.wanting, className="wanting"), className=f"plot plot-{pane.size}"),
            *([below] if below else []),
        ],
        className=f"pane pane-{pane.key}",
        **{"aria-labelledby": heading, "aria-describedby": f"{heading}-text"},
    )


def _foot(view: View, link: str) -> Node:
    back = html.A("Open this view in Small-Cap Desk", href=link, target="_blank", rel="noopener")
    texts = [html.P(text) for text in colophon(view, warned=True)]
    return html.Footer([*texts, html.P(back)], className="embed-foot")
