"""The rules of methods.md, section 2, written a second time: plainly, session by session, from prices alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import judge_all
from indicators.panel import pair_panel
from tests.commentary.support import day_of, market, walks

if TYPE_CHECKING:
    import pandas as pd


def b1(small: pd.DataFrame) -> str:
    """Look for the last test of the average from below in the last five sessions."""
    close, mean = small["close"].to_numpy(), small["close"].rolling(200).mean().to_numpy()
    high = small["high"].to_numpy()
    rejected = overtaken = False
    for t in range(len(close) - 5, len(close)):
        if all(close[s] < mean[s] for s in range(t - 20, t)) and mean[t] < mean[t - 20]:
            rejected |= max(high[t], close[t]) >= mean[t] >= close[t]
            overtaken |= close[t] > mean[t]
    if rejected and close[-1] <= mean[-1]:
        return "true"
    return "overtaken" if overtaken and close[-1] > mean[-1] else "false"


def b2(small: pd.DataFrame) -> str:
    """Compare two means of 200 closes, 20 sessions apart."""
    close = small["close"].to_numpy()
    return "true" if np.mean(close[-200:]) / np.mean(close[-220:-20]) - 1 < -0.001 else "false"


def b5(small: pd.DataFrame, large: pd.DataFrame) -> str:
    """Count the 252 closes before that lie above."""
    counts = [sum(value > each["close"].iloc[-1] for value in each["close"].iloc[-253:-1]) for each in (small, large)]
    return "true" if counts[0] > counts[1] else "false"


def swing_low(close: list[float]) -> float:
    """Return the last low that a close 5 % above it has confirmed, after a high that a close 5 % below has."""
    low = high = close[0]
    last, falling = np.nan, None
    for value in close:
        low, high = min(low, value), max(high, value)
        if falling is not False and value >= 1.05 * low:
            last, falling, high = low, False, value
        elif falling is not True and value <= 0.95 * high:
            falling, low = True, value
    return last


def b6(small: pd.DataFrame, large: pd.DataFrame) -> str:
    """Take the three tests in turn."""
    near, low, average = [], [], []
    for each in (small, large):
        close = each["close"].tolist()
        price = close[-1]
        near.append(sum(0.95 * price <= value < price for value in close[-253:-1]))
        support = swing_low(close)
        low.append(price / support if support < price else np.inf)
        below = [mean for mean in (np.mean(close[-50:]), np.mean(close[-200:])) if mean < price]
        average.append(price / max(below) if below else np.inf)
    worse = (near[0] < near[1]) + (low[0] > low[1]) + (average[0] > average[1])
    return {0: "false", 3: "true"}.get(int(worse), "mixed")


def rsi(close: np.ndarray) -> float:
    """Return Wilder's RSI(14), seeded with the mean of the first 14 changes."""
    changes = np.diff(close)
    up, down = np.maximum(changes, 0), np.maximum(-changes, 0)
    gain, loss = up[:14].mean(), down[:14].mean()
    for rise, fall in zip(up[14:], down[14:], strict=True):
        gain, loss = (13 * gain + rise) / 14, (13 * loss + fall) / 14
    return float(100 * gain / (gain + loss))


def b7(small: pd.DataFrame, large: pd.DataFrame) -> str:
    """Count the measures that are worse, and rank the 12-1 difference among all so far."""
    here, there = small["close"].to_numpy(), large["close"].to_numpy()
    gaps = [here[-1] / here[-1 - n] - there[-1] / there[-1 - n] for n in (252, 126, 63, 21)]
    history = [here[t - 21] / here[t - 252] - there[t - 21] / there[t - 252] for t in range(252, len(here))]
    worse = sum(gap < 0 for gap in [*gaps, history[-1], rsi(here) - rsi(there)])
    if worse == 0:
        return "false"
    much = np.mean(np.array(history) <= history[-1]) <= 0.2
    return "true" if worse == 6 and much else "mixed"


def u1(small: pd.DataFrame) -> str:
    """Look for a cross in the last five sessions."""
    close, mean = small["close"].to_numpy(), small["close"].rolling(200).mean().to_numpy()
    crossed = any(close[t - 1] <= mean[t - 1] and close[t] > mean[t] for t in range(len(close) - 5, len(close)))
    return "true" if crossed and close[-1] > mean[-1] else "false"


def again(small: pd.DataFrame, large: pd.DataFrame) -> dict[str, str]:
    """Return the statuses of the rules written here."""
    return {
        "B1": b1(small),
        "B2": b2(small),
        "B5": b5(small, large),
        "B6": b6(small, large),
        "B7": b7(small, large),
        "U1": u1(small),
    }


def compare(small: pd.DataFrame, large: pd.DataFrame, positions: list[int]) -> dict[str, set[str]]:
    """Compare both writings at some sessions, and return the statuses seen."""
    panel = pair_panel(small, large)
    seen: dict[str, set[str]] = {}
    for position in positions:
        cut = small.iloc[: position + 1], large.iloc[: position + 1]
        expected = again(*cut)
        found = {
            claim.key: str(claim.status) for claim in judge_all(market(panel, day_of(small.index[position].to_numpy())))
        }
        assert expected == {key: found[key] for key in expected}, small.index[position]
        for key, status in expected.items():
            seen.setdefault(key, set()).add(status)
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_both_writings_agree_on_random_walks(seed: int) -> None:
    """At random sessions, and at those around crosses of the average, where B1 and U1 turn."""
    small, large = walks(1500, seed=80 + seed)
    crosses = np.flatnonzero(pair_panel(small, large).small.cross_up)
    some = np.random.default_rng(seed).integers(280, 1500, 15)
    compare(small, large, sorted({*some.tolist(), *(int(t) + 3 for t in crosses if 280 < t < 1490)}))


def test_both_writings_agree_on_real_prices(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """At events of B1 and at random sessions; every status that these rules know is seen."""
    small, large = (each.iloc[:9000] for each in index_frames)
    test = pair_panel(small, large).small.average_test
    events = np.flatnonzero(test.rejected | test.overtaken)
    some = np.random.default_rng(2).integers(300, 9000, 25)
    seen = compare(small, large, sorted({*events[events > 300][::3].tolist(), *some.tolist()}))
    assert seen["B1"] == {"true", "false", "overtaken"}
    assert seen["B6"] == seen["B7"] == {"true", "false", "mixed"}
    assert seen["B2"] == seen["B5"] == seen["U1"] == {"true", "false"}
