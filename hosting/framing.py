"""Who may show a page in a frame of theirs: nobody, but where an answer itself says who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

_POLICY, _DIRECTIVE = "Content-Security-Policy", "frame-ancestors"


def unframed(server: Flask) -> None:
    """Say with each document of `server` that no page may frame it, but for those that say who may."""

    @server.after_request
    def _unframed(response: Response) -> Response:
        said = response.headers.getlist(_POLICY)
        if response.mimetype == "text/html" and not any(_DIRECTIVE in policy for policy in said):
            response.headers.add(_POLICY, f"{_DIRECTIVE} 'none'")
        return response
