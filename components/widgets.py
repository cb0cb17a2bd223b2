"""The kinds of controls, each the browser's own: a field, a button, a row of segments, a switch.

``now`` is what the controls hold, by parameter (`components.controls.held`); a control names its parameter in
``data-set``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.ids import Id
    from components.tree import Node


def field(name: Id, label: str, *controls: Node) -> Node:
    """Return a label, its control with what goes beside it, and the place of the message when a text is refused."""
    title = html.Label(label, htmlFor=name, className="label")
    refusal = html.P(id=f"{name}-refused", role="alert", className="refused")
    return html.Div([title, html.Div(list(controls), className="row"), refusal], className=f"field field-{name}")


def typed(name: Id, parameter: str, now: Mapping[str, str], **more: str) -> Node:
    """Return the field of a text that the server reads."""
    return text(name, value=now[parameter], **{"data-set": parameter}, **more)


def text(name: Id, **more: str) -> Node:
    """Return the field of a text, taken as it is typed."""
    plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    return html.Input(type="text", id=name, **plain, **{"aria-describedby": f"{name}-refused"}, **more)


def button(text: str, parameter: str, value: str, *, label: str = "") -> Node:
    """Return a button that sets a parameter to one value; `label` says what a short text means."""
    said = spoken(label) if label else {}
    wired = {"data-set": parameter, "data-value": value}
    return html.Button(text, type="button", className="button", **said, **wired)


def spoken(label: str) -> dict[str, str]:
    """Return the attributes that say what a sign means, to those who hear it and to those who point at it."""
    return {"aria-label": label, "title": label}


def group(label: str, children: list[Node]) -> Node:
    """Return controls that belong together."""
    return html.Div(children, role="group", className="buttons", **{"aria-label": label})


def segments(
    name: Id,
    label: str,
    parameter: str,
    choices: Mapping[str, str],
    now: Mapping[str, str],
    months: Mapping[str, int] = MappingProxyType({}),
) -> Node:
    """Return a choice of one in a row of segments; `months` are those that a range lasts, by its value."""
    each = [
        html.Label(
            [
                html.Input(
                    type="radio",
                    name=parameter,
                    value=value,
                    checked=value == now[parameter],
                    **{"data-set": parameter, "data-months": months.get(value)},
                ),
                html.Span(text),
            ],
        )
        for value, text in choices.items()
    ]
    row = html.Div(each, className="segments")
    return html.Fieldset([html.Legend(label, className="label"), row], id=name, className="field")


def switch(name: Id, label: str, parameter: str, choices: tuple[str, str], now: Mapping[str, str]) -> Node:
    """Return a switch between two values, off and on."""
    off, on = choices
    wired = {"data-set": parameter, "data-off": off, "data-on": on}
    box = html.Input(type="checkbox", role="switch", id=name, checked=now[parameter] == on, **wired)
    return html.Label(
        [box, html.Span(className="knob", **{"aria-hidden": "true"}), html.Span(label)], className="switch"
    )


def unfolding(name: Id, text: str) -> Node:
    """Return a button that shows more of its section, on a screen where that is folded away."""
    wired = {"data-unfold": f"with-{name}", "aria-expanded": "false"}
    return html.Button(text, id=name, type="button", className="button unfold", **wired)


def wide(label: str, table: Node) -> Node:
    """Return a table that may be wider than its place: it scrolls there, by keys too."""
    return html.Div(table, className="rows", role="region", tabIndex="0", **{"aria-label": label})
