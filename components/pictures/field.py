"""What the plots of a picture share: dates that lie alike in all of them, and gutters that hold all labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from components.digits import fixed
from components.figures import fit, geometry
from components.pictures.column import SMALL
from components.pictures.letters import length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from components.view import View
    from indicators.arrays import Floats

GAP = 8  # pixels between the plot and what stands beside it
_BESIDE, _AT_MOST = 0.3, 0.4  # of the width: what the longer names of lines may take, and what any may
_LEAST = 18  # pixels that are left on either side for half a date
_DATED, _YEARED = 62, 38  # pixels that a date takes: "Oct 2014", "2014"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The room between the gutters of a picture.

    Parameters
    ----------
    view : View
    chart : Chart
        Of the view, as it is shown.
    colours : mapping of str to str
    left, width : float, pixels
        Of the left gutter, and of the plots.
    short : bool
        Whether the ends of lines have their short names.
    beside : float, pixels
        Of the right gutter.
    """

    view: View
    chart: Chart
    colours: Mapping[str, str]
    left: float
    width: float
    short: bool
    beside: float

    @property
    def across(self) -> Floats:
        """Where the sessions lie, in pixels from the left edge of the plots."""
        return geometry.across(self.chart.sessions, self.width)

    @property
    def dates(self) -> list[tuple[float, str]]:
        """Where the dates lie, and what they say: as many as there is room for."""
        found = fit.dates(self.chart.sessions, max(2, int(self.width / _DATED)), max(2, int(self.width / _YEARED)))
        return [(share * self.width, text) for share, text in found]

    @property
    def spans(self) -> dict[str, Range | None]:
        """What each pane of the whole chart spans."""
        panes = self.chart.panes
        return dict(zip((pane.key for pane in panes), fit.ranges(panes), strict=True))

    def named(self, line: Line) -> str:
        """Return what the end of a line is called here."""
        return (self.short and self.chart.short(line)) or line.end


def field(view: View, chart: Chart, panes: Iterable[Pane], width: float, colours: Mapping[str, str]) -> Field:
    """Return the field of a picture `width` pixels wide; its gutters hold the ticks and the labels of all its panes."""
    panes = tuple(panes)
    whole = Field(view, chart, colours, 0, width, short=False, beside=0)
    ticks = [
        length(text, SMALL)
        for pane in panes
        if (span := whole.spans[pane.key]) is not None
        for _, text in fit.ticks(pane, span)
    ]
    left = max([*ticks, _LEAST]) + GAP + 4
    groups = [strip for pane in panes for strip in pane.strips]
    for short in (False, True):
        tried = replace(whole, short=short)
        ends = [length(_end(tried, line), SMALL) for pane in panes for line in pane.lines if line.labelled]
        strips = [length(strip.label.split(" ")[0] if short else strip.label, SMALL) for strip in groups]
        beside = max([*ends, *strips, _LEAST]) + GAP + 2
        if beside <= _BESIDE * width:
            break
    beside = min(beside, _AT_MOST * width)
    return replace(tried, left=left, width=width - left - beside, beside=beside)


def _end(field: Field, line: Line) -> str:
    return f"{field.named(line)} {fixed(float(line.points[-1]), line.decimals)}".lstrip()
