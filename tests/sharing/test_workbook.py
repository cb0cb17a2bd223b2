"""A workbook read back by openpyxl holds the page's numbers as numbers, and no text that runs."""

from __future__ import annotations

import io
import json
import math
import zipfile
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from commentary.calls.reading import PUBLISHED, read_calls
from components.csv import csv
from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.report import as_json
from sharing.scorecard import cards_of
from sharing.workbook import workbook
from tests.components.generated import generated, view_of
from tests.sharing.test_cli import report

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from components.view import View

LINK = "http://127.0.0.1:8050/?asof=2014-10-28"
HOSTILE = """
who = '=HYPERLINK("http://127.0.0.1/","go")'
role = "@SUM(1+1)*cmd|' /C calc'!A0"
where = "+1+1"
date = 2014-10-28
small = "^RUT"
large = "^GSPC"
stance = "-2+3"
note = "=1+1"

[[said]]
text = " =1+1"
claim = "U2"
"""


def opened(made: bytes) -> Workbook:
    """Read a workbook back."""
    return openpyxl.load_workbook(io.BytesIO(made))


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by their heads."""
    heads, *rows = ([cell.value for cell in row] for row in book[name].iter_rows())
    return [dict(zip(heads, row, strict=True)) for row in rows]


def plain(value: object) -> object:
    """Return a cell, or a value of the report: dates as ISO text, numbers to 12 digits, of 16 in the file."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return value.date().isoformat() if isinstance(value, datetime) else value


def plainly(values: dict[str, Any]) -> dict[str, Any]:
    """Return a table of values as `plain` has them."""
    return {name: plain(value) for name, value in values.items()}


@pytest.fixture(scope="module")
def view() -> View:
    """Return a view of the bundled funds on the column's day."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        return viewer(prices)("?pair=IWM,SPY&asof=2014-10-28")


@pytest.fixture(scope="module")
def book(view: View) -> Workbook:
    """Return its workbook, without calls."""
    return opened(workbook(view, (), LINK))


def test_the_chart_has_the_columns_and_numbers_of_the_csv(view: View, book: Workbook) -> None:
    """The CSV as pandas reads it; each session is a date, and a cell without a value is empty."""
    expected = pd.read_csv(io.StringIO(csv(view)), parse_dates=["session"])
    heads, *rows = book["Chart"].iter_rows(values_only=True)
    assert list(expected.columns) == list(heads)
    found = pd.DataFrame(rows, columns=list(heads))
    pd.testing.assert_frame_equal(expected, found, check_dtype=False, check_exact=True)
    assert {datetime} == {type(row[0]) for row in rows}
    assert {"n"} == {cell.data_type for row in book["Chart"].iter_rows(min_row=2, min_col=2) for cell in row}


def test_the_numbers_and_the_claims_are_those_of_the_report(book: Workbook) -> None:
    """As the command prints them as JSON, to 12 digits."""
    said = json.loads(report("--pair", "IWM,SPY", "--as-of", "2014-10-28", "--format", "json").stdout)
    numbers = {row["name"]: row for row in table(book, "Numbers")}
    for part, head in (("small", "IWM"), ("large", "SPY"), ("relative", "IWM / SPY")):
        assert plainly(said[part]) == {name: plain(numbers[name][head]) for name in said[part]}
    claims = table(book, "Claims")
    assert [(one["key"], one["name"], one["side"], one["text"]) for one in said["claims"]] == [
        (row["claim"], row["name"], row["side"], row["sentence"]) for row in claims
    ]
    evidence = table(book, "Evidence")
    for one in said["claims"]:
        found = {row["name"]: plain(row["value"]) for row in evidence if row["claim"] == one["key"]}
        assert plainly(one["evidence"]) == found


def test_the_close_of_the_day_is_the_one_of_the_index(shared_data: Path) -> None:
    """1149.45, and 0.30 % above the average of 1145.98 (methods.md, section 5), shown with their digits."""
    with closing(build_service(DataSettings(data_source=DataSource.CSV, data_dir=shared_data))) as prices:
        made = opened(workbook(viewer(prices)("?asof=2014-10-28"), (), LINK))
    cells = {row[0].value: row[2] for row in made["Numbers"].iter_rows(min_row=2)}
    assert (1149.45, "#,##0.00") == (cells["close"].value, cells["close"].number_format)
    assert (0.30, "+0.00;-0.00;0.00") == (
        round(cells["distance_pct"].value, 2),
        cells["distance_pct"].number_format,
    )
    *_, last = made["Chart"].iter_rows(values_only=True)
    heads = [cell.value for cell in made["Chart"][1]]
    assert (datetime(2014, 10, 28), 1149.45) == (last[0], last[heads.index("Russell 2000 close")])  # noqa: DTZ001 - a date


def test_the_first_sheet_says_what_as_of_when_and_from_where(view: View, book: Workbook) -> None:
    """The date, the problems of the report, the source, the link and what each sheet holds."""
    rows = [(row[0].value, row[1].value) for row in book["About"].iter_rows(min_row=2)]
    assert ("As of", datetime(2014, 10, 28)) == rows[0]  # noqa: DTZ001 - a date
    assert as_json(view)["problems"] == [text for name, text in rows if name == "Problem"]
    assert ("Link", LINK) in rows
    assert [f"Sheet {name}" for name in book.sheetnames[1:]] == [name for name, _ in rows if name.startswith("Sheet")]
    told = " ".join(str(text) for _, text in rows)
    assert "bundled with the page" in told
    assert "None of it is investment advice." in told


def test_records_have_a_row_for_each_of_the_report(view: View, book: Workbook) -> None:
    """The JSON's rows: their counts and their means."""
    expected = [
        (claim["key"], row["event"], row["n"], plain(row["mean_pct"]), row["unconditional"]["n"])
        for claim in as_json(view, with_records=True)["claims"]
        for row in claim["records"]
    ]
    found = [
        (row["claim"], row["event"], row["n"], plain(row["mean_pct"]), row["unconditional_n"])
        for row in table(book, "Records")
    ]
    assert expected == found


def test_a_call_leaves_as_text_whatever_its_file_holds(view: View, tmp_path: Path) -> None:
    """Each cell that opens as a formula has an apostrophe before it; no sheet holds a formula."""
    (tmp_path / "hostile.toml").write_text(HOSTILE)
    calls, errors = read_calls([tmp_path])
    assert () == errors
    made = workbook(view, cards_of(calls, view, lambda _: view), LINK)
    found = opened(made)
    (call,) = table(found, "Calls")
    assert "'=HYPERLINK" in call["call"]
    assert ("'@SUM", "'+1+1", "'-2+3") == (call["role"][:5], call["where"], call["stance"])
    assert {"'=1+1", "' =1+1"} & {row["said"] for row in table(found, "Scorecard")}
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.lstrip()[:1] in "=+-@\t"]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not [
            name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)
        ]


def test_calls_are_there_with_what_came_of_them_once_they_were_made(view: View) -> None:
    """A day before the column there is none of them; on its day all forecasts are open."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        ask = viewer(prices)
        calls = read_calls([PUBLISHED])[0]
        before = ask("?pair=IWM,SPY&asof=2014-10-27")
        early, day = (opened(workbook(one, cards_of(calls, one, ask), LINK)) for one in (before, view))
    assert not {"Calls", "Scorecard"} & {*early.sheetnames}
    assert {"Sales trader", "Strategist", "Technician"} == {row["call"] for row in table(day, "Calls")}
    assert {"Open", "Not testable", None} >= {row["result"] for row in table(day, "Scorecard")}


@pytest.mark.parametrize("query", ["?range=Max&scale=log", "?asof=2010-01-06&range=6M", "?asof=2013-05-06&after=shown"])
def test_any_view_makes_a_workbook_without_errors_in_its_cells(query: str) -> None:
    """Also one of three sessions, with nothing but undefined values."""
    view = view_of(generated(), query)
    found = opened(workbook(view, (), LINK))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert not {"e", "f"} & {cell.data_type for cell in cells}
    assert all(math.isfinite(cell.value) for cell in cells if isinstance(cell.value, float))
    assert not [cell.value for cell in cells if str(cell.value).lower() in {"nan", "inf", "nat"}]
    if "after" in query:
        marks = [(row["session"].date() > date(2013, 5, 6), row["after_as_of"] == 1) for row in table(found, "Chart")]
        assert {(False, False), (True, True)} == {*marks}


def test_the_same_view_gives_the_same_bytes(view: View) -> None:
    """The time of its making is not in it, so that a browser need not load it again."""
    assert workbook(view, (), LINK) == workbook(view, (), LINK)
    assert view.as_of == opened(workbook(view, (), LINK)).properties.created.date()
