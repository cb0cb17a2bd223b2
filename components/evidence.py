"""The numbers behind a claim as a small table with units."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING

from commentary.wording import day
from components.tree import html

if TYPE_CHECKING:
    from commentary.model import Claim, EvidenceValue
    from components.tree import Node

_UNITS = {"pct": "%", "points": "points", "sessions": "sessions", "date": "", "days": "days"}
_HIDDEN = 0.005  # half of the second decimal: less would be written as zero
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def evidence_table(claim: Claim) -> Node:
    """Return the evidence of a claim: a row each, with its unit; "n/a" where a value is undefined."""
    rows = [_row(key, value) for key, value in claim.evidence.items()]
    return html.Table(html.Tbody(rows), className="evidence")


def _row(key: str, value: EvidenceValue) -> Node:
    *words, last = key.split("_")
    unit = _UNITS.get(last)
    label = " ".join(words if unit is not None and words else [*words, last])
    return html.Tr([html.Th(label, scope="row"), html.Td(written(value, unit or ""), className="number")])


def written(value: EvidenceValue, unit: str = "") -> str:
    """Return a value of an evidence as a reader sees it, with its unit."""
    if value is None:
        return "n/a"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return day(date.fromisoformat(value)) if _ISO_DATE.fullmatch(value) else value
    if isinstance(value, int):
        return f"{value:,d} {unit}".rstrip()
    digits = _decimals(value, unit)
    text = f"{round(value, digits) + 0.0:,.{digits}f}"  # adding zero drops the sign of a negative zero
    return f"{text} {unit}".rstrip()


def _decimals(value: float, unit: str) -> int:
    """Return two digits after the point, more for a value that two would hide; percentages as in sentences."""
    size = abs(value)
    if size == 0 or unit == "points":
        return 2
    if unit == "%":
        return 2 if size >= _HIDDEN else 4
    return min(6, max(2, 1 - math.floor(math.log10(size))))
