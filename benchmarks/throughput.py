"""Range clicks a second beside an empty callback of Dash, each on one worker with requests waiting, in turns."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from itertools import product
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.client import POST, Client
from benchmarks.readers import RANGES
from benchmarks.table import Row
from benchmarks.wire import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.processes import Served

    Asked = dict[str, object]

TIMES = 3  # so many empty callbacks may be answered in the time of one range click
TURNS = 7
CLICKS = 100  # of a turn, each range as often as readers choose it
_AT_ONCE = 4  # on their way: the worker never waits for the bench
_SCALES = {"rebased": 16, "levels": 2, "log": 2}
_ROCS = (21, 63, 126, 252)


def lines(ours: Served, bare: Served, days: Sequence[str]) -> Iterator[Row]:
    """Yield how many times more often an empty callback is answered, for views shown before and for new ones.

    Parameters
    ----------
    ours, bare : Served
        The product and Dash with one empty callback, on one worker each.
    days : sequence of str
        Sessions as the date control takes them, oldest first.
    """
    with closing(Client(ours)) as page, closing(Client(bare)) as empty:
        for what, limit, clicks in (
            ("as a desk makes them", TIMES, lambda turn: _usual(Random(turn))),  # noqa: S311 - no secret
            ("each to a view not drawn before", None, lambda turn: _new(Random(turn), days[turn])),  # noqa: S311 - as above
        ):
            found, nothing = [], []
            for turn in range(TURNS):
                chosen = clicks(turn)
                found.append(asyncio.run(_rate(ours, page, chosen, page.look(str(chosen[0]["query"])))))
                nothing.append(asyncio.run(_rate(bare, empty, chosen, {})))
            measured = f"{median(nothing):,.0f} / {median(found):,.0f} a second"
            yield Row(f"an empty callback / range clicks {what}", measured, median(nothing) / median(found), "x", limit)


def _usual(dice: Random) -> list[Asked]:
    """Return clicks as readers at a desk make them: the same eighteen views again and again."""
    ranges = dice.choices(list(RANGES), list(RANGES.values()), k=CLICKS)
    scales = dice.choices(list(_SCALES), list(_SCALES.values()), k=CLICKS)
    return [_click(f"?scale={scale}", name) for name, scale in zip(ranges, scales, strict=True)]


def _new(dice: Random, day: str) -> list[Asked]:
    """Return clicks that lead to views of a session, each another one, with the same words."""
    states = [
        f"?asof={day}&scale={scale}&roc={roc}&theme={theme}&after={after}"
        for scale, roc, theme, after in product(_SCALES, _ROCS, ("light", "dark"), ("hidden", "shown"))
    ]
    total = sum(RANGES.values())
    clicks = [_click(state, name) for name in RANGES for state in dice.sample(states, CLICKS * RANGES[name] // total)]
    dice.shuffle(clicks)
    return clicks


def _click(query: str, name: str) -> Asked:
    return {"query": query, "changes": [["range", name]], "seen": None}


async def _rate(served: Served, client: Client, clicks: list[Asked], held: dict[str, str]) -> float:
    """Return how many clicks a second are answered."""
    left = iter([json.dumps(client.body({"n": n, **click, **held})).encode() for n, click in enumerate(clicks)])

    async def click() -> None:
        wire = Connection(served.port)
        for body in left:
            answer = await wire.post(POST, body)
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise RuntimeError(f"a click was answered with {answer.status}: {answer.body[:200]!r}")
        await wire.close()

    start = perf_counter()
    await asyncio.gather(*(click() for _ in range(_AT_ONCE)))
    return len(clicks) / (perf_counter() - start)
