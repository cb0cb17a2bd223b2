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
from callbacks.draw import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator


ROUNDS = 100
WARM_UP = 10


def rows() -> Iterator[Row]:
    """Yield the ratio for views that were never asked for, and for views that were."""
    with price_folder() as (folder, sessions), product(folder) as ours, gunicorn("benchmarks.empty:server") as bare:
        queries = ten_years(sessions, ROUNDS + WARM_UP)
        with closing(Client(ours)) as page, closing(Client(bare)) as empty:
            mine, theirs = zip(*_turns(page, empty, queries)[WARM_UP:], strict=True)
            yield compared("a ten-year view over HTTP, uncompressed / an empty callback", mine, theirs, 4)
            mine, theirs = zip(*_turns(page, empty, queries[-KEPT // 2 :]), strict=True)
            yield compared("  the same view asked for again / an empty callback", mine, theirs)


def _turns(page: Client, empty: Client, queries: list[str]) -> list[tuple[float, float]]:
    return [(milliseconds(partial(page.ask, query)), milliseconds(partial(empty.ask, query))) for query in queries]
