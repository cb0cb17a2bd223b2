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
    "pptx": "Deck (PPTX)",
    "html": "One file (HTML)",
    "xlsx": "Workbook (XLSX)",
    "csv": "Lines (CSV)",
}
_LINK = (
    "Opens exactly this view on the live page. It carries the date, the zoom and the version of the data, so that the "
    "page says whether its numbers are those that were shared."
)
_IMAGE = (
    "The same view wherever it is pasted, drawn when it is asked for. With .txt in place of the format the address "
    "gives what it says in words."
)
_SAVED = "What is shown, as files. The deck's charts and its table can be edited."


def share() -> Node:
    """Return the dialog, closed and empty."""
    close = html.Button("✕", type="button", className="button", **spoken("Close"), **{"data-close": True})
    return html.Dialog(
        [
            html.Header([html.H2("Share this view", id="share-title"), close], className="share-head"),
            html.P(id="share-view", className="share-view"),
            html.P(id="share-said", role="status", className="share-said"),
            _part("Link", _LINK, _copied("share-link", "Link to this view")),
            _part("Snapshot", ("share-snapshot-note",), _copied("share-snapshot", "Link to the snapshot")),
            _part(
                "Download", _SAVED, html.Div([_file(form, said) for form, said in _FILES.items()], className="files")
            ),
            _part(
                "Image",
                _IMAGE,
                _chosen("image-panel", "Panel", _PICTURED),
                _chosen("image-form", "Format", _FORMS),
                _copied("share-image", "Link to the image", _file("image", "Download", "image")),
            ),
            _part(
                "Embed",
                ("share-embed-note",),
                _chosen("embed-panel", "Panel", FRAMED),
                _chosen("embed-theme", "Colours", _THEMES),
                _copied("share-embed", "Code of the frame", long=True),
                _copied("share-oembed", "oEmbed link"),
            ),
        ],
        id=Id.SHARING,
        className="sharing",
        **{"aria-labelledby": "share-title"},
    )


def _part(title: str, note: str | tuple[str], *fields: Node) -> Node:
    """Return a part of the menu; a note that depends on the answer has the name of its place, in a tuple."""
    said = html.P(note, className="note") if isinstance(note, str) else html.P(id=note[0], className="note")
    name = f"share-{title.lower()}-title"
    return html.Section([html.H3(title, id=name), said, *fields], className="share-part", **{"aria-labelledby": name})


def _copied(name: str, label: str, *more: Node, long: bool = False) -> Node:
    """Return a text that can be read and copied, not written."""
    plain = {"readonly": True, "spellcheck": "false", "className": "shared"}
    text = html.Textarea(id=name, rows="3", **plain) if long else html.Input(type="text", id=name, **plain)
    of = html.Span(f" {label[0].lower()}{label[1:]}", className="unseen")
    copy = html.Button(["Copy", of], type="button", className="button", **{"data-copy": name})
    return html.Div(
        [html.Label(label, htmlFor=name, className="label"), html.Div([text, copy, *more], className="row")],
        className="field",
    )


def _chosen(name: str, label: str, choices: Mapping[str, str]) -> Node:
    options = [html.Option(said, value=value) for value, said in choices.items()]
    return html.Div(
        [html.Label(label, htmlFor=name, className="label"), html.Select(options, id=name)], className="field"
    )


def _file(form: str, said: str, of: str = "") -> Node:
    inside = [said, html.Span(f" {of}", className="unseen")] if of else said
    return html.A(inside, id=f"file-{form}", className="button file", download=True, **{"data-file": form})
