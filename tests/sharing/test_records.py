"""The report with track records: the values asked for, in JSON and as tables."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from callbacks.studies import KeptStudies
from commentary.evidence import model
from commentary.evidence.model import Bars, Kind, Pattern, PatternRate, RowKey, Study, Target
from commentary.evidence.slow.exchange import from_json
from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from hosting.work.jobs import Jobs
from sharing.cli import main
from sharing.report import as_json, as_markdown
from tests.sharing.test_cli import report

if TYPE_CHECKING:
    from pathlib import Path

    from components.view import View

DAY = "?asof=2014-10-28&pair=NAESX,VFINX"
ROW_KEYS = {
    *("event", "target", "horizon", "n", "mean_pct", "median_pct", "quartiles_pct", "hits", "hit_pct", "wilson_pct"),
    *("unconditional", "difference_pct", "interval_pct", "p_null", "q"),
}
EVENTS = {
    "B1": {"overtaken"},  # the bundled funds have no highs
    **{key: {"onset"} for key in ("B2", "B3", "B4", "B5", "B6", "B7", "U2", "U3")},
    "U1": {"cross_rising", "cross_falling"},
}
KEY = RowKey("B5", "onset", Target.RELATIVE, 21)
BY_HAND = Study({KEY: model.Test((-1.25, 0.75), 0.0421, 0.3)}, 82, 2000, 499, {}, (), ())
IWM = ["--pair", "IWM,SPY", "--as-of", "2014-10-28", "--records"]


@pytest.fixture(scope="module")
def view() -> View:
    """Return the view of the bundled funds, of 24 years."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        return viewer(prices)(DAY)


@pytest.fixture(scope="module")
def studied(view: View) -> View:
    """Return the same with a study made by hand."""
    days = [pd.Timestamp(f"2014-0{month}-03").date() for month in (7, 8, 9)]
    study = Study(
        tests={KEY: model.Test((-1.25, 0.75), 0.0421, 0.3)},
        rows=82,
        draws=2000,
        histories=499,
        skill_pct={"pooled.small_higher": (-0.8, 0.1)},
        patterns=(Pattern(Kind.DOUBLE_TOP, Bars.DAILY, Target.SMALL, *days),),
        rates=(PatternRate(Kind.DOUBLE_TOP, Bars.DAILY, Target.SMALL, 43, 21.5, 2.0, 1.9),),
    )
    return replace(view, study=study)


def rows(found: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each claim of a report."""
    return {claim["key"]: claim["records"] for claim in found["claims"]}


def test_without_records_the_report_is_what_it_was(view: View) -> None:
    """No key and no line more."""
    found = as_json(view)
    assert not {"probabilities", "scores", "patterns"} & found.keys()
    assert not any("records" in claim for claim in found["claims"])
    assert "Track records" not in as_markdown(view)


def test_each_claim_with_events_has_its_rows(view: View) -> None:
    """By event, target and horizon, under the names agreed upon; claims without events have an empty list."""
    found = rows(as_json(view, with_records=True))
    assert EVENTS == {key: {row["event"] for row in each} for key, each in found.items() if each}
    assert {"B8", "B9", "U4", "U5"} == {key for key, each in found.items() if not each}
    for key, each in found.items():
        yearly = key in {"U2", "U3"}
        targets = {"U2": ["relative"], "U3": ["small"]}.get(key, ["small", "large", "relative"])
        expected = {
            (event, target, horizon)
            for event in EVENTS.get(key, ())
            for target in targets
            for horizon in (["year_end"] if yearly else [5, 21, 63])
        }
        assert expected == {(row["event"], row["target"], row["horizon"]) for row in each}
        assert len(expected) == len(each)
        assert all(row.keys() == ROW_KEYS for row in each)


def test_the_text_says_what_closes_alone_do_not_show(view: View) -> None:
    """A note for a pair without highs, and only for that."""
    note = "- These prices have no highs: a touch of the 200-day average during the day cannot be seen"
    assert note in as_markdown(view, with_records=True)
    test = replace(view.panel.small.average_test, from_highs=True)
    seen = replace(view, panel=replace(view.panel, small=replace(view.panel.small, average_test=test)))
    assert note not in as_markdown(seen, with_records=True)


def test_every_session_is_the_twin_of_its_horizon(view: View) -> None:
    """Counted here from the closes with pandas: windows from the first session with a slope to the last known."""
    found = rows(as_json(view, with_records=True))
    small, large = view.pair.small.frame["close"], view.pair.large.frame["close"]
    both = pd.DataFrame({"small": small, "large": large}).dropna().loc[:"2014-10-28"]
    valid = small.rolling(200).mean().pct_change(20, fill_method=None).reindex(both.index).notna()
    for horizon in (5, 21, 63):
        after = 100 * (both.shift(-horizon) / both - 1)
        relative = (after["small"] - after["large"])[valid].dropna()
        twin = next(
            row["unconditional"] for row in found["B6"] if (row["target"], row["horizon"]) == ("relative", horizon)
        )
        assert len(relative) == twin["n"]
        assert relative.mean() == pytest.approx(twin["mean_pct"], abs=1e-9)
        assert relative.median() == pytest.approx(twin["median_pct"], abs=1e-9)
        assert 100 * np.mean(relative > 0) == pytest.approx(twin["hit_pct"], abs=1e-9)


def test_fewer_than_ten_cases_have_no_share(view: View) -> None:
    """Neither in JSON, where it is None with its interval, nor in the table, which says so."""
    found = [row for each in rows(as_json(view, with_records=True)).values() for row in each]
    few = [row for row in found if row["n"] < 10]
    assert few
    assert all(row["hit_pct"] is None and row["wilson_pct"] is None for row in few)
    assert all(row["hit_pct"] is not None for row in found if row["n"] >= 10)
    lines = [
        line
        for line in as_markdown(view, with_records=True).splitlines()
        if line.startswith("|") and "too few (n = " in line
    ]
    assert len(few) == len(lines)


def test_what_the_study_says_is_in_its_row(studied: View) -> None:
    """Interval, p and q of the row tested, None elsewhere; patterns, their rates and the skill's interval beside."""
    found = as_json(studied, with_records=True)
    tested = [row for row in rows(found)["B5"] if row["p_null"] is not None]
    assert [("relative", 21, [-1.25, 0.75], 0.0421, 0.3)] == [
        (row["target"], row["horizon"], row["interval_pct"], row["p_null"], row["q"]) for row in tested
    ]
    assert [
        {"kind": "double top", "bars": "daily", "target": "small"}
        | {"first": "2014-07-03", "last": "2014-08-03", "known": "2014-09-03"}
    ] == found["patterns"]
    assert [
        {"kind": "double top", "bars": "daily", "target": "small", "found": 43, "years": 21.5}
        | {"per_year": 2.0, "shuffled_per_year": 1.9}
    ] == found["pattern_rates"]
    assert {"rows": 82, "draws": 2000, "histories": 499} == found["tested"]
    skills = {score["name"]: score["skill_interval_pct"] for score in found["scores"]}
    assert [-0.8, 0.1] == skills.pop("pooled.small_higher")
    assert set(skills.values()) == {None}


def test_probabilities_are_in_percent_beside_their_base(view: View) -> None:
    """As the view has them on its last session; the contributions add up to the difference of the log-odds."""
    found = as_json(view, with_records=True)["probabilities"]
    assert {"small_higher": 21, "small_ahead": 63} == {name: each["horizon"] for name, each in found.items()}
    for each in found.values():
        share, base = each["probability_pct"] / 100, each["base_pct"] / 100
        odds = np.log(share / (1 - share)) - np.log(base / (1 - base))
        assert odds == pytest.approx(sum(each["log_odds"].values()), abs=1e-9)


def test_the_text_has_a_sentence_and_a_table_for_each_claim(studied: View) -> None:
    """A line for each row of the JSON, of as many cells as its head; what p and q are stands below."""
    text = as_markdown(studied, with_records=True)
    section = text[text.index("## Track records") : text.index("## Both sides as odds")]
    tables = [line for line in section.splitlines() if line.startswith("|")]
    assert sum(map(len, rows(as_json(studied, with_records=True)).values())) == len(tables) - 2 * len(EVENTS)
    assert {tables[0].count("|")} == {line.count("|") for line in tables}
    assert section.count("\n### ") == len(EVENTS)
    assert "82 rows tested jointly" in section
    assert not any(word in section for word in ("nan", "None", "inf "))
    (line,) = [line for line in tables if "0.042" in line]
    assert "| -1.25 to +0.75 | 0.042 | 0.300 |" in line


def test_the_text_has_the_odds_the_votes_and_the_patterns_of_the_json(studied: View) -> None:
    """Each probability, each kind of score and each pattern; units in the head of the tables, and no colour."""
    text, found = as_markdown(studied, with_records=True), as_json(studied, with_records=True)
    section = text[text.index("## Both sides as odds") : text.index("## Where the prices come from")]
    for each in found["probabilities"].values():
        assert f"{each['probability_pct']:.1f} %" in section
    told = [score for score in found["scores"] if score["independent"] >= 10 and score["name"].endswith("higher")]
    assert told
    assert all(f"{score['brier']:.3f}" in section for score in told)
    assert "TradingView" in section
    assert "- Double top, daily, NAESX: 3 Jul 2014 to 3 Aug 2014, known on 3 Sep 2014." in section
    head = next(line for line in text.splitlines() if line.startswith("| After"))
    assert all(f" {name} |" in head for name in ("Mean, %", "Median, %", "Quartiles, %", "Difference, points"))
    assert "grey" not in text
    rows = [line for line in text.splitlines() if " minus " in line and line.startswith("|")]
    assert [] == [line for line in rows if "too few (n" not in line and "| ahead in " not in line]
    assert not any("ahead in" in line for line in text.splitlines() if line.startswith("|") and line not in rows)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the last session of each study that is computed from now on, by hand instead of in half a minute."""
    days: list[str] = []

    def study(small: pd.DataFrame, _: pd.DataFrame) -> Study:
        days.append(f"{small.index[-1]:%Y-%m-%d}")
        return BY_HAND

    monkeypatch.setattr("commentary.evidence.slow.study.study", study)
    return days


def _kept(settings: DataSettings) -> KeptStudies:
    """Return the studies that are there, as a server finds them; none can be made."""
    return KeptStudies(Jobs(("false",), settings.cache_dir, from_json))


@pytest.mark.parametrize("terminal", [True, False])
def test_a_reader_at_a_terminal_is_told_what_takes_its_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], computed: list[str], *, terminal: bool
) -> None:
    """On stderr, and only there: a file or a pipe gets nothing of it."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert 0 == main(IWM, {"DATA_SOURCE": "bundled"})
    said = "desk report: computing the study, some seconds...\n" if terminal else ""
    assert (said, ["2014-10-28"]) == (capsys.readouterr().err, computed)


def test_a_study_is_computed_once_for_all_commands_and_servers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, computed: list[str]
) -> None:
    """The second command finds what the first has kept and has nothing to wait for; so does a server."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    environ = {"DATA_SOURCE": "bundled", "CACHE_DIR": str(tmp_path)}
    told = []
    for _ in range(2):
        assert 0 == main(IWM, environ, _kept)
        told.append(capsys.readouterr())
    assert ["2014-10-28"] == computed
    assert (told[0].out, "") == (told[1].out, told[1].err)
    settings = DataSettings.from_environ(environ)
    with closing(build_service(settings)) as prices:
        assert BY_HAND == viewer(prices, _kept(settings))("?pair=IWM,SPY&asof=2014-10-28").study


def test_the_command_computes_the_study_itself() -> None:
    """Short bundled histories: every row that has enough cases is tested, and the rows are those stated."""
    done = report("--pair", "IWM,SPY", "--as-of", "2016-06-30", "--records", "--format", "json")
    assert (0, "") == (done.returncode, done.stderr)
    found = json.loads(done.stdout)
    every = [row for each in rows(found).values() for row in each]
    tested = [row for row in every if row["q"] is not None]
    assert tested
    assert len(tested) == found["tested"]["rows"] == sum(row["n"] >= 10 for row in every)
    assert all(row["p_null"] <= row["q"] for row in tested)
