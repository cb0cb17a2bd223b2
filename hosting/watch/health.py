"""Answers for whatever watches the process."""

from __future__ import annotations

from flask import Blueprint, Response

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> Response:
    """Say that the process answers; it says nothing about the age of the prices, which the page itself shows."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
