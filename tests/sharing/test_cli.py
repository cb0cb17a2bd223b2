"""The report as a command: what it prints, and how it fails."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation

from sharing.cli import main
from sharing.settings import SharingSettings
from sharing.writing import write
from tests.conftest import ROOT


def report(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the launcher does, without a network and with settings of its own."""
    settings = {name: text for name, text in os.environ.items() if name not in {"DATA_SOURCE", "DATA_DIR", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**settings, "DATA_SOURCE": "bundled", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_json_is_printed_and_nothing_else() -> None:
    """Standard output is one JSON document as of the session asked for."""
    done = report("--pair", "IWM,SPY", "--as-of", "2014-10-28", "--format", "json")
    assert (0, "") == (done.returncode, done.stderr)
    assert json.loads(done.stdout)["as_of"] == "2014-10-28"


def test_markdown_is_the_default_form() -> None:
    """Without a form the text to read is printed."""
    done = report("--pair", "IWM,SPY", "--as-of", "2014-10-28")
    assert done.returncode == 0
    assert done.stdout.startswith("# IWM or SPY, as of 28 Oct 2014\n")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--pair", "^RUT"), "--pair is “^RUT”; it takes two different symbols"),
        (("--pair", "^RUT,^RUT"), "two different symbols"),
        (("--as-of", "yesterday"), "--as-of is “yesterday”"),
        (("--source", "excel"), "excel"),
        (("--source", "csv"), "DATA_DIR"),
        (("--source", "csv", "--data-dir", "no/such/folder"), "no/such/folder"),
        (("--data-dir", "tests"), "--data-dir is for --source csv; the source is bundled"),
        (("--format", "docx"), "docx"),
        (
            ("--scorecard", "nobody"),
            "--scorecard is “nobody”; it takes one of sales-trader, strategist, technician, all.",
        ),
        (("--reveal",), "--reveal is for --scorecard CALL."),
        (("--colour", "red"), "--colour"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_names_the_value(arguments: tuple[str, ...], part: str) -> None:
    """A message on stderr names what was wrong; nothing is printed and nothing is traced."""
    done = report(*arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert part in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--source", "csv", "--data-dir", "tests"), "^RUT and ^GSPC cannot be had"),
        (("--pair", "^RUT,^GSPC"), "^RUT and ^GSPC cannot be had: ^RUT is not among the bundled prices"),
        (
            ("--pair", "IWM,SPY", "--as-of", "1999-12-31"),
            "1999-12-31 lies before the first session of these prices, 2012-01-17",
        ),
    ],
)
def test_prices_that_cannot_be_had_are_exit_code_1_and_one_line(arguments: tuple[str, ...], part: str) -> None:
    """A pair that was named is never replaced by another, nor a date by a much later one."""
    done = report(*arguments)
    assert (1, "") == (done.returncode, done.stdout)
    assert part in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_broken_file_is_exit_code_1_and_one_line(tmp_path: Path) -> None:
    """A CSV file without closes is named by its file name, without a traceback."""
    for name in ("RUT", "GSPC"):
        (tmp_path / f"{name}.csv").write_text("Date,Open\n2014-10-28,1\n")
    done = report("--pair", "^RUT,^GSPC", "--source", "csv", "--data-dir", str(tmp_path))
    assert (1, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert "RUT.csv" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--range", "3Y", "--format", "csv"), "--range is “3Y”; it takes one of 6M, 1Y"),
        (("--theme", "<b>", "--format", "svg"), "--theme is “<b>”; it takes light or dark"),
        (("--width", "99999", "--format", "png"), "--width is “99999”; it takes a whole number of pixels"),
        (("--range", "2Y"), "--range is for --format csv, xlsx, pptx, html, png, pdf or svg; the format is markdown"),
        (("--panel", "rsi", "--format", "xlsx"), "--panel is for --format csv, pptx, png, pdf or svg"),
        (("--width", "800", "--format", "csv"), "--width is for --format png, pdf or svg; the format is csv"),
        (("--records", "--format", "csv"), "--records is for --format markdown, json, xlsx, html or pptx"),
    ],
)
def test_an_option_is_refused_where_it_would_be_ignored(
    arguments: tuple[str, ...], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """So is a value that it does not take; the message names the forms or the values."""
    assert 2 == main(arguments, {"DATA_SOURCE": "bundled"})
    printed = capsys.readouterr()
    assert ("", True) == (printed.out, part in printed.err)


IWM = ("--pair", "IWM,SPY", "--as-of", "2014-10-28")
BEFORE = ("--pair", "IWM,SPY", "--as-of", "2014-10-27")


def test_a_call_of_a_later_day_is_told_of_only_where_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Of all calls a report of the day before has none; of a named one it says why; a file has no place for that."""
    bundled = {"DATA_SOURCE": "bundled"}
    assert 0 == main([*BEFORE, "--scorecard", "all"], bundled)
    printed = capsys.readouterr().out
    assert "None of the calls had been made by the as-of date." in printed
    assert "Strategist" not in printed
    assert 0 == main([*BEFORE, "--scorecard", "strategist"], bundled)
    ahead = "The call is of 28 Oct 2014, after 27 Oct 2014: nothing of it is shown before its day."
    assert ahead in capsys.readouterr().out
    assert 1 == main([*BEFORE, "--scorecard", "strategist", "--format", "xlsx"], bundled)
    assert ("", f"desk report: {ahead}\n") == capsys.readouterr()


def test_csv_on_standard_output_is_the_file_itself() -> None:
    """Of one panel and half a year, read back by the standard library: the last row is the day's."""
    done = report(*IWM, "--format", "csv", "--range", "6M", "--panel", "rsi")
    assert (0, "") == (done.returncode, done.stderr)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {"session", "IWM RSI(14)", "SPY RSI(14)"} == rows[0].keys()
    assert ("2014-04-28", "2014-10-28") == (rows[0]["session"], rows[-1]["session"])


def test_files_are_written_whole_with_the_link_to_their_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each read back by what reads such files; the link leads to where the page is for readers."""
    monkeypatch.setattr("sharing.cli.Computed", lambda *_: None)  # takes half a minute
    environ = {"DATA_SOURCE": "bundled", "PUBLIC_BASE_URL": "https://desk.example.com", "CACHE_DIR": str(tmp_path)}
    for form in ("xlsx", "pptx", "html", "svg"):
        output = tmp_path / f"view.{form}"
        output.write_text("what stood there before")
        assert (0, "") == (main([*IWM, "--format", form, "--output", str(output)], environ), capsys.readouterr().err)
    book = openpyxl.load_workbook(tmp_path / "view.xlsx")
    (link,) = (row[1].value for row in book["About"].iter_rows() if row[0].value == "Link")
    assert link.startswith("https://desk.example.com/?pair=IWM,SPY&asof=2014-10-28&range=2Y")
    slides = Presentation(str(tmp_path / "view.pptx")).slides
    links = [target.target_ref for slide in slides for target in slide.part.rels.values() if target.is_external]
    assert any(link.startswith("https://desk.example.com/?pair=IWM,SPY") for link in links)
    assert "https://desk.example.com/?pair=IWM,SPY" in html.unescape((tmp_path / "view.html").read_text("utf-8"))
    assert ET.parse(tmp_path / "view.svg").getroot().tag.endswith("}svg")  # noqa: S314 - our own
    assert {"view.xlsx", "view.pptx", "view.html", "view.svg"} == {path.name for path in tmp_path.glob("*.*")}


@pytest.mark.skipif(SharingSettings.from_environ(os.environ).chromium is None, reason="no browser is installed")
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_pictures_are_rendered_without_a_server(tmp_path: Path, form: str) -> None:
    """Of the size asked for; seen from where the user stands, not from the project's folder."""
    places = {"CACHE_DIR": str(tmp_path / "cache"), "DESK_FROM": str(tmp_path)}
    arguments = ("--format", form, "--panel", "rsi", "--width", "640", "--theme", "dark", "--output", f"rsi.{form}")
    done = report(*IWM, *arguments, **places)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    made = (tmp_path / f"rsi.{form}").read_bytes()
    if form == "png":
        assert 640 == Image.open(io.BytesIO(made)).width
    assert made.startswith({"png": b"\x89PNG", "pdf": b"%PDF-"}[form])


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (
            ("--format", "csv", "--output", "no/such/folder/a.csv"),
            1,
            "no/such/folder/a.csv could not be written: No such",
        ),
        (("--format", "csv", "--output", "."), 1, ". could not be written: it is no file."),
        (
            ("--format", "csv", "--panel", "volume"),
            2,
            "There is no panel “volume” in this view; it has price, relative",
        ),
        (("--format", "svg", "--panel", "\x1b[31m"), 2, "There is no panel “·[31m”"),
        (("--format", "png", "--output", "a.png"), 1, "chromium-headless-shell"),
    ],
)
def test_a_file_that_cannot_be_had_leaves_nothing_behind(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    part: str,
) -> None:
    """One sentence on stderr says why, and what to install where a browser is missing."""
    monkeypatch.setattr("sharing.settings._BROWSERS", ())
    environ = {"DATA_SOURCE": "bundled", "DESK_FROM": str(tmp_path), "CACHE_DIR": str(tmp_path / "cache")}
    assert code == main([*IWM, *arguments], environ)
    printed = capsys.readouterr()
    assert ("", 1, True) == (printed.out, printed.err.count("\n"), part in printed.err)
    assert [] == [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_terminal_is_shown_no_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told how to have it."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert 2 == main([*IWM, "--format", "xlsx"], {"DATA_SOURCE": "bundled"})
    assert "--format xlsx is no text for a terminal; --output names a file for it." in capsys.readouterr().err


def test_what_was_there_stays_where_the_new_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full half way through leaves yesterday's file and no part of today's."""
    (tmp_path / "a.csv").write_text("yesterday")

    def full(path: Path, made: bytes) -> int:
        path.write_text(made[:10].decode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write(b"today's numbers", "a.csv", str(tmp_path))
    assert [("a.csv", "yesterday")] == [(path.name, path.read_text()) for path in tmp_path.iterdir()]


def test_a_date_without_a_session_is_said_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, since the file has no place for it; the file stands as of the session before."""
    arguments = ["--pair", "IWM,SPY", "--as-of", "2014-10-26", "--format", "csv", "--output", "a.csv"]
    assert 0 == main(arguments, {"DATA_SOURCE": "bundled", "DESK_FROM": str(tmp_path)})
    said = "desk report: 26 Oct 2014 was no session with both prices; the page stands as of 24 Oct 2014.\n"
    assert said == capsys.readouterr().err
    assert (tmp_path / "a.csv").read_text().splitlines()[-1].startswith("2014-10-24,")


def test_help_is_exit_code_0() -> None:
    """Asking for help is no error."""
    done = report("--help")
    assert (0, "") == (done.returncode, done.stderr)
    assert "--as-of" in done.stdout
