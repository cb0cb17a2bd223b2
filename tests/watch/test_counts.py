"""What ended processes had counted stays in the sums, and their files do not stay.

The numbers are what each process was told to count; the library that wrote them reads them back.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from typing import TYPE_CHECKING

from hosting.watch.counts import Counts, _locked, add_up
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

COUNT = """
import os
from prometheus_client import Counter, Gauge, Histogram
labelled = Counter("asked", "a", ["what"], registry=None)
labelled.labels("page").inc(2)
labelled.labels("file").inc(3)
took = Histogram("took", "a", registry=None, buckets=(1, 2))
took.observe(0.5)
took.observe(1.5)
Gauge("under_way", "a", registry=None, multiprocess_mode="livesum").inc()
print(os.getpid())
"""


def process(folder: Path) -> int:
    """Have a process count, and end."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        cwd=ROOT,
        env={"PROMETHEUS_MULTIPROC_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def sums(folder: Path) -> dict[str, float]:
    """Return what was counted, by name and the value of the one label."""
    return {
        "/".join([sample.name, *sample.labels.values()]): sample.value
        for metric in Counts(folder).collect()
        for sample in metric.samples
    }


def expected(times: int) -> dict[str, float]:
    """Return what so many processes have counted: buckets hold all below their bound."""
    each = {"asked_total/page": 2, "asked_total/file": 3, "took_sum": 2, "took_count": 2}
    each |= {"took_bucket/1.0": 1, "took_bucket/2.0": 2, "took_bucket/+Inf": 2}
    return {name: times * value for name, value in each.items()}


def test_ended_processes_are_in_the_sums_and_leave_no_file_each(tmp_path: Path) -> None:
    """Three end one after the other, and a fourth one lives: one file for each kind of count of the ended."""
    for times in (1, 2, 3):
        add_up(tmp_path, {process(tmp_path)})
        assert expected(times) == sums(tmp_path)
        assert ["counter_0.db", "histogram_0.db"] == sorted(path.name for path in tmp_path.glob("*.db"))
    process(tmp_path)
    assert {**expected(4), "under_way": 1} == sums(tmp_path)


def test_nobody_who_reads_is_disturbed_or_waited_for(tmp_path: Path) -> None:
    """A process that ends meanwhile is added with the next one."""
    ended = {process(tmp_path)}
    with _locked(tmp_path, fcntl.LOCK_SH):
        add_up(tmp_path, ended)
        assert expected(1) == sums(tmp_path)
    assert 2 == len(list(tmp_path.glob("*.db")))
    ended.add(process(tmp_path))
    add_up(tmp_path, ended)
    assert (expected(2), set(), 2) == (sums(tmp_path), ended, len(list(tmp_path.glob("*.db"))))


def test_a_file_that_a_process_had_only_begun_goes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It was killed before it had written anything; the sums of the others stay."""
    add_up(tmp_path, {process(tmp_path)})
    (tmp_path / "counter_77.db").touch()
    add_up(tmp_path, {77})
    assert expected(1) == sums(tmp_path)
    assert "is lost" in caplog.text
