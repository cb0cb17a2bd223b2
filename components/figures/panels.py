"""The panels of the chart by the names that addresses use: one pane, or several that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.state import shown as printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.figures.model import Chart, Pane

GROUPS = {
    "price": ("price", "small", "large"),
    "momentum": ("rsi", "ppo-small", "ppo-large", "roc"),
    "verdict": ("claims", "probability"),
}
"""Names of several panes; every pane goes by its own key, too."""


class PanelError(ValueError):
    """A view has no panel of that name; the message says which it has, to the reader."""


def panes_of(chart: Chart, panel: str | None, besides: Iterable[str] = ()) -> tuple[Pane, ...]:
    """Return the panes of a panel, top to bottom; all for None.

    Raises
    ------
    PanelError
        If the view has no such panel; `besides` are named with those that it has.
    """
    if panel is None:
        return chart.panes
    found = tuple(pane for pane in chart.panes if pane.key in GROUPS.get(panel, (panel,)))
    if not found:
        known = dict.fromkeys([*(pane.key for pane in chart.panes), *GROUPS, *besides])
        raise PanelError(f"There is no panel “{printable(panel)}” in this view; it has {', '.join(known)}.")
    return found
