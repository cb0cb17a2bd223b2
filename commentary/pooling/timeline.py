"""Both sides at every session, once for a version of the prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Side
from commentary.pooling.model import Timeline

if TYPE_CHECKING:
    import pandas as pd

    from commentary.model import Codes, Group
    from indicators.panel import PairPanel


def timeline(panel: PairPanel, bars: pd.DataFrame) -> Timeline:  # noqa: ARG001
    """Return both sides at each common session of a pair; `bars` are those of the small instrument, uncut."""
    none: dict[Side, dict[Group, Codes]] = {side: {} for side in Side}
    return Timeline(np.array(panel.relative.sessions), none, none, {}, {})
