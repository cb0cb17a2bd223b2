"""One view of 28 October 2014 leaves the page in every form, and each says what `./desk report` says of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pptx import Presentation

from components.numbers import RELATIVE_ROWS, ROWS
from data.build import build_service
from data.settings import DataSettings, DataSource
from scripts.serving import app_in
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

DAY = "2014-10-28"
SOURCES = ["bundled", "csv"]
PAIRS = {"bundled": "IWM,SPY", "csv": "^RUT,^GSPC"}


def plain(text: str) -> str:
    """Return a text with single plain spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


class _Words(HTMLParser):
    """The text of a document, without its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.words.append("" if tag in {"span", "tspan"} else " ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}
        self.words.append("" if tag in {"span", "tspan"} else " ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def words_of(document: str) -> str:
    """Return what a document says, read by the standard library."""
    reader = _Words()
    reader.feed(document)
    return plain("".join(reader.words))


@dataclass
class Left:
    """A view that has left the page in every form, and the report of it."""

    report: dict[str, Any]
    client: FlaskClient
    query: str
    links: dict[str, Any]

    def text(self, path: str) -> str:
        """Return what is at an address of the product."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return str(answer.text)

    def bytes(self, path: str) -> bytes:
        """Return the file at an address of the product."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return bytes(answer.data)


@pytest.fixture(scope="module", params=SOURCES)
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    """Share the view as a reader does, and ask the command line for its report."""
    source = request.param
    folder: Path | None = request.getfixturevalue("shared_data") if source == "csv" else None
    kept = tmp_path_factory.mktemp("kept")
    given = ["--source", source, "--pair", PAIRS[source], "--as-of", DAY, "--format", "json"]
    given += ["--data-dir", str(folder)] if folder else []
    environ = os.environ | {"CACHE_DIR": str(kept / "cli"), "STATE_DIR": str(kept / "cli-state")}
    told = subprocess.run(
        [sys.executable, "app.py", *given], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    settings = DataSettings(data_source=DataSource(source), data_dir=folder, cache_dir=kept, state_dir=kept)
    with closing(build_service(settings)) as prices:
        client = app_in(kept, prices).server.test_client()
        query = f"?pair={PAIRS[source].replace('^', '%5E')}&asof={DAY}"
        links = client.post("/share", json={"query": query}).get_json()
        yield Left(json.loads(told.stdout), client, query, links)


def _notes(left: Left) -> str:
    slides = Presentation(io.BytesIO(left.bytes(f"/pptx{left.query}"))).slides
    return plain(" ".join(slide.notes_slide.notes_text_frame.text for slide in slides))


def _cells(left: Left) -> str:
    book = openpyxl.load_workbook(io.BytesIO(left.bytes(f"/xlsx{left.query}")))
    return plain(" ".join(str(cell) for row in book["Claims"].values for cell in row))


FORMS: dict[str, Callable[[Left], str]] = {
    "page": lambda left: words_of(left.text(f"/{left.query}")),
    "shared link": lambda left: words_of(left.text(left.links["link"])),
    "snapshot": lambda left: words_of(left.text(left.links["snapshot"])),
    "one file": lambda left: words_of(left.text(f"/html{left.query}")),
    "embed": lambda left: words_of(left.text(f"{left.links['embed']}?panel=case")),
    "picture": lambda left: words_of(left.text(f"{left.links['image']}.svg?panel=case").replace("<tspan", " <tspan")),
    "picture in words": lambda left: plain(left.text(f"{left.links['image']}.txt?panel=case")),
    "deck": _notes,
    "workbook": _cells,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_claims_of_the_report(left: Left, form: str) -> None:
    """Each claim by its name, and each line of its sentence word for word."""
    said = FORMS[form](left)
    wanted = [plain(line) for claim in left.report["claims"] for line in [claim["name"], *claim["text"].split("\n")]]
    assert [] == [line for line in wanted if line not in said]


@pytest.mark.parametrize("form", ["page", "snapshot", "one file"])
def test_the_pages_print_the_numbers_of_the_report(left: Left, form: str) -> None:
    """As rounded there, each in the cell that has its name."""
    paths = {"page": f"/{left.query}", "snapshot": left.links["snapshot"], "one file": f"/html{left.query}"}
    cells = dict(re.findall(r'data-key="([^"]+)"[^>]*>([^<]*)<', left.text(paths[form])))
    expected = {
        f"{part}.{row.key}": row.show(left.report[part][row.key])
        for part, rows in (("small", ROWS), ("large", ROWS), ("relative", RELATIVE_ROWS))
        for row in rows
    }
    assert expected == {key: cells[key] for key in expected}


def test_the_workbook_has_the_numbers_of_the_report_as_numbers(left: Left) -> None:
    """Read back by openpyxl: every number of the report is a number in the sheet of numbers."""
    book = openpyxl.load_workbook(io.BytesIO(left.bytes(f"/xlsx{left.query}")))
    held = {round(float(cell), 6) for row in book["Numbers"].values for cell in row if isinstance(cell, int | float)}
    wanted = [
        value for part in ("small", "large", "relative") for value in left.report[part].values() if value is not None
    ]
    assert [] == [value for value in wanted if round(float(value), 6) not in held]


def test_the_csv_and_the_deck_end_on_the_closes_of_the_report(left: Left) -> None:
    """The last row of the file, and the last point of the deck's first chart rebased back to the first close."""
    rows = list(csv.DictReader(io.StringIO(left.text(f"/csv{left.query}&range=2Y"))))
    closes = [float(rows[-1][name]) for name in rows[-1] if name.endswith(" close")]
    assert [left.report["small"]["close"], left.report["large"]["close"]] == pytest.approx(closes, abs=1e-6)
    assert rows[-1]["session"] == DAY
    slides = Presentation(io.BytesIO(left.bytes(f"/pptx{left.query}&panel=price"))).slides
    chart = next(shape.chart for shape in slides[0].shapes if shape.has_chart)
    ends = [[value for value in series.values if value is not None][-1] for series in chart.plots[0].series]
    starts = [float(rows[0][name]) for name in rows[0] if name.endswith(" close")]
    rebased = [100 * close / start for close, start in zip(closes, starts, strict=True)]
    assert [] == [value for value in rebased if not any(value == pytest.approx(end, abs=1e-4) for end in ends)]
