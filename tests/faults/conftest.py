"""What the faults share."""

from __future__ import annotations

import pytest

from tests.faults.harness import Seen


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Return what notes for the table what a test saw."""
    return Seen(request.node.user_properties)
