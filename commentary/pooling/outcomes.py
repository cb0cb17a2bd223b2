"""What came after each session, as the probabilities mean it; from the windows that all track records count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.model import Target
from commentary.evidence.outcomes import first_valid, windows
from commentary.pooling.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indicators.arrays import Bools
    from indicators.panel import PairPanel

_ABOVE_ZERO = {Outcome.SMALL_HIGHER: Target.SMALL, Outcome.SMALL_AHEAD: Target.RELATIVE}


def came(panel: PairPanel) -> tuple[int, Mapping[Outcome, Bools]]:
    """Return whether each outcome came after each session, as far as that is known at the last one.

    Parameters
    ----------
    panel : PairPanel

    Returns
    -------
    int
        The first session that counts: with a slope of the small instrument's 200-day average.
    mapping of Outcome to array of shape (n_windows,), bool
        Of that session and the ones after it, up to the last whose outcome is known. A return of zero is not higher.
    """
    known = windows(panel)
    return first_valid(panel), {
        outcome: known[outcome.horizon].returns[target] > 0 for outcome, target in _ABOVE_ZERO.items()
    }
