"""The report as a command: what it prints, and how it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


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
        (("--format", "pptx"), "pptx"),
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


def test_help_is_exit_code_0() -> None:
    """Asking for help is no error."""
    done = report("--help")
    assert (0, "") == (done.returncode, done.stderr)
    assert "--as-of" in done.stdout
