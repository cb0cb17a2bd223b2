"""A ten-year view over HTTP, uncompressed, beside a callback of Dash that does nothing, in turns."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from benchmarks.prices import price_folder
from benchmarks.processes import gunicorn, product
from benchmarks.table import Row, compared, milliseconds
from benchmarks.views import ten_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.processes import Served

ROUNDS = 100
WARM_UP = 10
POST = "/_dash-update-component"


def rows() -> Iterator[Row]:
    """Yield the ratio for views that were never asked for, and for views that were."""
    with price_folder() as (folder, sessions), product(folder) as ours, gunicorn("benchmarks.empty:server") as bare:
        queries = ten_years(sessions, ROUNDS + WARM_UP)
        with closing(_Client(ours)) as page, closing(_Client(bare)) as empty:
            for what, limit in (("a ten-year view over HTTP / an empty callback", 4), ("  the same views again", None)):
                turns = [_turn(page, empty, query) for query in queries]
                mine, theirs = zip(*turns[WARM_UP:], strict=True)
                yield compared(what, mine, theirs, limit)


def _turn(page: _Client, empty: _Client, query: str) -> tuple[float, float]:
    question = {"n": 1, "query": query, "changes": [], "seen": "", "version": ""}
    return milliseconds(lambda: page.ask(question)), milliseconds(lambda: empty.ask({"n": 1, "query": query}))


class _Client:
    """Asks the one callback of a Dash server over a connection that stays open."""

    def __init__(self, served: Served) -> None:
        self._connection = HTTPConnection("127.0.0.1", served.port)
        self._body = self._asking(json.loads(self._read("GET", "/_dash-dependencies")))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, value: object) -> bytes:
        """Post a value to the callback and return the answer."""
        body = self._body(value)
        return self._read("POST", POST, json.dumps(body), {"Content-Type": "application/json"})

    def _read(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        self._connection.request(method, path, body, headers or {})
        with self._connection.getresponse() as response:
            answer = response.read()
        if response.status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"{method} {path} was answered with {response.status}: {answer[:200]!r}")
        return answer

    @staticmethod
    def _asking(listed: list[dict[str, Any]]) -> Callable[[object], dict[str, Any]]:
        """Return how to post to the one callback that the server answers, by Dash's own list of them."""
        (one,) = [callback for callback in listed if not callback.get("clientside_function")]
        (asked,) = one["inputs"]
        name, prop = one["output"].rsplit(".", 1)
        fixed = {"output": one["output"], "outputs": {"id": name, "property": prop}, "state": []}
        changed = [f"{asked['id']}.{asked['property']}"]
        return lambda value: {**fixed, "inputs": [{**asked, "value": value}], "changedPropIds": changed}
