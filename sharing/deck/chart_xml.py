"""A native chart as PowerPoint reads it: its markup, and the workbook behind it that opens when its data are edited.

Written here, since the library writes no chart of lines and an area on one axis of dates, and dates its workbooks anew.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from sharing.deck import dates
from sharing.deck.measure import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharing.deck.ground import Ground
    from sharing.deck.series import Plot, Series

Place = tuple[float, float, float, float]
_PT = 12700  # of the unit that widths are measured in
_DATES, _VALUES = 111, 222  # what the axes are called
_LABEL = 6.6  # widths of a letter that a date takes with what is free beside it
_DOT = 6  # points across
_FAINT = '<a:alpha val="12000"/>'
_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


class NativeChart:
    """A chart for `shapes.add_chart`.

    Parameters
    ----------
    plot : Plot
    points : float
        Size of its texts.
    inner : tuple of four float
        Left, top, width and height of the plot itself, as shares of the chart's place.
    across : float, inches
        How wide the plot is.
    ground : Ground
        What it lies on.
    """

    def __init__(self, plot: Plot, points: float, inner: Place, across: float, ground: Ground) -> None:
        self.plot, self.points, self.inner, self.ground = plot, points, inner, ground
        self._room = 72 * across / (points * _LABEL)
        self._serials = dates.serials(plot.days)

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook: dates, and a column a series; an empty cell where there is no value."""
        made = BytesIO()
        book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "d mmm yyyy"})
        sheet.set_column(0, 0, 12)
        sheet.write_column(1, 0, self._serials.tolist(), date)
        for column, one in enumerate(self.plot.series, 1):
            sheet.write_string(0, column, one.name)
            for row, value in enumerate(one.values.tolist(), 1):
                if value == value:  # noqa: PLR0124 - not NaN
                    sheet.write_number(row, column, value)
        book.close()
        return made.getvalue()

    def xml_bytes(self, _kind: object) -> bytes:
        """Return the markup of the chart."""
        areas = [self._series(number, one) for number, one in enumerate(self.plot.series) if one.area]
        lines = [self._series(number, one) for number, one in enumerate(self.plot.series) if not one.area]
        axes = f'<c:axId val="{_DATES}"/><c:axId val="{_VALUES}"/>'
        head = '<c:grouping val="standard"/><c:varyColors val="0"/>'
        area = f"<c:areaChart>{head}{''.join(areas)}{axes}</c:areaChart>" if areas else ""
        line = f'<c:lineChart>{head}{"".join(lines)}<c:marker val="1"/>{axes}</c:lineChart>'
        left, top, width, height = self.inner
        layout = (
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f'<c:x val="{left:.5f}"/><c:y val="{top:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/>'
            "</c:manualLayout></c:layout>"
        )
        text = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<c:chartSpace {_SPACES}>"
        text += '<c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        text += f"<c:plotArea>{layout}{area}{line}{self._date_axis()}{self._value_axis()}</c:plotArea>"
        text += '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        text += f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{self._type()}</c:chartSpace>"
        return text.encode()

    def _series(self, number: int, one: Series) -> str:
        column = xl_col_to_name(number + 1)
        last = len(one.values) + 1
        name = f"<c:strRef><c:f>Sheet1!${column}$1</c:f>{_cache('str', [(0, _text(one.name))], 1)}</c:strRef>"
        dated = list(enumerate(self._serials.tolist()))
        form = "<c:formatCode>d mmm yyyy</c:formatCode>"
        days = f"<c:numRef><c:f>Sheet1!$A$2:$A${last}</c:f>{_cache('num', dated, last - 1, form)}</c:numRef>"
        values = [(row, repr(value)) for row, value in enumerate(one.values.tolist()) if value == value]  # noqa: PLR0124 - not NaN
        form = "<c:formatCode>General</c:formatCode>"
        where = f"Sheet1!${column}$2:${column}${last}"
        points = f"<c:numRef><c:f>{where}</c:f>{_cache('num', values, last - 1, form)}</c:numRef>"
        smooth = "" if one.area else '<c:smooth val="0"/>'
        return (
            f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx>{name}</c:tx>{_look(one)}'
            f"{_marker(one, len(values))}{self._tick(one)}<c:cat>{days}</c:cat><c:val>{points}</c:val>{smooth}</c:ser>"
        )

    def _tick(self, one: Series) -> str:
        """Return the value of a grid line at its left end."""
        if not one.tick:
            return ""
        shown = "".join(
            f'<c:show{what} val="{int(what == "Val")}"/>'
            for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
        )
        none = shown.replace('val="1"', 'val="0"')
        first = int(np.flatnonzero(~np.isnan(one.values))[0])
        return (
            f'<c:dLbls><c:dLbl><c:idx val="{first}"/><c:numFmt formatCode="#,##0.######" sourceLinked="0"/><c:spPr>'
            f'<a:noFill/></c:spPr>{self._type()}<c:dLblPos val="l"/>{shown}</c:dLbl>{none}</c:dLbls>'
        )

    def _date_axis(self) -> str:
        low, step, unit, form = dates.axis(self.plot.days, self._room)
        crosses = "autoZero" if any(one.area for one in self.plot.series) else "min"  # an area is filled up to the axis
        return (
            f'<c:dateAx><c:axId val="{_DATES}"/><c:scaling><c:orientation val="minMax"/>'
            f'<c:max val="{self._serials[-1]}"/><c:min val="{low}"/></c:scaling><c:delete val="0"/>'
            f'<c:axPos val="b"/><c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="out"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{self._line(self._muted)}{self._type()}'
            f'<c:crossAx val="{_VALUES}"/><c:crosses val="{crosses}"/><c:auto val="0"/><c:lblOffset val="100"/>'
            f'<c:baseTimeUnit val="days"/><c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/></c:dateAx>'
        )

    def _value_axis(self) -> str:
        plot = self.plot
        log = '<c:logBase val="10"/>' if plot.log else ""
        grid = "" if plot.log else f"<c:majorGridlines>{self._line(_FAINT)}</c:majorGridlines>"
        unit = "" if plot.log else f'<c:majorUnit val="{plot.step:.10g}"/>'
        decimals = max(0, -int(np.floor(np.log10(plot.step) + 1e-9))) if plot.step else 0
        form = f"#,##0{'.' + '0' * decimals if decimals else ''}"
        return (
            f'<c:valAx><c:axId val="{_VALUES}"/><c:scaling>{log}<c:orientation val="minMax"/>'
            f'<c:max val="{plot.span[1]:.10g}"/><c:min val="{plot.span[0]:.10g}"/></c:scaling><c:delete val="0"/>'
            f'<c:axPos val="l"/>{grid}<c:numFmt formatCode="{form};&quot;−&quot;{form}" sourceLinked="0"/>'
            f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="{"none" if plot.log else "low"}"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
            f'{self._type()}<c:crossAx val="{_DATES}"/><c:crosses val="min"/><c:crossBetween val="midCat"/>'
            f"{unit}</c:valAx>"
        )

    @property
    def _muted(self) -> str:
        return '<a:lumMod val="75000"/>' + ('<a:lumOff val="25000"/>' if self.ground.theme == "light" else "")

    def _ink(self, shade: str) -> str:
        return f'<a:solidFill><a:schemeClr val="{self.ground.ink}">{shade}</a:schemeClr></a:solidFill>'

    def _type(self) -> str:
        letters = f'<a:defRPr sz="{round(100 * self.points)}">{self._ink(self._muted)}</a:defRPr>'
        return (
            f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{letters}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
        )

    def _line(self, shade: str) -> str:
        return f'<c:spPr><a:ln w="9525">{self._ink(shade)}</a:ln></c:spPr>'


def _text(text: str) -> str:
    """Return a text as markup."""
    return escape(plain(text))


def _cache(kind: str, points: Sequence[tuple[int, object]], count: int, form: str = "") -> str:
    listed = "".join(f'<c:pt idx="{row}"><c:v>{value}</c:v></c:pt>' for row, value in points)
    return f'<c:{kind}Cache>{form}<c:ptCount val="{count}"/>{listed}</c:{kind}Cache>'


def _fill(one: Series) -> str:
    strength = f'<a:alpha val="{round(100000 * one.strength)}"/>' if one.strength < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{one.colour}">{strength}</a:srgbClr></a:solidFill>'


def _look(one: Series) -> str:
    fill = _fill(one)
    if one.area:
        return f"<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>"
    dash = '<a:prstDash val="solid"/>'
    if one.dash:
        drawn, left = (round(100000 * part) for part in one.dash)
        dash = f'<a:custDash><a:ds d="{drawn}" sp="{left}"/></a:custDash>'
    return f'<c:spPr><a:ln w="{round(_PT * one.width)}" cap="flat">{fill}{dash}<a:round/></a:ln></c:spPr>'


def _marker(one: Series, values: int) -> str:
    """Return the dot of a line that has a single value; a grid line goes without."""
    if one.area:
        return ""
    if values > 1 or one.tick:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    dot = f"<c:spPr>{_fill(one)}<a:ln><a:noFill/></a:ln></c:spPr>"
    return f'<c:marker><c:symbol val="circle"/><c:size val="{_DOT}"/>{dot}</c:marker>'
