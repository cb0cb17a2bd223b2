"""The controls of the replay, which plays the as-of date session by session (`assets/replay.js`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.ids import Id
from components.tree import html
from components.widgets import field, spoken, text

if TYPE_CHECKING:
    from components.tree import Node

SPEEDS = (1, 2, 5, 10)  # sessions a second
USUAL = 5
_SLOW = "This speed is not reached: the sessions come as fast as they are answered."


def play() -> Node:
    """Return the button that plays and pauses; while it plays it is called "Pause"."""
    said = "Play session by session; Space on this button and Escape pause"
    return html.Button("Replay", id=Id.REPLAY, type="button", className="button replay", title=said)


def settings() -> Node:
    """Return how fast the replay goes, and from and to which session, folded away until they are wanted."""
    speeds = [html.Option(_a_second(speed), value=speed, selected=speed == USUAL) for speed in SPEEDS]
    wired = {"data-here": True, **spoken("From the as-of date")}
    here = html.Button("As-of date", type="button", className="button", **wired)
    fields = [
        field(Id.SPEED, "Speed", html.Select(speeds, id=Id.SPEED)),
        field(Id.REPLAY_FROM, "From", text(Id.REPLAY_FROM, placeholder="First shown", size="11"), here),
        field(Id.REPLAY_TO, "To", text(Id.REPLAY_TO, placeholder="Last session", size="11")),
    ]
    slow = html.P(_SLOW, id=Id.REPLAY_SLOW, className="note", hidden=True)
    row = html.Div(fields, className="replay-fields")
    return html.Details([html.Summary("Replay settings"), row, slow], className="replay-settings")


def _a_second(speed: int) -> str:
    return f"{speed} session{'s' if speed > 1 else ''} a second"
