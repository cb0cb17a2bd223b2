"""All that takes seconds, of one pair as of one date; the same prices give the same study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statsmodels.stats.multitest import multipletests

from commentary.evidence.model import LEAST, LEVEL, Study, Test
from commentary.evidence.outcomes import rows
from commentary.evidence.slow.bootstrap import DRAWS, intervals
from commentary.evidence.slow.null import HISTORIES, histories, p_values
from commentary.evidence.slow.patterns import pattern_study
from commentary.evidence.slow.skill import skill_intervals
from commentary.pooling.timeline import timeline
from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from commentary.evidence.model import RowKey


def study(small: pd.DataFrame, large: pd.DataFrame, *, draws: int = DRAWS, simulated: int = HISTORIES) -> Study:
    """Return the intervals, p-values, patterns and skills of a pair of histories.

    Parameters
    ----------
    small, large : DataFrame of shape (n_sessions, 1 or more), float, price points
        Cut at the as-of date; columns ``close`` and where there are, ``open``, ``high``, ``low``, ``volume``.
    draws : int
        Resamples for each interval.
    simulated : int
        Histories for the p-values.

    Returns
    -------
    Study
    """
    panel = pair_panel(small, large)
    found = list(rows(panel))
    enough = [row for row in found if row.events.size >= LEAST]
    between = intervals(enough, draws)
    null = p_values(enough, (rows(pair_panel(*pair)) for pair in histories(small, large, simulated))) if enough else {}
    joint = false_discovery(null)
    patterns, rates = pattern_study(small, large)
    return Study(
        tests={row.key: Test(between.get(row.key), null.get(row.key), joint.get(row.key)) for row in found},
        rows=len(null),
        draws=draws,
        histories=simulated,
        skill_pct=skill_intervals(panel, timeline(panel, small), draws),
        patterns=patterns,
        rates=rates,
    )


def false_discovery(p_null: Mapping[RowKey, float]) -> Mapping[RowKey, float]:
    """Return the q-values of rows that are read together, by Benjamini and Hochberg (1995)."""
    if not p_null:
        return {}
    _, q, _, _ = multipletests(list(p_null.values()), alpha=LEVEL, method="fdr_bh")
    return dict(zip(p_null, q.tolist(), strict=True))
