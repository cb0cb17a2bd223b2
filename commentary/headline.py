"""One plain sentence for an instrument: where it stands against its average, since when, and its direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.slope import FLAT, SLOPE_WINDOW, changed
from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from commentary.model import EvidenceValue, Sentence
    from indicators.panel import Panel, Trend


def headline(name: str, panel: Panel, trend: Trend) -> Sentence:
    """Return where the last close stands against the average, since when, and the average's change over 20 sessions.

    Parameters
    ----------
    name : str
        What to call the instrument, such as "Russell 2000"; a name of several words gets its article.
    panel : Panel
        The instrument, cut at the as-of session.
    trend : Trend
        Its average of any window, on the same sessions.

    Returns
    -------
    Sentence
        Says so where there is no session, or fewer than the average needs.
    """
    names = named(name, name)
    if not len(panel.sessions):
        return sentence("There is no close of {small} yet.", {}, names)
    evidence = facts(
        as_of_date=panel.sessions[-1],
        close=panel.close[-1],
        window_sessions=trend.window,
        average=trend.average[-1],
        distance_pct=trend.distance[-1],
        slope_pct=trend.slope[-1],
    )
    template = "{Small} closed at {close:price}"
    if np.isnan(trend.average[-1]):
        evidence |= facts(history_sessions=len(panel.sessions))
        template += (
            "; its {window_sessions:n}-day average needs {window_sessions:n session}; "
            "the data hold {history_sessions:n}."
        )
        return sentence(template, evidence, names)
    run, since = _since(panel, trend)
    template += f", {{distance_pct:placed}} its {{window_sessions:n}}-day average, {since}"
    if np.isfinite(trend.slope[-1]):
        run |= facts(slope_window_sessions=SLOPE_WINDOW, flat_up_to_pct=FLAT)
        template += (
            f"; the average {changed(float(trend.slope[-1]), 'slope_pct')} in {{slope_window_sessions:n session}}"
        )
    return sentence(template + ".", evidence | run, names)


def _since(panel: Panel, trend: Trend) -> tuple[dict[str, EvidenceValue], str]:
    """Return since when the close has been on its side of the average; a close at the average counts as not below."""
    here, there = ("below", "above") if trend.below[-1] else ("above", "below")
    runs = {"below": trend.below, "above": trend.above}
    run = int(runs[here][-1])
    first = len(panel.close) - run
    evidence = facts(run_sessions=run, first_date=panel.sessions[first])
    if first == 0 or np.isnan(trend.average[first - 1]):
        return evidence, f"never {there} since the average begins on {{first_date:day}}"
    now = "at or above" if trend.distance[-1] == 0 else here
    if run > 1:
        return evidence, f"{now} since {{first_date:day}}, {{run_sessions:n close}} in a row"
    other = int(runs[there][first - 1])
    last = first - 1 - other
    evidence |= facts(other_sessions=other)
    if last < 0 or np.isnan(trend.average[last]):
        return evidence, f"the first close {now}, after {{other_sessions:n}} {there}"
    evidence |= facts(last_date=panel.sessions[last])
    return evidence, f"the first close {now} since {{last_date:day}} after {{other_sessions:n}} {there}"
