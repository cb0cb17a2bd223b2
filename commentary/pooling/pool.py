"""The pooled probability: what the groups of claims say together, each judged by its own past alone.

A logarithmic opinion pool with equal weights: nothing is fitted, so nothing can be fitted to the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.pooling.model import Pooled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, Group
    from indicators.arrays import Bools, Floats, Ints

LEAST = 10
"""Windows, laid end to end, whose outcome must be known before there is a base rate."""
PRIOR = 10
"""Windows at the base rate that a group's own share is shrunk with."""


def pool(
    states: Mapping[Group, Codes], decided: Mapping[Group, Bools], outcomes: Bools, horizon: int, first: int
) -> Pooled:
    """Return the pooled probability of an outcome at each session, from outcomes known on that session.

    Parameters
    ----------
    states : mapping of Group to array of shape (n_sessions,), int8
        -1, 0 or 1: which side of the group has more claims that hold.
    decided : mapping of Group to array of shape (n_sessions,), bool
        Where the group has a claim that can be decided; elsewhere it has no part, in the past as at present.
    outcomes : array of shape (n_windows,), bool
        Whether the outcome came after session `first` and each one after it, as far as that is known at the last.
    horizon : int, sessions
    first : int

    Returns
    -------
    Pooled
        NaN until the outcomes of `LEAST` windows laid end to end are known.

    References
    ----------
    C. Genest and J. V. Zidek (1986), *Combining Probability Distributions*, Statistical Science 1(1), section 3.
    """
    sessions, then = next(iter(states.values())).size, slice(first, first + outcomes.size)
    seen, won = (_so_far(flags, sessions) / horizon for flags in (np.ones_like(outcomes), outcomes))
    with np.errstate(divide="ignore", invalid="ignore"):
        base = np.where(seen >= LEAST, won / seen, np.nan)
        terms = {}
        for group, state in states.items():
            share = _share(state, then, decided[group], outcomes, horizon, base)
            terms[group] = _log_odds(share) - _log_odds(base)
        weight = 1 / np.sum(list(decided.values()), axis=0)
        # where the outcome has always or never come, each share is the base rate, though infinities do not cancel
        silent = np.isin(base, (0, 1))
        contributions = {
            group: np.where(decided[group] & ~silent, weight * term, np.where(np.isnan(base), np.nan, 0))
            for group, term in terms.items()
        }
        odds = np.exp(_log_odds(base) + np.sum(list(contributions.values()), axis=0))
        return Pooled(1 / (1 + 1 / odds), base, contributions)


def _so_far(flags: Bools, sessions: int) -> Ints:
    """Return of how many past sessions `flags` is true, at each session at which their outcome is known."""
    counts = np.zeros(sessions, dtype=np.int64)
    counts[sessions - flags.size :] = np.cumsum(flags)
    return counts


def _share(state: Codes, then: slice, decided: Bools, outcomes: Bools, horizon: int, base: Floats) -> Floats:
    """Return how often the outcome came when a group stood as it stands at each session, shrunk to the base rate."""
    share = np.empty(state.size)
    for side in (-1, 0, 1):
        now = state == side
        like = (decided & now)[then]
        seen, won = (_so_far(flags, state.size)[now] / horizon for flags in (like, like & outcomes))
        share[now] = (won + PRIOR * base[now]) / (seen + PRIOR)
    return share


def _log_odds(probability: Floats) -> Floats:
    return np.log(probability) - np.log1p(-probability)
