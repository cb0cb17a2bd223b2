"""Where the marks of the claims lie on a chart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from commentary.marks import On, Shape
from components.figures import encode
from components.figures.model import Who

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from commentary.marks import Mark
    from components.figures.model import Chart

_WHO = {On.SMALL: Who.SMALL, On.LARGE: Who.LARGE}


def placed(chart: Chart, marks: Mapping[str, tuple[Mark, ...]]) -> dict[str, list[dict[str, Any]]]:
    """Return the marks that a chart has a place for, as JSON for the page's script.

    Parameters
    ----------
    chart : Chart
    marks : mapping of str to tuple of Mark
        By the claim's key, as `commentary.claims.marks_of` gives them.

    Returns
    -------
    dict of str to list of dict
        Of each mark ``pane`` (its number from the top), ``shape``, ``who`` (whose colour it takes), ``label``, ``x``
        (start and end in milliseconds) and ``y`` (both values as the pane shows them, rebased where it is; None for a
        span). What lies before the first visible session is left out or cut off, and so is what is measured on a line
        that no pane shows; a claim of which nothing is left is not there.
    """
    first = chart.sessions[0].astype("datetime64[D]").item()
    panes = {on: (number, factor) for number, pane in enumerate(chart.panes) for on, factor in pane.measures.items()}
    found = {
        key: [
            _placed(_from(mark, first), *panes[mark.on])
            for mark in _named(of, tuple(chart.closes))
            if mark.on in panes and mark.end >= first
        ]
        for key, of in marks.items()
    }
    return {key: of for key, of in found.items() if of}


def _named(of: tuple[Mark, ...], names: tuple[str, ...]) -> list[Mark]:
    """Return the marks of a claim; where their labels speak of both instruments, each says of which."""
    name = dict(zip((On.SMALL, On.LARGE), names, strict=True))
    told = {mark.on for mark in of if mark.label}
    return [
        replace(mark, label=f"{name[mark.on]}, {mark.label}") if told >= set(name) and mark.on in name else mark
        for mark in of
    ]


def _placed(mark: Mark, pane: int, factor: float) -> dict[str, Any]:
    values = (mark.start_value, mark.end_value)
    return {
        "pane": pane,
        "shape": mark.shape.value,
        "who": _WHO.get(mark.on, Who.BOTH).value,
        "x": encode.milliseconds(np.array([mark.start, mark.end], dtype="datetime64[D]")).tolist(),
        "y": [value * factor for value in values if value is not None] or None,
        "label": mark.label,
    }


def _from(mark: Mark, first: date) -> Mark:
    """Return what is left of a mark from a session on; a segment starts at the value that it has there."""
    if mark.start >= first:
        return mark
    if mark.shape is not Shape.SEGMENT or mark.start_value is None or mark.end_value is None:
        return replace(mark, start=first)
    passed = (first - mark.start) / (mark.end - mark.start)
    return replace(mark, start=first, start_value=mark.start_value + passed * (mark.end_value - mark.start_value))
