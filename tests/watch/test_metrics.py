"""The metrics of a server of two processes, read back by Prometheus's own parser; and what is made of them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from data.condition import Condition, Far
from data.settings import SettingsError
from hosting.settings import HostingSettings, Mode
from hosting.watch.exporter import Exporter, Standing
from hosting.watch.report import Report
from tests.conftest import ROOT
from tests.hosting.test_compose import read
from tests.watch.test_report import FRESH

if TYPE_CHECKING:
    from collections.abc import Iterator

    Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]

WAIT = 60  # seconds
ENV = {"DATA_SOURCE": "bundled", "LOG_FORMAT": "json"}
LABELS = {"endpoint", "method", "status", "le", "outcome", "kind", "event", "role", "version"}


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def desk(folder: Path, **more: str) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Serve the page with metrics; return both addresses and the process, whose log is in `folder`."""
    port, metrics = free_port(), free_port()
    places = {"CACHE_DIR": str(folder / "c"), "STATE_DIR": str(folder / "s"), "METRICS_BIND": f"127.0.0.1:{metrics}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "hosting/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [*command, "app:server"],
            cwd=ROOT,
            env={**os.environ, **ENV, **places, **more},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            assert process.stdout.readline(), (folder / "log").read_text()
            yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics}/metrics", process
        finally:
            process.terminate()
            process.wait(WAIT)


def status(address: str, method: str = "GET") -> int:
    """Return the status of an answer, on a connection of its own."""
    try:
        with urlopen(Request(address, method=method), timeout=WAIT) as answer:  # noqa: S310 - a loopback address
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def scraped(address: str) -> Samples:
    """Return all samples by name and labels; wait for a worker to answer, as a scrape that is tried again does."""
    end = time.monotonic() + WAIT
    while True:
        try:
            with urlopen(address, timeout=WAIT) as answer:  # noqa: S310 - a loopback address
                text = answer.read().decode()
            break
        except URLError:
            assert time.monotonic() < end
            time.sleep(0.05)  # between two processes nobody tells us
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(samples: Samples, name: str, **labels: str) -> float:
    """Return the sum of the samples of a name with these labels."""
    wanted = set(labels.items())
    return sum(value for (known, has), value in samples.items() if known == name and wanted <= set(has))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the server keeps what it keeps."""
    return tmp_path_factory.mktemp("metrics")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Return a server that all tests of this module ask."""
    with desk(folder) as found:
        yield found


def test_requests_to_both_processes_are_one_count(running: tuple[str, str, subprocess.Popen[str]]) -> None:
    """Each on a connection of its own; what was asked to put the server together is no reader's, and not counted."""
    base, metrics, _ = running
    before = scraped(metrics)
    assert [200] * 12 == [status(f"{base}/livez") for _ in range(12)]
    assert [404] * 3 == [status(f"{base}/s/eyJub3RhdG9rZW4.nope") for _ in range(3)]
    assert 405 == status(f"{base}/livez", "BREW")
    assert 501 == status(f"{base}/oembed?format=xml&url=x")  # by oEmbed, section 2.3.4; no fault that wakes somebody
    after = scraped(metrics)

    def more(name: str, **labels: str) -> float:
        return count(after, name, **labels) - count(before, name, **labels)

    assert (12, 3, 1) == (
        more("smallcap_requests_total", endpoint="health", method="GET", status="2xx"),
        more("smallcap_requests_total", endpoint="snapshot", status="4xx"),
        more("smallcap_requests_total", method="other", status="4xx"),
    )
    assert (1, 0) == (more("smallcap_requests_total", status="501"), more("smallcap_requests_total", status="5xx"))
    assert 12 == more("smallcap_request_seconds_count", endpoint="health")
    assert 0 == count(after, "smallcap_requests_in_flight")
    assert 0 == count(before, "smallcap_requests_total")


def test_no_label_holds_what_a_reader_can_write(running: tuple[str, str, subprocess.Popen[str]]) -> None:
    """Ten addresses and methods of a reader's own make no label of their own."""
    base, metrics, _ = running
    for number in range(10):
        status(f"{base}/csv?pair=ZZ{number},^RUT")
        status(f"{base}/zz{number}", f"ZZ{number}")
    samples = scraped(metrics)
    assert LABELS >= {name for _, labels in samples for name, _ in labels}
    assert [] == [key for key in samples if "ZZ" in str(key).upper() or "RUT" in str(key)]


def test_how_the_prices_stand_is_told_as_it_is_asked_for(running: tuple[str, str, subprocess.Popen[str]]) -> None:
    """The bundled prices ended in January 2022, by their provenance; the age is that of today."""
    samples = scraped(running[1])
    assert 1 == count(samples, "smallcap_data_stale")
    assert 1 == count(samples, "smallcap_data_stands_in")
    years = count(samples, "smallcap_data_age_seconds", role="small") / (365.25 * 86400)
    assert abs(years - (time.time() / 86400 - 19006) / 365.25) < 0.1  # day 19,006 is 14 January 2022
    assert count(samples, "smallcap_data_missing_sessions", role="small") > 252 * (years - 0.1) * 0.98
    assert 0 < count(samples, "smallcap_build_info")


def test_a_worker_that_is_killed_takes_no_count_with_it_and_the_log_says_so(
    running: tuple[str, str, subprocess.Popen[str]], folder: Path
) -> None:
    """A scrape is answered by the other one; what is under way is that of the living."""
    base, metrics, process = running
    status(f"{base}/livez")
    before = count(scraped(metrics), "smallcap_requests_total", endpoint="health")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("the children of a process cannot be listed here")
    first = int(children.read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    assert before == count(scraped(metrics), "smallcap_requests_total", endpoint="health")
    end = time.monotonic() + WAIT
    while "SIGKILL" not in (folder / "log").read_text():
        assert time.monotonic() < end
        time.sleep(0.05)  # the arbiter looks once a second
    assert all(json.loads(line) for line in (folder / "log").read_text().splitlines())
    assert 200 == status(f"{base}/livez")


def test_nothing_is_left_of_a_server_that_ends_and_of_one_that_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one leaves that is killed goes with the next start, once all its processes are gone."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # which it sets, and is as before after the test
    taken = Exporter(("127.0.0.1", free_port()))
    place = taken.folder.parent
    killed = place / "small-cap-desk-metrics-killed"
    killed.mkdir()
    try:
        other = Exporter(("127.0.0.1", free_port()))
        assert taken.folder.exists()
        assert not killed.exists()
        assert 0o700 == other.folder.stat().st_mode & 0o777
        other.close()
        assert not other.folder.exists()
    finally:
        taken.close()
    assert not taken.folder.exists()


def test_a_port_that_cannot_be_had_stops_the_start_with_a_sentence() -> None:
    """It names the setting and what was given."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"METRICS_BIND is '127.0.0.1:{port}'; nothing can listen there"):
            Exporter(("127.0.0.1", port))


def test_a_page_without_a_login_shows_its_metrics_to_this_machine_alone() -> None:
    """A worker, which has no page, may show them to others; so may a page with a login."""
    HostingSettings(metrics=("127.0.0.1", 9400)).refuse_open_metrics()
    HostingSettings(metrics=("0.0.0.0", 9400), mode=Mode.DESK).refuse_open_metrics()
    with pytest.raises(SettingsError, match=r"METRICS_BIND is '0\.0\.0\.0:9400'; with ACCESS_MODE=local"):
        HostingSettings(metrics=("0.0.0.0", 9400)).refuse_open_metrics()


def test_a_worker_counts_what_it_does_and_how_the_prices_stand_there() -> None:
    """In a process of its own, which serves what it counted from then on, and leaves nothing behind."""
    script = """
import sys
from urllib.request import urlopen
from data.measure import noted
from hosting.watch.exporter import export
from tests.watch.test_report import GOOD
from hosting.watch.report import Readiness
place = ("127.0.0.1", int(sys.argv[1]))
export(place, Readiness(lambda: GOOD).report)
noted("fetch", "ok", 0.1)
print(urlopen(f"http://127.0.0.1:{place[1]}/").read().decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(free_port())], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 'smallcap_fetches_total{outcome="ok"} 1.0' in done.stdout
    assert "smallcap_data_stale 0.0" in done.stdout
    assert "" == done.stderr


def test_without_metrics_nothing_of_them_is_loaded() -> None:
    """In a process of its own, since this one has them."""
    script = "import app, sys; app.server; print([m for m in sys.modules if 'prometheus' in m or 'jsonlogger' in m])"
    environ = {**os.environ, "DATA_SOURCE": "bundled", "METRICS_BIND": "", "LOG_FORMAT": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert "[]\n" == done.stdout


def told() -> set[str]:
    """Return the names of all metrics that the product can export: those of a server, and those of a report."""
    source = "".join(path.read_text() for path in (ROOT / "hosting" / "watch").glob("*.py"))
    counters = {f"smallcap_{name}_total" for name in re.findall(r'\bcounter\(\s*"(\w+)"', source)}
    timed = re.findall(r'\bseconds\(\s*"(\w+)"', source)
    histograms = {f"smallcap_{name}_seconds_{part}" for name in timed for part in ("bucket", "count", "sum")}
    gauges = set(re.findall(r'Gauge\(\s*"(smallcap_\w+)"', source))
    report = Report(
        (), Condition(FRESH, FRESH, stands_in=False, far=Far(None, "redis", answers=True, keeps=True)), worker=True
    )
    return counters | histograms | gauges | {family.name for family in Standing(lambda: report).collect()}


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "alerts.yml"])
def test_each_metric_that_the_dashboard_and_the_alarms_look_at_is_exported(
    running: tuple[str, str, subprocess.Popen[str]], file: str
) -> None:
    """The names are those of a running server, and of a report of an installation that has all parts."""
    named = set(re.findall(r"\bsmallcap_\w+", (ROOT / "deploy" / file).read_text()))
    known = told()
    assert {name for name, _ in scraped(running[1]) if name.startswith("smallcap_")} <= known
    assert set() == named - known
    assert len(named) > 8


def test_the_dashboard_can_be_imported() -> None:
    """JSON with what Grafana asks for: a title, panels with places of their own, and a source that the reader picks."""
    board = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())
    panels = board["panels"]
    assert ("Small-Cap Desk", 39) == (board["title"], board["schemaVersion"])
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [
        (x, y)
        for panel in panels
        for p in [panel["gridPos"]]
        for x in range(p["x"], p["x"] + p["w"])
        for y in range(p["y"], p["y"] + p["h"])
    ]
    assert len(set(places)) == len(places)
    assert {"${source}"} == {target["datasource"]["uid"] for panel in panels for target in panel["targets"]}
    assert ["datasource"] == [one["type"] for one in board["templating"]["list"]]


def test_old_prices_raise_an_alarm_after_half_an_hour() -> None:
    """Each rule has an expression, says what to do, and how bad it is; there is no tab, which YAML has none of."""
    text = (ROOT / "deploy" / "alerts.yml").read_text()
    rules = text.split("- alert: ")[1:]
    assert "\t" not in text
    for rule in rules:
        for part in ("expr: ", "severity: ", "summary: ", "description: "):
            assert 1 == rule.count(part), rule
    stale = next(rule for rule in rules if rule.startswith("SmallCapDeskDataStale"))
    assert "expr: max(smallcap_data_stale) == 1\n        for: 30m\n" in stale


def test_the_alarms_are_rules_as_prometheus_reads_them() -> None:
    """YAML, with an interval for each that waits, and nothing that is no part of a rule."""
    (group,) = read((ROOT / "deploy" / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]:
        assert (
            {"alert", "expr", "labels", "annotations"} <= set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        )
        assert re.fullmatch(r"\d+m", rule.get("for", "0m"))
        assert rule["labels"]["severity"] in {"page", "warn"}
