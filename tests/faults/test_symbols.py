"""Ten thousand symbols that nobody knows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from data.flights import STRANGE
from tests.faults.desk import WAIT, Desk, started
from tests.faults.harness import Seen, fault

if TYPE_CHECKING:
    from tests.yahoo_stub import YahooStub

SYMBOLS, READERS = 10_000, 8
WORKERS = 2  # processes of the server, as hosting/gunicorn.py has it
FILES = 2500  # data/cache.py keeps 500 entries; data/locks.py 1,024 files of locks, in two places


def held(desk: Desk) -> int:
    """Return the memory of the workers that is theirs alone, in bytes, as Linux counts it."""
    children = Path(f"/proc/{desk.process.pid}/task/{desk.process.pid}/children").read_text().split()
    pages = [Path(f"/proc/{child}/statm").read_text().split() for child in children]
    return sum(int(page[1]) - int(page[2]) for page in pages) * 4096


def flood(desk: Desk, reader: int) -> list[int]:
    """Ask for a share of the symbols one after the other; return the statuses."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=WAIT)
    statuses = []
    for number in range(SYMBOLS // READERS):
        connection.request("GET", f"/study?pair=Z{reader}X{number},^GSPC")
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


@fault(
    "10,000 symbols that nobody knows",
    done="eight readers ask for them as fast as they are answered, others for the page and for a symbol not yet read",
    expected="pages come as ever, the symbol is read; memory, files and questions to Yahoo stay bounded",
)
def test_made_up_symbols_take_nothing_from_the_others(tmp_path: Path, stub: YahooStub, seen: Seen) -> None:
    """Each worker looks up thirty a minute of them, in a lane of their own."""
    with started(tmp_path, YAHOO_CONNECT_TO=stub.address) as desk:
        for _ in range(4):
            desk.page()
        before, begin = held(desk), time.monotonic()
        with ThreadPoolExecutor(READERS) as readers:
            flooding = [readers.submit(flood, desk, reader) for reader in range(READERS)]
            pages, cold = [desk.page()], desk.page("^NDX", "^GSPC")
            while not all(one.done() for one in flooding):
                pages.append(desk.page())
            statuses = {status for one in flooding for status in one.result()}
        took = time.monotonic() - begin
        grown = (held(desk) - before) / 2**20
        files = sum(1 for folder in (desk.cache_dir, desk.state_dir) for path in folder.rglob("*") if path.is_file())
    asked = {path for path in stub.paths if "/chart/Z" in path}
    usual = median(page.seconds for page in pages)
    seen(
        f"{len(asked)} looked up, {files} files, {grown:+.0f} MB",
        flood=took,
        page_median=usual,
        slowest=max(page.seconds for page in pages),
        new_symbol=cold.seconds,
    )
    assert {200} == statuses
    assert {"yahoo"} == cold.sources
    assert all({"yahoo"} == page.sources for page in pages)
    assert usual < 1.0  # a single page may wait for a core
    assert len(asked) <= WORKERS * STRANGE * (1 + took // 60)
    assert files < FILES
    assert grown < 60
