"""A file holds exactly what its address names, or there is none."""

from __future__ import annotations

import csv
import io
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation

from sharing.files import files
from sharing.scorecard import calls_in
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


@pytest.fixture
def prices() -> FramePrices:
    """Return prices that a test may let fail."""
    return FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})


@pytest.fixture
def client(prices: FramePrices, tmp_path: Path) -> FlaskClient:
    """Return a client of the files alone."""
    return client_of(sharing_on(prices, tmp_path), files)


def rows(text: str) -> list[dict[str, str]]:
    """Read a file back, by the standard library."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_has_a_row_a_session_and_the_closes_as_they_are(client: FlaskClient, prices: FramePrices) -> None:
    """Of a year up to the date asked for, under a name that says what it is; the closes are those of the prices."""
    answer = client.get("/csv?asof=2014-06-30&range=1Y")
    expected = prices.frames["^RUT"]["close"].loc["2013-06-30":"2014-06-30"]
    found = rows(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=small-cap-desk-RUT-GSPC-2014-06-30-1Y"
    )
    assert [f"{day:%Y-%m-%d}" for day in expected.index] == [row["session"] for row in found]
    assert expected.to_numpy() == pytest.approx([float(row["Russell 2000 close"]) for row in found], abs=1e-6)


def test_the_audit_says_which_file_was_taken_and_of_what(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Of one that was made alone; the view with its date, as its link has it."""
    with caplog.at_level("INFO", "audit"):
        client.get("/csv?panel=rsi&asof=2014-06-30")
        client.get("/csv?range=7Y")
    (record,) = caplog.records
    assert ("audit", "file taken", "csv", "rsi") == (record.name, record.message, record.form, record.panel)  # type: ignore[attr-defined]
    assert "asof=2014-06-30" in record.shows  # type: ignore[attr-defined]


def test_a_panel_has_its_own_lines_alone(client: FlaskClient) -> None:
    """The panel is taken out of the query, so that the view stays the one asked for."""
    answer = client.get("/csv?panel=rsi&range=6M")
    columns = rows(answer.text)[0].keys()
    assert {"Russell 2000 RSI(14)", "S&P 500 RSI(14)"} <= columns
    assert not any("PPO" in column or "average" in column for column in columns)
    assert "rsi" in answer.headers["Content-Disposition"]


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.mark.parametrize(
    ("ending", "kind", "opening"),
    [
        ("csv", "text/csv; charset=utf-8", b"session,"),
        ("xlsx", SHEET, b"PK\x03\x04"),
        ("pptx", SLIDES, b"PK\x03\x04"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
    ],
)
def test_each_form_is_a_file_to_keep(client: FlaskClient, ending: str, kind: str, opening: bytes) -> None:
    """Of its own type, which no browser is to guess at, and under a name that says what it is; its head alone, too."""
    answer, head = client.get(f"/{ending}?asof=2014-06-30"), client.head(f"/{ending}?asof=2014-06-30")
    assert (200, kind, "nosniff") == (
        answer.status_code,
        answer.headers["Content-Type"],
        answer.headers["X-Content-Type-Options"],
    )
    name = f"small-cap-desk-RUT-GSPC-2014-06-30-2Y-rebased.{ending}"
    assert f"attachment; filename={name}" == answer.headers["Content-Disposition"]
    assert answer.data.startswith(opening)
    assert (200, b"", kind) == (head.status_code, head.data, head.headers["Content-Type"])


def test_a_workbook_holds_the_link_to_its_view(client: FlaskClient) -> None:
    """On this machine, where nothing else is set; a name that a request makes up is not in it."""
    answer = client.get("/xlsx?asof=2014-06-30", headers={"Host": "evil.example"})
    (link,) = (
        row[1].value for row in openpyxl.load_workbook(io.BytesIO(answer.data))["About"].rows if row[0].value == "Link"
    )
    assert link.startswith("http://127.0.0.1:8050/?pair=%5ERUT,%5EGSPC&asof=2014-06-30&range=2Y")


def test_a_call_that_cannot_be_read_is_missed_in_a_file(prices: FramePrices, tmp_path: Path) -> None:
    """The workbook names each such file as a problem; the first slide of the scorecard names one, its notes all."""
    for name in ("broken", "worse"):
        (tmp_path / f"{name}.toml").write_text("who = 1")
    sharing = replace(sharing_on(prices, tmp_path), calls=calls_in(tmp_path))
    first, second = sharing.calls()[1]
    assert ("broken.toml: ", "worse.toml: ") == (first[:13], second[:12])
    client = client_of(sharing, files)
    about = openpyxl.load_workbook(io.BytesIO(client.get("/xlsx?asof=2014-10-28").data))["About"]
    assert [first, second] == [row[1].value for row in about.rows if row[0].value == "Problem"]
    slides = list(Presentation(io.BytesIO(client.get("/pptx?asof=2014-10-28&panel=scorecard").data)).slides)
    shown = ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert (True, False) == (f"Missing among the calls: {first} The notes name 1 more." in shown[0], second in shown[0])
    assert all(text in notes[0] for text in (first, second))
    assert not any("broken.toml" in text for text in (shown[-1], notes[-1]))


def test_slides_of_one_panel_are_one(client: FlaskClient) -> None:
    """And the file says which."""
    answer = client.get("/pptx?asof=2014-06-30&panel=rsi")
    assert 1 == len(Presentation(io.BytesIO(answer.data)).slides)
    assert answer.headers["Content-Disposition"].endswith("-2Y-rebased-rsi.pptx")


def test_slides_that_are_not_there_are_told_from_those_that_are(client: FlaskClient) -> None:
    """The tables are among them; a scorecard is not, before a call was made."""
    told = client.get("/pptx?asof=2014-06-30&panel=volume")
    assert (404, True) == (told.status_code, told.text.endswith("momentum, verdict, case.\n"))
    alone = client.get("/pptx?asof=2014-06-30&panel=scorecard")
    assert (404, "There is no scorecard: of the calls that are here, none was made by 30 Jun 2014.\n") == (
        alone.status_code,
        alone.text,
    )
    assert client.get("/pptx?asof=2014-10-28&panel=scorecard").status_code == 200


@pytest.mark.parametrize("ending", ["xlsx", "pptx"])
def test_no_file_knows_of_a_call_before_its_day(client: FlaskClient, ending: str) -> None:
    """Who called on 28 October stands in no part of a file of the day before, and does in that of the day."""
    for day, known in (("2014-10-27", False), ("2014-10-28", True)):
        with ZipFile(io.BytesIO(client.get(f"/{ending}?asof={day}").data)) as parts:
            assert known == any(b"Strategist" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("ending", ["xlsx", "html"])
def test_a_file_of_all_panels_takes_none(client: FlaskClient, ending: str) -> None:
    """What would be ignored is refused."""
    answer = client.get(f"/{ending}?panel=rsi")
    assert (400, True) == (answer.status_code, "The parameter “panel” was ignored" in answer.text)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pptx", "html"])
@pytest.mark.parametrize(
    "query",
    [
        "asof=2014-06-30%0d%0aSet-Cookie:%20a=1",
        "pair=^RUT,%3DHYPERLINK(1)",
        "theme={%scripts%}",
        "<script>alert(1)</script>",
        "range=" + "9" * 20_000,
        "zoom=2014-01-01,2013-01-01",
        "data=..%2F..%2Fetc%2Fpasswd",
        "&".join(f"p{number}=1" for number in range(60)),
    ],
)
def test_a_crafted_query_is_a_sentence_of_plain_text(client: FlaskClient, ending: str, query: str) -> None:
    """It is named as far as it can be printed, in no header, and in no other type."""
    answer = client.get(f"/{ending}?{query}")
    assert (400, "text/plain") == (answer.status_code, answer.mimetype)
    assert len(answer.text) < 1000
    assert "Set-Cookie" not in answer.headers
    assert not [value for _, value in answer.headers if "alert" in value or "\n" in value]


@pytest.mark.parametrize("panel", ["volume", "", "<b>x</b>", "%00", "Pr%C3%A9is"])
def test_an_unknown_panel_is_404_with_its_name(client: FlaskClient, panel: str) -> None:
    """One sentence as plain text, with what there is."""
    answer = client.get(f"/csv?panel={panel}")
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith("There is no panel “")
    assert "price, relative, rsi" in answer.text
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("range=7Y", "“7Y” was ignored as range"),
        ("colour=red", "“colour” was ignored"),
        ("asof=2014-10-26", "26 Oct 2014 was no session"),
        ("asof=2019-01-02", "lies after the last session"),
        ("range=1Y&range=2Y", "A second “range” was ignored"),
        ("%FF=1", "was ignored"),
        ("panel=rsi&panel=roc", "one panel or all; the link names 2"),
        ("a=1&" * 300, "more than 1000 characters"),
    ],
)
def test_what_the_page_would_ignore_is_no_file(client: FlaskClient, query: str, reason: str) -> None:
    """The reason stands in the answer."""
    answer = client.get(f"/csv?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert reason in answer.text


def test_a_fault_is_a_sentence_for_the_reader_and_stands_in_the_log(
    client: FlaskClient, prices: FramePrices, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of the fault itself is sent."""
    prices.failing = True
    answer = client.get("/csv?range=1Y")
    assert answer.status_code == 503
    assert answer.text == "The file could not be made. Try again in a minute.\n"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the prices are made to fail" in caplog.text


def test_prices_that_stand_in_for_others_make_no_file(client: FlaskClient) -> None:
    """The page may show another pair and say so; a file under the asked pair's address may not."""
    answer = client.get("/csv?pair=FOO,BAR")
    assert answer.status_code == 400
    assert "FOO and BAR cannot be had; ^RUT and ^GSPC are shown instead" in answer.text
