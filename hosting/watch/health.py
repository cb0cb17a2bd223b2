"""Answers for whatever watches the process: whether it is there, and whether what it serves is what it should be.

Both are open to anybody who can reach them: they name no path, no host and no address.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from hosting.running import running

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> Response:
    """Say that the process answers; it says nothing about the age of the prices, which the page itself shows."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@health.get("/readyz")
def readyz() -> Response:
    """Say how the service stands: 200 as long as it serves, be it last good prices; 503 where it cannot, or ends."""
    readiness = running(current_app).readiness
    if readiness is None:
        body = {"status": "down", "reasons": ["Nothing watches this server."]}
    elif readiness.stopping():
        body = {"status": "down", "reasons": ["This process is being stopped."]}
    else:
        body = readiness.report().body()
    answer = jsonify(body)
    answer.status_code = 503 if body["status"] == "down" else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer
