"""A ten-year view over HTTP, uncompressed, beside a callback of Dash that does nothing, in turns."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.client import Client
from benchmarks.prices import price_folder
from benchmarks.processes import gunicorn, product
from benchmarks.table import Row, compared, milliseconds
from benchmarks.views import ten_years

if TYPE_CHECKING:
    from collections.abc import Iterator


ROUNDS = 100
WARM_UP = 10


def rows() -> Iterator[Row]:
    """Yield the ratios for a new chart of the day that is shown, for days not judged before, and for a chart again."""
    with price_folder() as (folder, sessions), product(folder) as ours, gunicorn("benchmarks.empty:server") as bare:
        queries = ten_years(sessions, ROUNDS + WARM_UP)
        with closing(Client(ours)) as page, closing(Client(bare)) as empty:
            times = [_turn(page, empty, query) for query in queries][WARM_UP:]
    day, chart, again, nothing = zip(*times, strict=True)
    yield compared("a ten-year figure update over HTTP, uncompressed / an empty callback", chart, nothing, 4)
    yield compared("  with the words of a day not judged before / the same", day, nothing)
    yield compared("  the same figure asked for again / the same", again, nothing)


def _turn(page: Client, empty: Client, query: str) -> tuple[float, float, float, float]:
    """Return how long a day's whole page takes, another chart of it, that chart again, and an empty callback."""
    day = milliseconds(partial(page.ask, query))
    held, other = page.look(query), f"{query}&roc=126"
    return (
        day,
        milliseconds(partial(page.ask, other, **held)),
        milliseconds(partial(page.ask, other, **held)),
        milliseconds(partial(empty.ask, query)),
    )
