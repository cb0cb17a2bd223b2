"""What may be posted to the page's callbacks: only what the page itself would post; anything else is a clear 4xx.

Dash checks a post as it unpacks it, by failing. Here its shape is checked first, against the callbacks as registered.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from flask import abort, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

BODY_MAX = 256 * 1024  # bytes, of any request; the page's own posts have a few hundred
DEPTH_MAX = 12  # lists and objects within each other; the page's own posts have six
_REFUSAL = "This is no request that the page makes."
_PARTS = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}  # as Dash's renderer sends


def guard_posts(server: Flask, path: str, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer a post to `path` that fits none of the callbacks with 400, 413 or 415, before anything unpacks it.

    Parameters
    ----------
    server : Flask
        None of its addresses takes a body above `BODY_MAX`, with its length announced or not.
    path : str
        Where callbacks are posted to.
    callbacks : mapping of str to mapping
        Dash's callback map, by output: ``inputs`` and ``state``, each a list of ``id`` and ``property``.
    """
    server.config["MAX_CONTENT_LENGTH"] = BODY_MAX

    @server.before_request
    def _guard() -> None:
        if request.url_rule is None or request.url_rule.rule != path or request.method != "POST":
            return
        if request.mimetype != "application/json" or request.content_encoding:
            abort(415, f"{_REFUSAL} It takes application/json as it is.")
        posted = request.get_data()
        if len(posted) >= BODY_MAX:  # one whose length was not announced is cut there
            abort(413)
        if not _fits(_read(posted), callbacks):
            abort(400, _REFUSAL)


def _read(posted: bytes) -> object:
    """Return what stands in JSON that any reader would understand alike; None for any other bytes."""
    try:
        body = json.loads(posted, object_pairs_hook=_once, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None
    return body if _flat(body, DEPTH_MAX) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raise ValueError where a name comes twice, of which readers take this one or that."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name comes twice")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("no number that JSON has")
    return number


def _flat(value: object, levels: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_flat(part, levels - 1) for part in parts)


def _fits(body: object, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a body names a callback that the server answers, with its own inputs, state and outputs."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or not set(body) <= _PARTS:
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
