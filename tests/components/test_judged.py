"""What is kept of pairs: by hand-made versions of prices, and by what the collector leaves of the old ones."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import ref

from components import judged
from components.judged import PAIRS_KEPT, Judge
from tests.commentary.support import walks
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    import pytest

    from data.model import Pair


def _pair(number: int = 0) -> Pair:
    """Return a pair of its own symbols, with the prices of all of them."""
    small, large = walks(300)
    return FramePrices({f"S{number}": small, f"L{number}": large}).pair(f"S{number}", f"L{number}")


def _newer(pair: Pair) -> Pair:
    """Return a pair with another version of its prices."""
    return replace(pair, small=replace(pair.small, version="newer"))


def _judge() -> Judge:
    prices = FramePrices({"S": walks(300)[0]})
    return Judge(prices.instrument, prices.year_end)


def test_a_day_is_judged_once_while_its_prices_are_the_newest() -> None:
    """The same pair and date give the same value; another version of the prices gives another."""
    judge, pair = _judge(), _pair()
    day = pair.sessions[-1].date()
    whole, said = judge(pair, day)
    again = judge(pair, day)
    assert whole is again[0]
    assert said is again[1]
    assert whole is not judge(_newer(pair), day)[0]


def test_nothing_of_replaced_prices_is_kept() -> None:
    """Neither the indicators of the old version nor what was said from them stay in memory."""
    judge, pair = _judge(), _pair()
    day = pair.sessions[-1].date()
    old = ref(judge(pair, day)[0].panel.small.close)
    judge(_newer(pair), day)
    gc.collect()
    assert old() is None


def test_the_pair_that_was_not_asked_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pair more than are kept: the oldest is computed anew, the one asked for meanwhile is not."""
    computed: list[int] = []
    panel = judged.pair_panel
    monkeypatch.setattr(judged, "pair_panel", lambda *frames: computed.append(1) or panel(*frames))
    judge, pairs = _judge(), [_pair(number) for number in range(PAIRS_KEPT + 1)]
    day = pairs[0].sessions[-1].date()
    for pair in pairs[:-1]:
        judge(pair, day)
    judge(pairs[0], day)
    judge(pairs[-1], day)
    assert PAIRS_KEPT + 1 == len(computed)
    judge(pairs[0], day)
    assert PAIRS_KEPT + 1 == len(computed)
    judge(pairs[1], day)
    assert PAIRS_KEPT + 2 == len(computed)
