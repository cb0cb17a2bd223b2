"""Which addresses are there: the page, what it is made of and what watches it; any other is a plain 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

_STATIC = ("/assets/<", "/_dash-component-suites/<")  # as rules have them, whatever stands before
_NOWHERE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Small-Cap Desk: not found</title>
</head>
<body>
<main>
<h1>There is nothing at this address</h1>
<p><a href="{home}">Open Small-Cap Desk</a></p>
</main>
</body>
</html>
"""


def only_known_paths(server: Flask, prefix: str) -> None:
    """Answer an address that only Dash's route for all others would take with 404 and a link to the page.

    Parameters
    ----------
    server : Flask
    prefix : str
        Where the page is, with a slash at its end.
    """
    catch_all = f"{prefix}<path:path>"

    @server.before_request
    def _known() -> Response | None:
        if request.url_rule is None or request.url_rule.rule != catch_all:
            return None
        return Response(_NOWHERE.format(home=prefix), status=404, mimetype="text/html")


def is_static() -> bool:
    """Whether the request asks for a file that is the same for everybody: a script, a style sheet."""
    return request.url_rule is not None and any(part in request.url_rule.rule for part in _STATIC)
