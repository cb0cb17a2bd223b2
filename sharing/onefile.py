"""A view as one HTML file that works without a network."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from components.csv import csv
from components.filenames import file_name
from components.parcel import packed
from components.stamp import Stamp
from components.still import file_line, still_document
from components.tree import html

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def one_file(view: View, link: str) -> str:
    """Return a document that holds all it needs: interactive charts, claims with their records, tables, and the data.

    Parameters
    ----------
    view : View
    link : str
        Address of the live page with this view.

    Returns
    -------
    str
        The same for the same view and link, to the byte. The data are the CSV of all panels, in the link that saves
        it; beside it stand its checksum and the version of the prices.
    """
    return still_document(view, file_line(view), link, packed(), records=True, below=[_data(view)])


def _data(view: View) -> Node:
    text, name = csv(view), file_name(view, "csv")
    checksum = sha256(text.encode()).hexdigest()
    save = html.A("Save the CSV", href=f"data:text/csv;charset=utf-8,{quote(text, safe=',')}", download=name)
    facts = {"SHA-256 of the CSV": checksum, "Data version": Stamp.of(view).text}
    rows = [node for term, said in facts.items() for node in (html.Dt(term), html.Dd(said, className="fact"))]
    return html.Section(
        [
            html.H2("The data"),
            html.P(["Every line of the chart on every session shown, as it was drawn from: ", save]),
            html.Dl(rows),
            html.P(
                f"To check that the data are whole: save the CSV, run “shasum -a 256 {name}”, or on Windows “certutil "
                f"-hashfile {name} SHA256”, and compare what it prints. The data version says which prices it was: the "
                "live page compares it with its own.",
                className="note",
            ),
        ],
        className="data",
        **{"aria-label": "The data"},
    )
