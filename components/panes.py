"""The panels of the chart as the page has them: what each says in words, with its table and its file, and its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components.figures.snapshot import dates, snapshots
from components.figures.strips import strips
from components.filenames import file_name
from components.share import FRAMED
from components.takeaways import takeaways_of
from components.tree import html
from components.verdict import values_at
from components.view import pinned

if TYPE_CHECKING:
    from commentary.takeaways import Takeaway
    from components.figures.model import Chart, Pane
    from components.tree import Node
    from components.view import View


def panes(view: View, chart: Chart, *, snapshot: bool = False) -> list[Node]:
    """Return a section for each panel: the takeaway as heading, a description, its tools, and the place of its plot.

    Parameters
    ----------
    view : View
    chart : Chart
        Of the same view.
    snapshot : bool
        Put a first chart, drawn here, into the places, and its dates at the end; the page's script draws over it later.
    """
    said = takeaways_of(view)
    query, whole = pinned(view), replace(view, state=replace(view.state, zoom=None))
    first = snapshots(chart) if snapshot else {}
    at = values_at(view, chart)
    sections = [
        _section(
            pane,
            said[pane.key],
            _tools(pane, f"{query}&panel={pane.key}", file_name(whole, "svg", pane.key)),
            first.get(pane.key),
            strips(chart, pane, drawn=snapshot),
            "" if pane.empty or not at else f" · {at}",
        )
        for pane in chart.panes
    ]
    return [*sections, dates(chart)] if snapshot else sections


def _section(
    pane: Pane, said: Takeaway, tools: list[Node], snapshot: Node | None, below: Node | None, ends: str
) -> Node:
    heading = f"pane-{pane.key}"
    inside = html.P(pane.wanting, className="wanting") if pane.empty else snapshot
    return html.Section(
        [
            html.Header(
                [
                    html.H3(said.heading.text, id=heading),
                    html.P(
                        [f"{pane.title} · {pane.detail}", html.Span(ends, className="pane-ends")],
                        className="pane-detail",
                    ),
                    html.P(said.description.text, id=f"{heading}-text", className="unseen"),
                    html.Div(tools, className="pane-tools"),
                ],
                className="pane-head",
            ),
            html.Div(inside, className=f"plot plot-{pane.size}", **{"data-plot": pane.key}),
            *([below] if below else []),
            html.Div(
                id=f"rows-{pane.key}",
                className="rows",
                role="region",
                tabIndex="0",
                hidden=True,
                **{"aria-label": f"Table of {FRAMED.get(pane.key, pane.title)}"},
            ),
        ],
        className=f"pane pane-{pane.key}",
        **{"data-pane": pane.key, "aria-labelledby": heading, "aria-describedby": f"{heading}-text"},
    )


def _tools(pane: Pane, query: str, picture: str) -> list[Node]:
    """Return the tools of a pane; the browser makes its pictures (assets/save.js) and names them as `picture`."""
    of = html.Span(f" of {FRAMED.get(pane.key, pane.title)}", className="unseen")
    rows = {"data-table": pane.key, "aria-expanded": "false", "aria-controls": f"rows-{pane.key}"}
    saves = [
        html.Button([text, of], type="button", className="tool", **{"data-save": form})
        for form, text in {"png": "PNG", "svg": "SVG", "copy": "Copy image"}.items()
    ]
    slide = html.A(["Slide", of], id=f"slide-{pane.key}", href=f"pptx{query}", **_file("slide"))
    return [
        html.Button(["Table", of], id=f"table-{pane.key}", type="button", className="tool", **rows),
        html.A(["CSV", of], id=f"csv-{pane.key}", href=f"csv{query}", **_file("CSV")),
        html.Details(
            [
                html.Summary(["Save", of], className="tool"),
                html.Div([*saves, slide], className="saves"),
            ],
            className="save",
            name="save",
            **{"data-file": picture},
        ),
    ]


def _file(called: str) -> dict[str, object]:
    """Return the attributes of a link to a file; the browser says that one `called` so is being made."""
    return {"className": "tool", "download": True, "data-made": called}
