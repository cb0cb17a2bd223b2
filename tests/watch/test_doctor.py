"""What the doctor finds at installations that are as they should be, or are not in one way."""

from __future__ import annotations

import json
import logging
import re
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import formatdate
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pandas as pd
import pytest
import redis

from data.build import BUNDLED
from data.sessions import Sessions
from data.settings import DataSettings, SettingsError
from hosting.access.users import Users
from hosting.access.visitor import Role
from hosting.watch.checkup.variables import KNOWN
from hosting.watch.doctor import Given, examine, main
from sharing.settings import SharingSettings
from tests.conftest import ROOT
from tests.yahoo_stub import Mode, YahooStub, generated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hosting.watch.checkup.findings import Finding

KEY = token_urlsafe(48)
DESK = {"ACCESS_MODE": "desk", "SECRET_KEY": KEY, "PUBLIC_BASE_URL": "https://desk.example.com", "PROXY_HOPS": "1"}


@pytest.fixture(scope="module")
def days() -> pd.DatetimeIndex:
    """Return the sessions from 2015 to the last one that has settled."""
    now = datetime.now(UTC)
    sessions = Sessions.load(BUNDLED / "sessions.parquet", now.date())
    return pd.DatetimeIndex(sessions.between(date(2015, 1, 2), sessions.settled(now)), name="Date")


@pytest.fixture
def environ(tmp_path: Path, days: pd.DatetimeIndex) -> dict[str, str]:
    """Return an installation that is as it should be: a CSV folder with the default pair, up to date."""
    feed = tmp_path / "feed"
    feed.mkdir()
    for name in ("RUT", "GSPC"):
        generated(name, days).rename_axis("Date").to_csv(feed / f"{name}.csv")
    folders = {"CACHE_DIR": str(tmp_path / "cache"), "STATE_DIR": str(tmp_path / "state")}
    return {"DATA_SOURCE": "csv", "DATA_DIR": str(feed), **folders}


GIVEN = Given([SharingSettings.from_environ], lambda _: "a browser drew.", lambda _: True)


def found(environ: Mapping[str, str], given: Given = GIVEN, patience: float = 60) -> list[Finding]:
    """Return all findings but those that are as they should be."""
    return [finding for finding in examine(environ, given, patience) if finding.verdict != "ok"]


def said(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return verdict and text of what is not as it should be, by part; fails where a part has two."""
    findings = found(environ)
    assert len({one.part for one in findings}) == len(findings), findings
    return {one.part: (str(one.verdict), one.text) for one in findings}


@pytest.mark.parametrize("more", [{}, DESK])
def test_where_all_is_well_each_part_says_so(
    environ: dict[str, str], more: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0, a line for each part, and what to do stands nowhere."""
    Users(DataSettings.from_environ(environ).state_dir / "access").add("ada", Role.EDITOR, "opensesame, opensesame")
    assert 0 == main([], environ | more, GIVEN)
    text = capsys.readouterr().out
    assert {"ok"} == {line.split()[0] for line in text.splitlines()}, text
    assert {"settings", "CACHE_DIR", "STATE_DIR", "cache", "bundled", "source", "clock", "pictures", "access"} <= {
        line.split()[1] for line in text.splitlines()
    }


def test_the_same_as_json(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A library reads it back."""
    assert 1 == main(["--json"], {**environ, "DATA_DIR": "/nowhere"}, GIVEN)
    findings = json.loads(capsys.readouterr().out)
    assert {"part", "verdict", "text", "remedy"} == {key for one in findings for key in one}
    assert all(one["remedy"] for one in findings if one["verdict"] != "ok")


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("DATA_SOURCE", "bloomberg", ""),
        ("SHARE_DAYS", "many", ""),
        ("ACCESS_MODE", "open", ""),
        ("SECRET_KEY", "tooshorttosay", "tooshorttosay"),
        ("REDIS_URL", "http://desk:opensesame@cache", "opensesame"),
    ],
)
def test_a_setting_that_stops_the_start_is_named_and_no_secret_of_it_shown(
    environ: dict[str, str], name: str, value: str, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever of the three readers refuses it."""
    assert 1 == main([], {**environ, name: value}, GIVEN)
    text = capsys.readouterr().out
    assert re.search(rf"^broken +settings +{name} ", text, re.MULTILINE), text
    assert not secret or secret not in text


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SECRETKEY", "SECRET_KEY"),
        ("redis_url", "REDIS_URL"),
        ("PUBLIC_BASEURL", "PUBLIC_BASE_URL"),
        ("ACESS_MODE", "ACCESS_MODE"),
    ],
)
def test_a_variable_that_nothing_reads_and_that_looks_like_one_is_named(
    environ: dict[str, str], name: str, meant: str
) -> None:
    """Its value is not shown: it may be the key."""
    (finding,) = found({**environ, name: "hunter2hunter2", "PATH": "/bin", "HOME": "/root", "PYTHONPATH": "x"})
    assert ("look", "settings") == (finding.verdict, finding.part)
    assert name in finding.text
    assert meant in finding.remedy
    assert "hunter2" not in str(finding)


def test_each_variable_that_is_read_is_known() -> None:
    """As the readers themselves name them."""
    of_hosting = re.findall(r'given\("([A-Z_]+)"\)', (ROOT / "hosting" / "settings.py").read_text())
    of_fields = {name.upper() for kind in (DataSettings, SharingSettings) for name in kind.__slots__}
    assert set(of_hosting) | of_fields <= set(KNOWN)
    assert len(of_hosting) > 5
    assert list(KNOWN) == sorted(KNOWN)


def test_a_folder_that_cannot_be_written_to_is_broken(environ: dict[str, str], tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "cache").touch()
    verdict, text = said(environ)["CACHE_DIR"]
    assert "broken" == verdict
    assert f"{tmp_path / 'cache'} cannot be written to" in text


def test_a_key_that_others_can_read_is_broken(environ: dict[str, str], tmp_path: Path) -> None:
    """And the remedy is the command."""
    key = tmp_path / "state" / "links" / "key"
    key.parent.mkdir(parents=True)
    key.write_text("k")
    key.chmod(0o640)
    assert [f"chmod 600 {key}"] == [one.remedy for one in found(environ)]


def test_a_file_of_prices_that_cannot_be_used_is_named_with_its_line(environ: dict[str, str], tmp_path: Path) -> None:
    """And one that is missing."""
    path = tmp_path / "feed" / "RUT.csv"
    path.write_text(path.read_text() + "2026-13-45,1,1,1,1,1\n")
    verdict, text = said(environ)["source"]
    assert ("broken", True) == (verdict, text.startswith("RUT.csv, line ")), text
    path.unlink()
    assert ("broken", "DATA_DIR has no RUT.csv.") == said(environ)["source"]


def test_prices_that_lack_a_session_are_for_somebody_to_look_at(environ: dict[str, str], tmp_path: Path) -> None:
    """The last line is taken out."""
    path = tmp_path / "feed" / "RUT.csv"
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(rows[:-1]))
    verdict, text = said(environ)["source"]
    assert ("look", True) == (verdict, text.endswith(f"up to {rows[-2][:10]}. A closed session is missing.")), text


@pytest.mark.parametrize(
    ("mode", "more", "verdict", "words"),
    [
        (Mode.RATE_LIMIT, DESK, "look", "asks to wait"),
        (Mode.SERVER_ERROR, DESK, "broken", "Yahoo gave no usable answer"),
        (Mode.SERVER_ERROR, {}, "look", "Yahoo gave no usable answer"),
    ],
)
def test_yahoo_is_asked_once_as_the_service_asks(
    environ: dict[str, str], days: pd.DatetimeIndex, mode: Mode, more: dict[str, str], verdict: str, words: str
) -> None:
    """A desk needs its source; whoever sits at a laptop may be without a network."""
    with YahooStub({"^GSPC": generated("^GSPC", days)}, mode) as stub:
        live = {**environ, "DATA_SOURCE": "auto", "YAHOO_CONNECT_TO": stub.address, **more}
        of_source = [one for one in found(live) if one.part == "source"]
    assert [verdict] == [one.verdict for one in of_source]
    assert words in of_source[0].text


@pytest.mark.parametrize(
    ("ahead", "verdict", "said"),
    [
        (timedelta(minutes=12, seconds=20), "look", "12 minutes behind"),
        (timedelta(minutes=-59, seconds=-20), "look", "59 minutes ahead of"),
        (timedelta(minutes=90, seconds=20), "broken", "90 minutes behind"),
        (timedelta(days=400), "broken", "400 days behind"),
    ],
)
def test_a_clock_that_is_off_is_told_by_the_time_at_the_source(
    environ: dict[str, str],
    days: pd.DatetimeIndex,
    monkeypatch: pytest.MonkeyPatch,
    ahead: timedelta,
    verdict: str,
    said: str,
) -> None:
    """The stub says in its header how late it is; beyond an hour, users are signed out and links end too soon."""
    with YahooStub({"^GSPC": generated("^GSPC", days)}) as stub:
        later = lambda *_: formatdate(time.time() + ahead.total_seconds(), usegmt=True)  # noqa: E731 - as short as it is
        monkeypatch.setattr("tests.yahoo_stub._Handler.date_time_string", later)
        live = {**environ, "DATA_SOURCE": "auto", "YAHOO_CONNECT_TO": stub.address}
        (finding,) = [one for one in found(live) if one.part == "clock"]
    assert verdict == finding.verdict
    assert f"This machine's clock is {said} that of Yahoo." == finding.text


def test_a_look_that_fails_and_one_that_hangs_stop_no_other(environ: dict[str, str]) -> None:
    """Each is a finding; the parts after it are looked at."""
    never = threading.Event()
    hanging = Given(GIVEN.readers, lambda _: str(never.wait()), GIVEN.heard)
    findings = list(examine(environ, hanging, 5))
    assert [("pictures", "That took too long and was given up.")] == [
        (one.part, one.text) for one in findings if one.verdict == "broken"
    ]
    assert "access" == findings[-1].part
    never.set()


def test_a_browser_that_fails_is_told_in_its_own_words(environ: dict[str, str]) -> None:
    """All forms but two go on without one."""

    def fail(_: Mapping[str, str]) -> str:
        raise SettingsError("no browser was found.")

    (finding,) = found(environ, Given(GIVEN.readers, fail, GIVEN.heard))
    assert ("look", "No PNG or PDF can be made here: no browser was found.") == (finding.verdict, finding.text)


def test_a_desk_without_users_or_with_a_damaged_list_lets_nobody_in(environ: dict[str, str], tmp_path: Path) -> None:
    """And says which."""
    assert ("broken", "There are no users yet: ./desk user add NAME.") == said(environ | DESK)["access"]
    path = tmp_path / "state" / "access" / "users.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{")
    path.chmod(0o600)
    verdict, text = said(environ | DESK)["access"]
    assert ("broken", True) == (verdict, text.startswith("Nobody can sign in: "))


def test_a_desk_whose_state_cannot_be_kept_is_told_to_mend_that_first(environ: dict[str, str], tmp_path: Path) -> None:
    """A file stands in the folder's place: a user could not be added either."""
    (tmp_path / "state").touch()
    findings = {one.part: one for one in found(environ | DESK)}
    assert ("broken", "Mend STATE_DIR first.") == (findings["access"].verdict, findings["access"].remedy)
    assert "Nobody can sign in" in findings["access"].text
    assert "nobody can sign in" in findings["STATE_DIR"].remedy
    assert "nobody can sign in" not in {one.part: one for one in found(environ)}["STATE_DIR"].remedy


def test_a_desk_with_tls_that_reads_no_address_of_a_proxy_is_for_somebody_to_look_at(environ: dict[str, str]) -> None:
    """Limits and the wait after failed sign-ins go by the address: all readers would share them."""
    Users(DataSettings.from_environ(environ).state_dir / "access").add("ada", Role.EDITOR, "opensesame, opensesame")
    (finding,) = found({**environ, **DESK, "PROXY_HOPS": ""})
    assert ("address", "look") == (finding.part, finding.verdict)
    assert "PROXY_HOPS is 0: all readers share the proxy's address." in finding.text


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis with a password; skip where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--requirepass", "opensesame"]
    folder = tmp_path_factory.mktemp("redis")
    with subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL) as server:
        address = f"redis://:opensesame@127.0.0.1:{port}/0"
        with redis.Redis.from_url(address) as client:
            deadline = time.monotonic() + 20
            ready = False
            while not ready and time.monotonic() < deadline:
                with suppress(redis.ConnectionError):
                    ready = client.ping()
        yield address
        server.terminate()


def test_redis_is_asked_what_it_does_when_it_is_full(environ: dict[str, str], redis_url: str) -> None:
    """Without a bound, with the policy that drops waiting work, with one that takes no writes, and as it should be."""
    with redis.Redis.from_url(redis_url) as client:
        for most, policy, word in (
            (0, "volatile-lru", "Set maxmemory,"),
            (2**28, "allkeys-lru", "drops work"),
            (2**28, "noeviction", "takes no writes"),
            (1, "noeviction", "It is full"),
        ):
            client.config_set("maxmemory-policy", policy)
            client.config_set("maxmemory", most)
            (finding,) = found({**environ, "REDIS_URL": redis_url})
            assert word in finding.remedy, finding
        client.config_set("maxmemory", 2**28)
        client.config_set("maxmemory-policy", "volatile-lru")
    assert [] == [one for one in found({**environ, "REDIS_URL": redis_url}) if "slow" not in one.remedy]


def test_a_redis_that_lets_nobody_in_is_broken_and_its_password_not_shown(
    environ: dict[str, str], redis_url: str
) -> None:
    """What to do is to look at the address, which is not repeated."""
    (wrong,) = found({**environ, "REDIS_URL": redis_url.replace("opensesame", "wrongwrong")})
    assert ("broken", "Redis wants another password, or a user of another name.") == (wrong.verdict, wrong.text)
    assert "wrongwrong" not in str(wrong)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("redis://:opensesame@127.0.0.1:1/0", "Redis cannot be reached at 127.0.0.1:1: the connection is refused."),
        ("unix://:opensesame@/none/redis", "Redis cannot be reached at /none/redis: No such file or directory."),
    ],
)
def test_a_redis_that_is_away_is_broken_with_its_place_and_the_reason(
    environ: dict[str, str], url: str, text: str
) -> None:
    """As the system has it, and without the password."""
    (away,) = [one for one in found({**environ, "REDIS_URL": url}) if one.part == "cache"]
    assert ("broken", text) == (away.verdict, away.text)


def test_a_redis_whose_name_nobody_knows_is_broken_with_that_name(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As name servers have it; a machine without a network would say something else."""
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=unknown))
    (away,) = [one for one in found({**environ, "REDIS_URL": "redis://redis.invalid/0"}) if one.part == "cache"]
    assert "Redis cannot be reached at redis.invalid:6379: there is no such name." == away.text


def test_a_redis_that_does_not_answer_is_broken_with_its_place(environ: dict[str, str]) -> None:
    """It listens, and is silent."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        (away,) = [one for one in found({**environ, "REDIS_URL": f"redis://{place}"}) if one.part == "cache"]
    assert ("broken", f"Redis did not answer at {place} within 2 s.") == (away.verdict, away.text)


def test_a_worker_that_is_not_heard_is_for_somebody_to_look_at(environ: dict[str, str], redis_url: str) -> None:
    """Servers do its work meanwhile."""
    silent = Given(GIVEN.readers, GIVEN.draw, lambda _: False)
    assert "No worker was heard of." in [one.text for one in found({**environ, "REDIS_URL": redis_url}, silent)]


def test_last_good_prices_of_a_later_day_say_that_the_clock_is_behind(
    environ: dict[str, str], tmp_path: Path, days: pd.DatetimeIndex
) -> None:
    """They were read tomorrow."""
    from data import codec  # noqa: PLC0415 - this test alone
    from data.model import Source  # noqa: PLC0415 - as above
    from data.store import LastGood  # noqa: PLC0415 - as above

    frame = generated("^RUT", days).rename_axis("session")
    item = codec.history("^RUT", frame, datetime.now(UTC) + timedelta(days=1), Source.YAHOO, adjusted=False)
    LastGood(tmp_path / "state").write(item)
    verdict, text = said(environ)["clock"]
    assert ("look", True) == (verdict, text.endswith("later than now."))


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Leave the log as it was."""
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = before
