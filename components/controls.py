"""What the reader sets: one control a parameter of the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import dcc, html

from components.ids import Id
from components.state import AVERAGE_MAX, AVERAGE_MIN, HORIZONS, RANGES, ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dash.development.base_component import Component

    from data.model import PairChoice

OCTOBER = "2014-10-28"  # the close after the column that the desk was built around
AVERAGES = {Id.AVERAGE_50: 50, Id.AVERAGE_100: 100, Id.AVERAGE_200: 200}
_IN_PLACE = {"withinPortal": False, "transitionProps": {"duration": 0}}  # within the landmark, and at once
_CALENDAR = {
    f"{way}{span}": f"{word} {span.lower()}"
    for way, word in (("previous", "Previous"), ("next", "Next"))
    for span in ("Month", "Year", "Decade")
}
_GRID = "▦"
_SCALES = {"rebased": "Rebased to 100", "levels": "Levels", "log": "Log"}


def view_controls(pairs: Iterable[PairChoice]) -> Component:
    """Return the controls of what is compared, and as of when."""
    choices = [{"value": f"{pair.small},{pair.large}", "label": pair.label} for pair in pairs]
    return html.Div(
        [
            dmc.Select(
                id=Id.PAIR,
                label="Pair",
                data=choices,
                placeholder="Your own pair",
                allowDeselect=False,
                comboboxProps=_IN_PLACE,
                w=280,
                **_NARROW,
            ),
            dmc.TextInput(id=Id.SMALL, label="Small-cap symbol", debounce=True, w=110, **_NARROW),
            dmc.TextInput(id=Id.LARGE, label="Large-cap symbol", debounce=True, w=110, **_NARROW),
            _date(),
            _group(
                "Move the as-of date",
                [
                    _button(Id.PREVIOUS, "‹", "Previous session"),
                    _button(Id.NEXT, "›", "Next session"),
                    _button(Id.LATEST, "Latest"),
                    _button(Id.OCTOBER, "28 Oct 2014"),
                ],
            ),
        ],
        className="controls",
    )


def chart_controls() -> Component:
    """Return the controls of how the chart is drawn."""
    state = ViewState()
    return html.Div(
        [
            _segments(Id.RANGE, "Range", {name: name for name in RANGES}, state.range),
            _segments(Id.SCALE, "Price scale", _SCALES, state.scale),
            _segments(Id.ROC, "ROC, sessions", {str(horizon): str(horizon) for horizon in HORIZONS}, str(state.roc)),
            dmc.NumberInput(
                id=Id.AVERAGE,
                label="Average, sessions",
                value=state.average,
                min=AVERAGE_MIN,
                max=AVERAGE_MAX,
                step=10,
                clampBehavior="none",
                hideControls=True,
                debounce=500,
                w=120,
                **_NARROW,
            ),
            _group(
                "Usual averages",
                [_button(name, str(window), f"{window}-day average") for name, window in AVERAGES.items()],
            ),
        ],
        className="controls",
    )


def page_controls() -> Component:
    """Return the controls of the page itself: theme, link, data."""
    return html.Div(
        [
            dmc.Switch(id=Id.THEME, label="Dark", checked=False, size="md"),
            _button(Id.COPY, "Copy link"),
            _button(Id.CSV, "CSV"),
            html.Span(id=Id.COPIED, role="status", className="copied"),
            dcc.Download(id=Id.DOWNLOAD),
        ],
        className="page-controls",
    )


_NARROW = {"size": "xs", "errorProps": {"role": "alert"}}


def _date() -> Component:
    """Return the as-of date: a text, so that nothing typed is guessed at, and a calendar beside it."""
    text = dmc.TextInput(id=Id.AS_OF, label="As of", placeholder="Latest session", debounce=True, **_NARROW)
    calendar = dmc.DatePickerInput(
        id=Id.CALENDAR,
        placeholder=_GRID,
        valueFormat=f"[{_GRID}]",
        popoverProps={**_IN_PLACE, "withRoles": False},  # its dialog would have no name
        ariaLabels=_CALENDAR,
        size="xs",
        **{"aria-label": "Pick the as-of date"},
    )
    return html.Div([text, calendar], className="dated")


def _button(name: Id, text: str, label: str | None = None) -> Component:
    spoken = {"aria-label": label, "attributes": {"root": {"title": label}}} if label else {}
    return dmc.Button(text, id=name, size="compact-sm", variant="default", **spoken)


def _group(label: str, children: list[Component]) -> Component:
    return html.Div(children, role="group", className="buttons", **{"aria-label": label})


def _segments(name: Id, label: str, choices: dict[str, str], value: str) -> Component:
    data = [{"value": choice, "label": text} for choice, text in choices.items()]
    control = dmc.SegmentedControl(
        id=name, data=data, value=value, size="xs", transitionDuration=0, **{"aria-label": label}
    )
    return html.Div([html.Span(label, className="label", **{"aria-hidden": "true"}), control], className="field")
