"""The long study as a whole: what it finds, what it leaves out, and how it travels."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from commentary.evidence.model import LEAST, LEVEL, Bars, Kind, Pattern, PatternRate, RowKey, Study, Target
from commentary.evidence.outcomes import rows
from commentary.evidence.slow import exchange
from commentary.evidence.slow.exchange import COMMAND, definitions, from_json, packed, to_json, unpacked
from commentary.evidence.slow.study import false_discovery, study
from commentary.pooling.calibration import scores
from commentary.pooling.timeline import timeline
from indicators.panel import pair_panel
from tests.commentary.support import walks
from tests.indicators.support import frame

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


def key(number: int) -> RowKey:
    """Return one of many keys."""
    return RowKey("B1", f"event {number}", Target.SMALL, 5)


def with_an_edge(sessions: int, seed: int) -> pd.DataFrame:
    """Return closes that gain 1.5 % a session more than chance in the five after a cross of the 200-day average."""
    chance = np.random.default_rng(seed).normal(0, 0.012, sessions)
    closes = [100.0]
    boosted = 0
    for step in chance[1:]:
        closes.append(closes[-1] * (1 + step + (0.015 if boosted > 0 else 0)))
        boosted -= 1
        if len(closes) > 200:
            before, now = np.mean(closes[-201:-1]), np.mean(closes[-200:])
            boosted = 5 if closes[-2] <= before and closes[-1] > now else boosted
    return frame(np.array(closes))


@pytest.fixture(scope="module")
def small_study() -> Study:
    """Return the study of a pair of random walks, with few draws."""
    return study(*walks(900, seed=21), draws=50, simulated=19)


def test_what_is_read_jointly_is_adjusted_as_published() -> None:
    """The example of Benjamini and Hochberg (1995): of 15 p-values the first four stand; by hand, 15 p / rank."""
    q = false_discovery({key(place): p for place, p in enumerate(PUBLISHED)})
    assert [key(place) for place in range(4)] == [each for each, value in q.items() if value < LEVEL]
    by_hand = {0: 0.0015, 1: 0.003, 2: 0.0095, 3: 0.035625, 4: 0.0603, 5: 15 * 0.0298 / 7, 6: 15 * 0.0298 / 7, 14: 1.0}
    assert by_hand == {place: pytest.approx(q[key(place)]) for place in by_hand}
    assert {} == false_discovery({})


def test_a_planted_edge_is_found() -> None:
    """Five sessions after the crosses by which it was planted: q below 0.05, and the interval above zero."""
    small, large = with_an_edge(2000, seed=5), walks(2000, seed=6)[1]
    found = study(small, large, draws=200, simulated=300).tests[RowKey("U1", "cross_rising", Target.SMALL, 5)]
    assert found.q is not None
    assert found.q < LEVEL
    assert found.interval_pct is not None
    assert found.interval_pct[0] > 0


def test_rows_with_fewer_than_ten_cases_have_no_numbers(small_study: Study) -> None:
    """Every row is there; those with ten cases or more have all three numbers, and are what was tested jointly."""
    cases = {row.key: row.events.size for row in rows(pair_panel(*walks(900, seed=21)))}
    assert cases.keys() == small_study.tests.keys()
    enough = {each for each, count in cases.items() if count >= LEAST}
    assert 0 < len(enough) < len(cases)
    assert len(enough) == small_study.rows
    for each, test in small_study.tests.items():
        assert {each in enough} == {number is not None for number in (test.interval_pct, test.p_null, test.q)}


@pytest.mark.parametrize("sessions", [1, 10, 230])
def test_a_short_history_is_studied_without_tests(sessions: int) -> None:
    """Nothing is simulated where nothing has ten cases."""
    found = study(*walks(sessions, seed=3))
    assert 0 == found.rows
    assert {(None, None, None)} == {(test.interval_pct, test.p_null, test.q) for test in found.tests.values()}


def test_prices_that_never_fall_are_studied() -> None:
    """Rising by 2 % a year, small is higher every time: enough windows are scored, but none has a skill."""
    small, large = frame(1000 * 1.02 ** (np.arange(1300) / 252)), walks(1300, seed=3)[1]
    panel = pair_panel(small, large)
    (higher, *_) = scores(timeline(panel, small), panel)
    assert higher.independent > LEAST
    assert higher.skill_pct is None
    assert {} == study(small, large, draws=10, simulated=2).skill_pct


def test_the_same_prices_give_the_same_study(small_study: Study) -> None:
    """Bit for bit, also where they are a cut of a longer history."""
    small, large = walks(900, seed=21)
    later = pd.bdate_range(small.index[-1], periods=40, unit="ns")[1:]
    longer = [
        pd.concat([each, pd.DataFrame({name: 2 * each[name].iloc[-1] for name in each}, index=later)])
        for each in (small, large)
    ]
    cut = [each.loc[: small.index[-1]] for each in longer]
    assert to_json(small_study) == to_json(study(cut[0], cut[1], draws=50, simulated=19))


def test_a_study_comes_back_from_json(small_study: Study) -> None:
    """With its patterns, rates and skills; whatever is damaged is refused as a whole."""
    pattern = Pattern(Kind.DOUBLE_TOP, Bars.WEEKLY, Target.LARGE, date(2014, 3, 4), date(2014, 7, 3), date(2014, 7, 25))
    rate = PatternRate(Kind.DOUBLE_TOP, Bars.WEEKLY, Target.LARGE, 3, 12.5, 0.24, 0.31)
    whole = replace(small_study, skill_pct={"pooled.small_ahead": (-2.5, 0.5)}, patterns=(pattern,), rates=(rate,))
    data = to_json(whole)
    assert whole == from_json(data)
    plain = json.loads(data)
    damaged = [
        b"",
        data[:-1],
        b"[]",
        b"{}",
        b"[" * 200_000,
        *(json.dumps(plain | change).encode() for change in ({"tests": [["B1"]]}, {"rates": [{"kind": "cup"}]})),
        json.dumps(plain | {"patterns": [{"first": "2014-03-04"}]}).encode(),
    ]
    for wrong in damaged:
        with pytest.raises(ValueError, match="not a study"):
            from_json(wrong)


def test_prices_come_back_from_bytes() -> None:
    """Sessions, columns and values as they were, with what is missing; the same prices are the same bytes."""
    small, large = walks(50, seed=2)
    small.iloc[3, 1] = np.nan
    back = unpacked(packed(small, large))
    for before, after in zip((small, large), back, strict=True):
        pd.testing.assert_frame_equal(before, after, check_freq=False)
    assert packed(*back) == packed(small, large)


def test_the_process_answers_what_the_function_does(tmp_path: Path) -> None:
    """It finds the product from any folder, whatever modules lie there."""
    pair = walks(230, seed=9)
    for name in ("commentary", "numpy", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('of this folder')\n")
    done = subprocess.run(COMMAND, input=packed(*pair), capture_output=True, check=True, cwd=tmp_path)
    assert to_json(study(*pair)) == done.stdout
    assert b"" == done.stderr


def test_a_page_that_asks_for_studies_loads_nothing_of_theirs() -> None:
    """What takes seconds to load stays in the process apart."""
    heavy = "('arch', 'scipy', 'statsmodels')"
    code = f"import callbacks.studies, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "[]\n" == done.stdout


def test_the_definitions_are_those_of_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another indicator, commentary or version of a library gives another name; a change elsewhere does not."""
    monkeypatch.setattr(exchange, "_ROOT", tmp_path)
    for folder in ("indicators", "commentary/claims", "data"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "rule.py").write_text("LEVEL = 1\n")
    before = definitions.__wrapped__()
    (tmp_path / "data" / "rule.py").write_text("LEVEL = 2\n")
    assert before == definitions.__wrapped__()
    (tmp_path / "commentary" / "claims" / "rule.py").write_text("LEVEL = 2\n")
    assert before != definitions.__wrapped__()
    before = definitions.__wrapped__()
    monkeypatch.setattr(exchange, "version", lambda name: "0.0" if name == "scipy" else version(name))
    assert before != definitions.__wrapped__()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_study_ends_with_whoever_asked_for_it() -> None:
    """It has read more than a pipe holds, so it has begun; then its parent is killed, and its output ends."""
    reading, writing = os.pipe()
    asks = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", *COMMAND]
    with (
        os.fdopen(reading, "rb") as given,
        os.fdopen(writing, "wb") as held,
        subprocess.Popen(asks, stdin=given, stdout=subprocess.PIPE) as asker,
    ):
        held.write(bytes(2**18))
        held.flush()
        asker.kill()
        assert asker.stdout is not None
        assert select.select([asker.stdout], [], [], 30)[0]
        assert b"" == asker.stdout.read()
