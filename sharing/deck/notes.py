"""What the speaker says: the claims with their numbers and their track records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.cases import record_of, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commentary.model import Claim
    from components.figures.model import Pane
    from components.view import View


def claim_lines(view: View, claim: Claim) -> list[str]:
    """Return a claim with its status, the numbers it rests on, and what followed when it was true before."""
    record = record_of(view, claim)
    lines = [f"{claim.key} {claim.name}: {word(claim.status)}.", *claim.text.split("\n")]
    return [*lines, record.text] if record else lines


def claims_of(view: View, pane: Pane) -> Sequence[Claim]:
    """Return the claims that point at something in a pane, and all for the one that counts them."""
    if pane.strips:
        return view.claims
    return [claim for claim in view.claims if any(mark.on in pane.measures for mark in view.marks.get(claim.key, ()))]
