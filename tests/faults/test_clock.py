"""A clock that is wrong, or that changes: what the page says of its dates, and how it gets over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection, HTTPMessage
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.conftest import ROOT
from tests.faults.conftest import sessions_until
from tests.faults.desk import Desk, Page, started, until
from tests.faults.harness import Seen, fault
from tests.yahoo_stub import Mode, YahooStub, generated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.sessions import Sessions
    from tests.faults.clock import Clock

THURSDAY = datetime(2026, 8, 20, 22, 0, tzinfo=UTC)
"""Six in the evening in New York: the session of 20 August has settled."""
PASSWORD = "a phrase for the tests alone"  # noqa: S105 - of nobody
KEY = "kept for tests: Zq8vN3xLw7RtY2mB5cJ9dF4g"
TWO_DAYS = timedelta(days=2)
PAIRS = (("^RUT", "^GSPC"), ("IWM", "SPY"), ("^SP600", "^NDX"))


@contextmanager
def served(folder: Path, clock: Clock, sessions: Sessions, moment: datetime) -> Iterator[tuple[Desk, YahooStub]]:
    """Serve the product at a moment, with Yahoo as it is then."""
    clock.show(moment)
    days = sessions_until(sessions, moment)
    histories = {symbol: generated(symbol, days) for pair in PAIRS for symbol in pair}
    with YahooStub(histories) as stub, started(folder, clock.environ, YAHOO_CONNECT_TO=stub.address) as desk:
        yield desk, stub


def files(desk: Desk) -> dict[str, str]:
    """Return the hashes of the last good prices."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in desk.state_dir.glob("*.parquet")}


@fault(
    "The clock two days ahead, then put right",
    done="on a Thursday evening it shows Saturday: one pair is read, for another Yahoo answers 429",
    expected="Thursday's prices, said to be stale; once the clock is right all is fresh by itself",
)
def test_a_clock_ahead_makes_prices_stale_and_is_got_over_at_once(
    tmp_path: Path, clock: Clock, sessions: Sessions, seen: Seen
) -> None:
    """What was read or noted at a time that has not come holds nobody up: no prices, no failure, no breaker."""
    good, bad, _ = PAIRS
    with served(tmp_path, clock, sessions, THURSDAY + TWO_DAYS) as (desk, stub):
        for symbol, frame in stub.histories.items():
            stub.histories[symbol] = frame.loc[: str(THURSDAY.date())]
        ahead = desk.page(*good)
        stub.mode = Mode.RATE_LIMIT
        failed = desk.page(*bad)
        stub.mode = Mode.OK
        clock.show(THURSDAY)
        until(lambda: "read 20 Aug 2026" in desk.page(*good).trust)
        right = [until_fresh(desk, *pair) for pair in (good, bad)]
    seen(f"{'/'.join(ahead.states)} to {'/'.join(ahead.last)}, then {'/'.join(right[0].states)}")
    assert (200, {"yahoo"}, {"stale"}, {"20 Aug 2026"}) == (ahead.status, ahead.sources, ahead.states, ahead.last)
    assert (200, {"bundled"}) == (failed.status, failed.sources)
    for page in right:
        assert ({"yahoo"}, {"20 Aug 2026"}) == (page.sources, page.last)
        assert "read 20 Aug 2026" in page.trust


@fault(
    "The clock two days behind, then put right",
    done="after a reading on a Thursday evening it shows Tuesday, and Yahoo is asked up to then",
    expected="what was read stays, on page and disk; nothing new is later than the clock; then fresh by itself",
)
def test_a_clock_behind_takes_nothing_away_and_brings_nothing_from_the_future(
    tmp_path: Path, clock: Clock, sessions: Sessions, seen: Seen
) -> None:
    """Asked on a Tuesday Yahoo has no Wednesday: what was read on Thursday stays, what is new ends on Tuesday."""
    read, unread, _ = PAIRS
    with served(tmp_path, clock, sessions, THURSDAY) as (desk, _stub):
        until_fresh(desk, *read)
        kept = files(desk)
        clock.show(THURSDAY - TWO_DAYS)
        never = until_fresh(desk, *unread)
        until(lambda: "the earlier rows were kept" in desk.page(*read).trust)
        behind = desk.page(*read)
        untouched = files(desk).items() >= kept.items()
        clock.show(THURSDAY)
        until(lambda: desk.page(*unread).last == {"20 Aug 2026"})
        right = [until_fresh(desk, *pair) for pair in (read, unread)]
    seen(f"{'/'.join(behind.last)} stays, {'/'.join(never.last)} is new", slowest=max(behind.seconds, never.seconds))
    assert (200, {"20 Aug 2026"}) == (behind.status, behind.last)
    assert (200, {"18 Aug 2026"}) == (never.status, never.last)
    assert untouched
    assert [{"20 Aug 2026"}] * 2 == [page.last for page in right]


MOMENTS = (
    # The exchange opens at 9:30 and closes at 16:00 in New York, half an hour later its bar has settled. New York is
    # five hours behind UTC in winter and four from 8 March to 1 November 2026 (IANA time zone database).
    ("2026-03-06T21:15", "6 Mar 2026", "provisional"),
    ("2026-03-06T21:45", "6 Mar 2026", "fresh"),
    ("2026-03-09T13:15", "6 Mar 2026", "fresh"),
    ("2026-03-09T13:45", "9 Mar 2026", "provisional"),
    ("2026-03-09T20:45", "9 Mar 2026", "fresh"),
    ("2026-10-30T20:45", "30 Oct 2026", "fresh"),
    ("2026-11-02T13:45", "30 Oct 2026", "fresh"),
    ("2026-11-02T20:45", "2 Nov 2026", "provisional"),
    ("2026-11-02T21:45", "2 Nov 2026", "fresh"),
    ("2026-12-31T21:45", "31 Dec 2026", "fresh"),
    ("2027-01-01T15:00", "31 Dec 2026", "fresh"),
    ("2027-01-04T21:45", "4 Jan 2027", "fresh"),
)


@fault(
    "Both changes to and from summer time, and New Year",
    done="one server lives through twelve moments around them",
    expected="the last session and its state as New York has them at each moment",
)
def test_dates_and_states_are_right_over_summer_time_and_new_year(
    tmp_path: Path, clock: Clock, sessions: Sessions, seen: Seen
) -> None:
    """A session is over when the clock in New York says so, whatever UTC says of it."""
    moments = [(datetime.fromisoformat(f"{text}+00:00"), last, state) for text, last, state in MOMENTS]
    with served(tmp_path, clock, sessions, moments[0][0]) as (desk, stub):
        whole = {symbol: generated(symbol, sessions_until(sessions, moments[-1][0])) for symbol in stub.histories}
        stub.histories = whole  # Yahoo answers up to the bar of the session that has begun
        for moment, last, state in moments:
            clock.show(moment)
            until(lambda: desk.page().last == {last})  # noqa: B023 - called at once
            assert (moment, {state}) == (moment, desk.page().states)
    seen(f"as New York has them, {len(moments)} times")


@fault(
    "The clock jumps under who is signed in, and under links",
    done="a sign-in and a link; 13 hours on, back, three hours before the sign-in, back; 91 days on, back",
    expected="out after 12 hours and before the sign-in, in else; the link closed after 90 days, open else",
)
def test_no_jump_of_the_clock_lets_anybody_in(tmp_path: Path, clock: Clock, seen: Seen) -> None:
    """A session lasts as long as the settings say, a link as long as its token does, by the clock as it stands."""
    clock.show(THURSDAY)
    environ = {"STATE_DIR": str(tmp_path / "state"), "PATH": os.environ["PATH"], **clock.environ}
    add = [sys.executable, "app.py", "user", "add", "ann", "--editor", "--stdin"]
    subprocess.run(add, cwd=ROOT, env=environ, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    settings = {"DATA_SOURCE": "bundled", "ACCESS_MODE": "desk", "SECRET_KEY": KEY, "SESSION_IDLE": "1440"}
    with started(tmp_path, clock.environ, **settings) as desk:
        form = urlencode({"name": "ann", "password": PASSWORD})
        signed = asked(desk, "POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        cookie = {"Cookie": signed.headers["Set-Cookie"].partition(";")[0]}
        query = json.dumps({"query": "?pair=IWM,SPY"})
        link = asked(desk, "POST", "/share", query, cookie | {"Content-Type": "application/json"})
        address = json.loads(link.body)["snapshot"]
        came = []
        for jump in (timedelta(0), timedelta(hours=13), timedelta(hours=-3), timedelta(days=91), timedelta(0)):
            clock.show(THURSDAY + jump)
            came.append(
                (asked(desk, "GET", "/csv?pair=IWM,SPY", "", cookie).status, asked(desk, "GET", address, "", {}).status)
            )
    seen(", ".join(" and ".join(map(str, one)) for one in came))
    assert [(200, 200), (401, 200), (401, 200), (401, 410), (200, 200)] == came


@fault(
    "A system time zone that does not exist, or is a day ahead",
    done="TZ=Nowhere/Land, then TZ=Pacific/Kiritimati (14 hours ahead)",
    expected="the same dates and times as in UTC",
)
def test_the_time_zone_of_the_machine_changes_no_date(
    tmp_path: Path, clock: Clock, sessions: Sessions, seen: Seen
) -> None:
    """Every date is that of the exchange, every time UTC."""
    found = []
    for zone in ("UTC", "Nowhere/Land", "Pacific/Kiritimati"):
        clock.environ["TZ"] = zone
        with served(tmp_path / zone.replace("/", "-"), clock, sessions, THURSDAY) as (desk, _):
            page = until_fresh(desk, *PAIRS[0])
            found.append((page.states, page.last, page.trust))
    del clock.environ["TZ"]
    seen(f"{'/'.join(found[2][0])} to {'/'.join(found[2][1])}")
    assert found[0] == found[1] == found[2]
    assert "20 Aug 2026, 22:00 UTC" in found[0][2]


def until_fresh(desk: Desk, small: str, large: str) -> Page:
    """Return the page of a pair once it is fresh."""
    until(lambda: desk.page(small, large).states == {"fresh"})
    return desk.page(small, large)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: HTTPMessage


def asked(desk: Desk, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
    """Ask in any way, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)
    finally:
        connection.close()
