"""What the words mean that probabilities, their scores and track records are told in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.tree import html

if TYPE_CHECKING:
    from components.tree import Node

_WORDS = {
    "Base rate": "how often the outcome came after any session so far, whatever the claims said.",
    "Pooled": "the base rate, moved by what followed when each group of claims stood as it stands now; groups weigh "
    "the same.",
    "Log-odds": "the logarithm of the chance for over the chance against: zero is an even chance, and what the groups "
    "add can be summed.",
    "Brier score": "the mean square of the distance between the probability and what came. Zero is perfect; lower is "
    "better.",
    "Skill": "by how many percent the Brier score is better than that of the base rate; below zero it is worse.",
    "p and q": "p is how often chance alone has shown as large a difference; q is p corrected for how many were tested "
    "together.",
    "No measurable edge": "what followed cannot be told from chance with the cases there are. That is a finding.",
}


def glossary() -> Node:
    """Return the words, folded away."""
    lines = [html.Div([html.Dt(word), html.Dd(meaning)]) for word, meaning in _WORDS.items()]
    return html.Details([html.Summary("What these words mean"), html.Dl(lines)], className="glossary")
