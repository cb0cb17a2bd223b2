"""Where prices come from: whether each source can be read, and how old what it has is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from data.books import LocalBook, utc_now
from data.build import BUNDLED
from data.errors import DataError, RateLimited, Unreachable
from data.instruments import NAMED
from data.model import State
from data.providers import bundled
from data.providers.bundled import BundledProvider
from data.providers.csv_folder import CsvProvider
from data.providers.yahoo import YahooProvider
from data.service import DEFAULT
from data.sessions import Sessions
from data.settings import DataSource
from data.store import LastGood
from hosting.settings import Mode
from hosting.watch.checkup.findings import broken, look, ok

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.model import PriceHistory
    from hosting.watch.checkup.findings import Finding, Subject

_FILES = 100  # of a CSV folder, looked at
_SPELLED = {symbol.removeprefix("^"): symbol for symbol in sorted(NAMED)}


def sources(subject: Subject) -> Iterator[Finding]:
    """Yield how the sources that are set stand."""
    sessions = Sessions.load(BUNDLED / "sessions.parquet", utc_now().date())
    yield _bundled()
    match subject.data.data_source:
        case DataSource.CSV if subject.data.data_dir is not None:
            yield from _folder(subject.data.data_dir, sessions)
        case DataSource.AUTO | DataSource.YAHOO:
            yield _yahoo(subject)
            yield from _last_good(subject.data.state_dir, sessions)
        case _:
            end = "The bundled prices end years ago."
            yield look("source", end, "For today's, set DATA_SOURCE to auto, or to csv with a folder of your own.")


def _bundled() -> Finding:
    provider = BundledProvider(BUNDLED)
    try:
        for symbol in sorted(bundled.BUNDLED):
            provider.fetch(symbol)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file
        return broken("bundled", f"The bundled prices cannot be used: {error}.", "Install the product again.")
    return ok("bundled", f"The prices of {len(bundled.BUNDLED)} funds are there, and are what their hashes say.")


def _folder(folder: Path, sessions: Sessions) -> Iterator[Finding]:
    book = LocalBook(CsvProvider(folder), sessions)
    paths = sorted(folder.glob("*.csv"))[:_FILES]
    missing = [symbol for symbol in DEFAULT if not (folder / f"{symbol.removeprefix('^')}.csv").exists()]
    if missing:
        names = " and ".join(f"{symbol.removeprefix('^')}.csv" for symbol in missing)
        yield broken("source", f"DATA_DIR has no {names}.", "The page opens on that pair: put the files there.")
    for path in paths:
        symbol = _SPELLED.get(path.stem, path.stem)
        try:
            item = book.ask(symbol)(0.0)
        except DataError as error:
            yield broken("source", str(error), "Correct the file; until then readers are told why it is not shown.")
            continue
        yield _dated(
            "source", f"{path.name}: {len(item.frame):,} sessions", item, "Have the feed write it after the close."
        )


def _yahoo(subject: Subject) -> Finding:
    symbol, began = DEFAULT[1], time.monotonic()
    try:
        answer = YahooProvider(subject.data.yahoo_connect_to).fetch(symbol)
    except RateLimited as error:
        return look("source", str(error), "Wait some minutes; last good prices are shown meanwhile.")
    except Unreachable as error:
        remedy = (
            "Look at the network, its DNS and its firewall (https to query1.finance.yahoo.com), or set DATA_SOURCE=csv."
        )
        verdict = look if subject.hosting.mode is Mode.LOCAL else broken  # a laptop may be without a network
        return verdict("source", str(error), f"{remedy} Last good prices are shown meanwhile.")
    except DataError as error:
        return broken("source", str(error), "If that lasts, set DATA_SOURCE=csv with a feed of your own.")
    last = answer.frame.index.max()
    return ok("source", f"Yahoo answered about {symbol} in {time.monotonic() - began:.1f} s, up to {last:%Y-%m-%d}.")


def _last_good(folder: Path, sessions: Sessions) -> Iterator[Finding]:
    kept = LastGood(folder)
    for symbol in DEFAULT:
        item = kept.read(symbol)
        name = kept.file_name(symbol)
        if item is None and not (folder / name).exists():
            remedy = "They come with the first answer of the source; without both, bundled prices stand in."
            yield look("last good", f"There are none of {symbol}.", remedy)
        elif item is None:
            yield broken(
                "last good", f"{name} cannot be used.", f"Remove {name} from STATE_DIR; the next answer replaces it."
            )
        else:
            yield _dated(
                "last good", symbol, item, "The source has not been read since: see what is said of it.", sessions
            )


def _dated(part: str, what: str, item: PriceHistory, remedy: str, sessions: Sessions | None = None) -> Finding:
    """Return whether a history is up to date; of a kept one that is judged now."""
    state = sessions.judge(item.as_of, utc_now()) if sessions else item.state
    said = f"{what}, up to {item.as_of.isoformat()}."
    return look(part, f"{said} A closed session is missing.", remedy) if state is State.STALE else ok(part, said)
