"""The value that a panel's words leave as, and what all panels say alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from commentary.model import Evidence, Market, Sentence
    from indicators.panel import Panel

SMALL, LARGE = "small", "large"
ON = "On {as_of_date:day} "


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What a panel says.

    Parameters
    ----------
    heading : Sentence
        The takeaway in a few words, without a full stop.
    description : Sentence
        The current numbers of the panel's lines in full sentences, with units and windows.
    """

    heading: Sentence
    description: Sentence


def takeaway(market: Market, heading: str, description: str, evidence: Evidence) -> Takeaway:
    """Return two templates written from one evidence, with the day and the names, bare ones as ``{small_name}``."""
    names = named(market.small_name, market.large_name)
    names |= {"small_name": market.small_name, "large_name": market.large_name}
    evidence = {**evidence, **facts(as_of_date=market.as_of)}
    return Takeaway(sentence(heading, evidence, names), sentence(description, evidence, names))


def panel_of(market: Market, which: str) -> Panel:
    """Return the panel of the small or of the large instrument."""
    return {SMALL: market.panel.small, LARGE: market.panel.large}[which]
