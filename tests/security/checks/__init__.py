"""All protections, in the order of a request's way; first those before any request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.security.checks import around, gate, links, service, sign_in

if TYPE_CHECKING:
    from tests.security.desk import Protection

PROTECTIONS: tuple[Protection, ...] = (
    *service.PROTECTIONS,
    *gate.PROTECTIONS,
    *sign_in.PROTECTIONS,
    *around.PROTECTIONS,
    *links.PROTECTIONS,
)
