"""What the tests of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from werkzeug.test import TestResponse

POST = "/_dash-update-component"
Body = dict[str, Any]


class Closing(FlaskClient):
    """A client that closes each answer once it is read, as a server does."""

    def open(self, *args: Any, **more: Any) -> TestResponse:  # noqa: ANN401 - as Flask has it
        """Ask and read the whole answer."""
        return super().open(*args, buffered=True, **more)


def genuine(listed: Iterable[Mapping[str, Any]], query: str = "?asof=2014-10-28") -> Body:
    """Return the post with which the page asks to be drawn, put together from Dash's own list of callbacks."""
    (answered,) = [one for one in listed if not one["clientside_function"]]
    name, prop = answered["output"].rsplit(".", 1)
    (asked,) = answered["inputs"]
    question = {"n": 1, "query": query, "changes": [["range", "1Y"]], "seen": None, "version": None}
    return {
        "output": answered["output"],
        "outputs": {"id": name, "property": prop},
        "inputs": [{**asked, "value": question}],
        "state": [],
        "changedPropIds": [f"{asked['id']}.{asked['property']}"],
    }
