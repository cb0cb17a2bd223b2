"""What every rule does alike: state its claim, and say which history is too short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commentary.model import Claim, Group, Market, Side, Status
from commentary.wording import facts, named, opening, sentence, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import EvidenceValue


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim before it is judged; `name` is a template that knows the instruments and the average's ``{window:n}``."""

    key: str
    name: str
    side: Side
    group: Group

    def judged(self, market: Market, status: Status, template: str, evidence: Mapping[str, EvidenceValue]) -> Claim:
        """Return the claim with its status, and its text written from `evidence`."""
        names = named(market.small_name, market.large_name)
        said = sentence(template, evidence, names)
        name = opening(write(self.name, {**names, "window": market.panel.small.trend.window}))
        return Claim(self.key, name, self.side, self.group, status, said.text, said.evidence)

    def too_short(self, market: Market, sessions: int, *, both: bool = False) -> Claim:
        """Return the claim as not testable because a history holds fewer than the `sessions` its windows need."""
        panel = market.panel
        evidence = facts(
            needed_sessions=sessions,
            small_history_sessions=len(panel.small.sessions),
            large_history_sessions=len(panel.large.sessions),
        )
        template = "Needs {needed_sessions:n session} of {small}; the data hold {small_history_sessions:n}."
        if both:
            template = (
                "Needs {needed_sessions:n session} of both; the data hold {small_history_sessions:n} of {small} "
                "and {large_history_sessions:n} of {large}."
            )
        return self.judged(market, Status.NOT_TESTABLE, template, evidence)
