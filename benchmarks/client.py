"""Posts to the one callback of a Dash server, as its page would."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.processes import Served

POST = "/_dash-update-component"


class Client:
    """Asks the one callback of a Dash server over a connection that stays open."""

    def __init__(self, served: Served) -> None:
        self._connection = HTTPConnection("127.0.0.1", served.port)
        self.body = posts(json.loads(self._read("GET", "/_dash-dependencies")))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, query: str, **known: str) -> bytes:
        """Ask for the view of a link, as a page does that holds what is `known`, and return the answer."""
        body = self.body({"n": 1, "query": query, "changes": [], "seen": None, **known})
        return self._read("POST", POST, json.dumps(body), {"Content-Type": "application/json"})

    def look(self, query: str) -> dict[str, str]:
        """Ask for the view of a link and return what a page then holds of it: its words and its sessions."""
        answer = json.loads(self.ask(query))["response"]["answered"]["data"]
        return {"words": answer["words"], "version": json.loads(answer["page"])["version"]}

    def _read(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        self._connection.request(method, path, body, headers or {})
        with self._connection.getresponse() as response:
            answer = response.read()
        if response.status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"{method} {path} was answered with {response.status}: {answer[:200]!r}")
        return answer


def posts(listed: list[dict[str, Any]]) -> Callable[[object], dict[str, Any]]:
    """Return how to post to the one callback that a server answers, by Dash's own list of them."""
    (one,) = [callback for callback in listed if not callback.get("clientside_function")]
    (asked,) = one["inputs"]
    name, prop = one["output"].rsplit(".", 1)
    fixed = {"output": one["output"], "outputs": {"id": name, "property": prop}, "state": []}
    changed = [f"{asked['id']}.{asked['property']}"]
    return lambda value: {**fixed, "inputs": [{**asked, "value": value}], "changedPropIds": changed}
