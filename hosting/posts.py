"""What may be posted to the page's callbacks: only what the page itself would post; anything else is a clear 4xx.

Dash checks a post as it unpacks it, by failing. Here its shape is checked first, against the callbacks as registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

BODY_MAX = 256 * 1024  # bytes; the page's own posts have a few hundred
_REFUSAL = "This is no request that the page makes."


def guard_posts(server: Flask, path: str, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer a post to `path` that fits none of the callbacks with 400, and one that is too large with 413.

    Parameters
    ----------
    server : Flask
    path : str
        Where callbacks are posted to.
    callbacks : mapping of str to mapping
        Dash's callback map, by output: ``inputs`` and ``state``, each a list of ``id`` and ``property``.
    """
    server.config["MAX_CONTENT_LENGTH"] = BODY_MAX

    @server.before_request
    def _guard() -> None:
        if request.path == path and request.method == "POST" and not _fits(_body(), callbacks):
            abort(400, _REFUSAL)


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _fits(body: object, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a body names a callback that the server answers, with its own inputs, state and outputs."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback = callbacks.get(body["output"], {})
    changed = body.get("changedPropIds", [])
    return (
        "callback" in callback
        and _places(body.get("inputs")) == _places(callback["inputs"])
        and _places(body.get("state", [])) == _places(callback["state"])
        and _output(body.get("outputs")) == body["output"]
        and isinstance(changed, list)
        and set(map(str, changed)) <= {f"{name}.{prop}" for name, prop in _places(callback["inputs"]) or ()}
    )


def _places(parts: object) -> list[tuple[str, str]] | None:
    """Return the ids and properties of a list of parts; None if it is no such list."""
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return None
    places = [(part.get("id"), part.get("property")) for part in parts]
    return places if all(isinstance(text, str) for place in places for text in place) else None


def _output(parts: object) -> str | None:
    """Return the name that Dash gives to a callback with these outputs."""
    several = isinstance(parts, list)
    places = _places(parts if several else [parts])
    if not places:
        return None
    names = [f"{name}.{prop}" for name, prop in places]
    return f"..{'...'.join(names)}.." if several else names[0]
