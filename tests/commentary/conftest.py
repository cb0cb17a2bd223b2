"""Pairs of panels that several modules try the commentary on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indicators.panel import PairPanel, pair_panel
from tests.commentary.support import holed, walks

if TYPE_CHECKING:
    import pandas as pd

WALKS = [(1, 1), (10, 10), (199, 199), (253, 253), (219, 400), (900, 300), (1300, 1300)]


@pytest.fixture(scope="session")
def panels() -> list[PairPanel]:
    """Return pairs of random walks, of several lengths, some with holes."""
    whole = [pair_panel(*walks(*lengths, seed=seed)) for seed, lengths in enumerate(WALKS)]
    return [*whole, pair_panel(*holed(*walks(1200, seed=40), seed=3)), pair_panel(*walks(2600, seed=41))]


@pytest.fixture(scope="session")
def index_panel(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> PairPanel:
    """Return the real pair."""
    return pair_panel(*index_frames)
