"""Readers at a desk: each opens the page, then clicks, moves the date, or opens an embed, with a while between.

What one of them does is chosen by its own seeded dice, so that two runs ask for the same.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.client import POST, posts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from benchmarks.wire import Answer, Connection

RANGES = {"6M": 3, "1Y": 5, "2Y": 6, "5Y": 3, "10Y": 2, "Max": 1}
"""How often each is clicked, of twenty clicks."""
THINKS = (1.0, 3.0)  # seconds between two actions, any time between these alike
_PANELS = ("price", "relative", "momentum", "verdict")
_SCRIPT = re.compile(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"')
_HELD = re.compile(r'"(told|version)":"([^"]*)"')
_OK, _LED = 200, 303


class AnswerError(Exception):
    """An answer that is none, by its kind."""


@dataclass(slots=True)
class Notes:
    """What was measured: milliseconds by what was done, and how often what went wrong; nothing before `since`."""

    since: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    requests: int = 0

    def note(self, what: str, milliseconds: float) -> None:
        """Take a measurement down."""
        self.requests += 1
        if perf_counter() >= self.since:
            self.times.setdefault(what, []).append(milliseconds)


class Reader:
    """One reader, with a connection of its own as a browser has.

    Parameters
    ----------
    wire : Connection
    seed : int
        Of what it does.
    days : sequence of str
        Where it moves the as-of date to: "28 Oct 2014".
    embed : str
        Path of an embed.
    notes : Notes
    """

    def __init__(self, wire: Connection, seed: int, days: Sequence[str], embed: str, notes: Notes) -> None:
        self._wire, self._days, self._embed, self._notes = wire, days, embed, notes
        self._dice = Random(seed)  # noqa: S311 - no secret
        self._query, self._held = "", {"told": "", "version": ""}
        self._post: Callable[[object], dict[str, object]] | None = None
        self._number = 0

    async def act(self) -> None:
        """Do one thing, and take down what goes wrong with it."""
        doings = {self.range_click: 50, self.as_of_move: 25, self.embed: 15, self.first_load: 10}
        (do,) = self._dice.choices(list(doings), list(doings.values()))
        await self.done(do)

    async def done(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do something, and take down what goes wrong with it."""
        try:
            await do()
        except AnswerError as error:
            self._notes.errors[str(error)] += 1
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self._notes.errors[type(error).__name__] += 1

    async def think(self) -> None:
        """Look at what came."""
        await asyncio.sleep(self._dice.uniform(*THINKS))

    async def close(self) -> None:
        """Leave."""
        await self._wire.close()

    async def sign_in(self, name: str, password: str) -> None:
        """Sign in, as at the start of a day."""
        form = urlencode({"name": name, "password": password, "next": "/"}).encode()
        answer = await self._wire.post("/login", form, "application/x-www-form-urlencoded")
        if answer.status != _LED:
            raise AnswerError(f"signing in: {answer.status}")

    async def first_load(self) -> None:
        """Open the page with an empty cache: its document, then all that the document names."""
        page = self._taken("first load: the document", await self._wire.get("/"))
        self._query, self._held = "", dict(_HELD.findall(page[page.index('id="first"') :]))
        for path in dict.fromkeys(_SCRIPT.findall(page)):
            self._taken("first load: each of its files", await self._wire.get(path))
        if self._post is None:
            self._post = posts(json.loads((await self._wire.get("/_dash-dependencies")).body))

    async def range_click(self) -> None:
        """Choose another range."""
        await self._change("range click", "range", *self._dice.choices(list(RANGES), list(RANGES.values())))

    async def as_of_move(self) -> None:
        """Move the as-of date to a session of the last two years."""
        await self._change("as-of move", "asof", self._dice.choice(self._days))

    async def embed(self) -> None:
        """Open an embed."""
        chosen = {"panel": self._dice.choice(_PANELS), "theme": self._dice.choice(("light", "dark"))}
        self._taken("embed", await self._wire.get(f"{self._embed}?{urlencode(chosen)}"))

    async def _change(self, what: str, control: str, text: str) -> None:
        if self._post is None:
            await self.first_load()
        self._number += 1
        held = {"words": self._held["told"], "version": self._held["version"]}
        asked = {"n": self._number, "query": self._query, "changes": [[control, text]], "seen": None, **held}
        body = json.dumps(self._post(asked)).encode()
        answer = json.loads(self._taken(what, await self._wire.post(POST, body)))["response"]["answered"]["data"]
        if not answer["page"] or answer["refused"]:
            raise AnswerError(f"{what}: no page")
        self._query, self._held["told"] = answer["query"], answer["words"]

    def _taken(self, what: str, answer: Answer) -> str:
        self._notes.note(what, answer.milliseconds)
        if answer.status != _OK:
            raise AnswerError(f"{what}: {answer.status}")
        return answer.body.decode(errors="replace")
