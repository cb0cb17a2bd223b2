"""What the tests of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


class Closing(FlaskClient):
    """A client that closes each answer once it is read, as a server does."""

    def open(self, *args: Any, **more: Any) -> TestResponse:  # noqa: ANN401 - as Flask has it
        """Ask and read the whole answer."""
        return super().open(*args, buffered=True, **more)
