"""The share menu: every way in which the view leaves the page, in one dialog; `assets/share.js` fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.ids import Id
from components.tree import html
from components.widgets import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.tree import Node

FRAMED = {
    "price": "Prices",
    "relative": "Relative strength",
    "momentum": "Momentum",
    "verdict": "Through time",
    "case": "Both cases",
}
"""What a frame in another page can show, by the name of the panel."""
_PICTURED = {"chart": "Whole chart", **FRAMED, "card": "Preview card"}
_THEMES = {"auto": "As the page around it", "light": "Light", "dark": "Dark"}
_FORMS = {"png": "PNG", "svg": "SVG", "pdf": "PDF"}
_FILES = {
    "pptx": ("Deck (PPTX)", "deck"),
    "html": ("One file (HTML)", "file"),
    "xlsx": ("Workbook (XLSX)", "workbook"),
    "csv": ("Lines (CSV)", "CSV"),
}
"""What its link says, and what it is called while it is made, by the form of a file."""
_IMAGE = (
    "The same view wherever it is pasted, drawn when it is asked for. With .txt in place of the format the address "
    "gives what it says in words."
)
_MAKES = (
    "A snapshot, images and frames of this view, which open without signing in, for whoever has their links. Those can "
    "be taken back under Account."
)
_SAVED = "What is shown, as files. The deck's charts and its table can be edited."


def share() -> Node:
    """Return the dialog, closed and empty."""
    close = html.Button("✕", type="button", className="button", **spoken("Close"), **{"data-close": True})
    return html.Dialog(
        [
            html.Header(
                [
                    html.H2("Share this view", id=Id.SHARE_TITLE),
                    close,
                    html.P(id=Id.SHARE_SAID, role="status", className="share-said"),
                ],
                className="share-head",
            ),
            html.P(id=Id.SHARE_VIEW, className="share-view"),
            _part("Link", Id.LINK_NOTE, _copied(Id.SHARE_LINK, "Link to this view")),
            _part("Snapshot", Id.SNAPSHOT_NOTE, _copied(Id.SHARE_SNAPSHOT, "Link to the snapshot"), made=True),
            _part(
                "Download",
                _SAVED,
                html.Div([_file(form, said, made) for form, (said, made) in _FILES.items()], className="files"),
            ),
            html.Div(
                _part(
                    "For others", _MAKES, html.Button("Make links that open for all", type="button", className="button")
                ),
                id=Id.SHARE_MAKE,
                hidden=True,
            ),
            _part(
                "Image",
                _IMAGE,
                _chosen(Id.IMAGE_PANEL, "Panel in the image", _PICTURED),
                _chosen(Id.IMAGE_FORM, "Format", _FORMS),
                _copied(Id.SHARE_IMAGE, "Link to the image", _file("image", "Download", "image", of="image")),
                made=True,
            ),
            _part(
                "Embed",
                Id.EMBED_NOTE,
                _chosen(Id.EMBED_PANEL, "Panel in the frame", FRAMED),
                _chosen(Id.EMBED_THEME, "Colours", _THEMES),
                _copied(Id.SHARE_EMBED, "Code of the frame", long=True),
                _copied(Id.SHARE_OEMBED, "oEmbed link"),
                made=True,
            ),
        ],
        id=Id.SHARING,
        className="sharing",
        **{"aria-labelledby": Id.SHARE_TITLE},
    )


def _part(title: str, note: str | Id, *fields: Node, made: bool = False) -> Node:
    """Return a part of the menu; of a note that depends on the answer, the place. `made`: of links to be made."""
    said = html.P(id=note, className="note") if isinstance(note, Id) else html.P(note, className="note")
    return html.Section([html.H3(title), said, *fields], className="share-part made" if made else "share-part")


def _copied(name: Id, label: str, *more: Node, long: bool = False) -> Node:
    """Return a text that can be read and copied, not written."""
    plain = {"readonly": True, "spellcheck": "false", "className": "shared"}
    text = html.Textarea(id=name, rows="3", **plain) if long else html.Input(type="text", id=name, **plain)
    of = html.Span(f" {label[0].lower()}{label[1:]}", className="unseen")
    copy = html.Button(["Copy", of], type="button", className="button", **{"data-copy": name})
    return html.Div(
        [html.Label(label, htmlFor=name, className="label"), html.Div([text, copy, *more], className="row")],
        className="field",
    )


def _chosen(name: Id, label: str, choices: Mapping[str, str]) -> Node:
    options = [html.Option(said, value=value) for value, said in choices.items()]
    return html.Div(
        [html.Label(label, htmlFor=name, className="label"), html.Select(options, id=name)], className="field"
    )


def _file(form: str, said: str, made: str, *, of: str = "") -> Node:
    inside = [said, html.Span(f" {of}", className="unseen")] if of else said
    return html.A(inside, className="button file", download=True, **{"data-file": form, "data-made": made})
