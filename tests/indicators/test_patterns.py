from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from indicators.errors import CloseError
from indicators.patterns import smoothing
from indicators.patterns.formations import Formation, _once, formations
from indicators.patterns.shapes import Kind
from indicators.patterns.smoothing import smooth
from indicators.patterns.weeks import weeks
from tests.indicators.support import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indicators.arrays import Floats

FIRST = 50  # the bar of the first extremum in the closes built here
GAPS = (6, 5, 6, 5)  # bars from each of five extrema to the next
WIDE = (13, 13)  # as above, of a double top

TOPS = {
    Kind.HEAD_AND_SHOULDERS: (110, 100, 120, 100, 110),
    Kind.BROADENING_TOP: (110, 105, 114, 100, 118),
    Kind.TRIANGLE_TOP: (118, 100, 114, 104, 110),
    Kind.RECTANGLE_TOP: (110.5, 100, 110, 100.5, 110.2),
    Kind.DOUBLE_TOP: (110, 100, 110.5),
}
BROKEN = [
    pytest.param(Kind.HEAD_AND_SHOULDERS, (110, 100, 109.5, 100, 109), id="head below the first shoulder"),
    pytest.param(Kind.HEAD_AND_SHOULDERS, (109, 100, 109.5, 100, 110), id="head below the last shoulder"),
    pytest.param(Kind.HEAD_AND_SHOULDERS, (110, 100, 120, 100, 114), id="shoulders apart"),
    pytest.param(Kind.HEAD_AND_SHOULDERS, (110, 100, 120, 104, 110), id="troughs apart"),
    pytest.param(Kind.BROADENING_TOP, (115, 105, 114, 100, 118), id="second top not higher"),
    pytest.param(Kind.BROADENING_TOP, (110, 105, 114, 100, 113), id="third top not higher"),
    pytest.param(Kind.BROADENING_TOP, (110, 105, 114, 106, 118), id="trough not lower"),
    pytest.param(Kind.TRIANGLE_TOP, (113, 100, 114, 104, 110), id="second top not lower"),
    pytest.param(Kind.TRIANGLE_TOP, (118, 100, 114, 104, 115), id="third top not lower"),
    pytest.param(Kind.TRIANGLE_TOP, (118, 104, 114, 103, 110), id="trough not higher"),
    pytest.param(Kind.RECTANGLE_TOP, (112, 100, 110, 100.5, 111), id="tops apart"),
    pytest.param(Kind.RECTANGLE_TOP, (110.5, 100, 110, 102, 110.2), id="bottoms apart"),
    pytest.param(Kind.RECTANGLE_TOP, (100.5, 100, 101.5, 100.7, 101.5), id="a bottom above a top"),
    pytest.param(Kind.DOUBLE_TOP, (110, 100, 114), id="twin tops apart"),
]
BOTH = pytest.mark.parametrize("upside_down", [False, True], ids=["top", "bottom"])


def built(levels: Sequence[float], gaps: Sequence[int], *, upside_down: bool) -> Floats:
    """Return closes on straight lines: a run up to the first extremum, from each to the next, and a run away."""
    bars = [0, *(FIRST + np.cumsum([0, *gaps]))]
    heights = [levels[0] - 20, *levels, levels[-1] - 10]
    close = np.interp(np.arange(bars[-1] + 12), [*bars, bars[-1] + 11], heights)
    return 220 - close if upside_down else close


def named(kind: Kind, *, upside_down: bool) -> Kind:
    """Return a top, or the bottom of the same shape."""
    return Kind(kind.value.replace("top", "bottom")) if "top" in kind else Kind("inverse " * upside_down + kind)


def shape(kind: Kind, *, upside_down: bool) -> tuple[Kind, tuple[int, ...], Floats]:
    """Return the name, the extrema that count and the closes of a pattern built from chosen extrema."""
    gaps = GAPS if len(TOPS[kind]) == 5 else WIDE
    bars = tuple(int(bar) for bar in FIRST + np.cumsum([0, *gaps]))
    name = named(kind, upside_down=True) if upside_down else kind
    return name, bars if len(bars) == 5 else bars[::2], built(TOPS[kind], gaps, upside_down=upside_down)


def regression(prices: Floats, bandwidth: float, *, leave_out: bool = False) -> Floats:
    """Return the kernel-weighted mean at each bar, one bar at a time."""
    fit = []
    for bar in range(prices.size):
        others = [other for other in range(prices.size) if not (leave_out and other == bar)]
        weight = [np.exp(-((bar - other) ** 2) / (2 * bandwidth**2)) for other in others]
        fit.append(np.dot(weight, prices[others]) / sum(weight))
    return np.array(fit)


def smooth_by_the_definition(prices: Floats) -> Floats:
    """Return the regression at 2.5 times the bandwidth under which each price is best told from the others."""
    bandwidths = [0.5 * 2 ** (step / 3) for step in range(13)]
    errors = [np.sum((prices - regression(prices, h, leave_out=True)) ** 2) for h in bandwidths]
    return regression(prices, 2.5 * bandwidths[int(np.argmin(errors))])


def alike(levels: Sequence[float], within: float) -> bool:
    """Return whether all lie within a share of their mean."""
    mean = sum(levels) / len(levels)
    return all(abs(level - mean) <= within * mean for level in levels)


def turns_of(window: Floats) -> list[tuple[int, str]]:
    """Return the bars of the extrema of a window, each with its side."""
    curve = smooth(window[None, :])[0]  # tried by itself below
    turns = []
    for bar in range(1, 37):
        three = list(window[bar - 1 : bar + 2])
        if curve[bar - 1] < curve[bar] >= curve[bar + 1]:
            turns.append((bar - 1 + three.index(max(three)), "top"))
        elif curve[bar - 1] >= curve[bar] < curve[bar + 1]:
            turns.append((bar - 1 + three.index(min(three)), "bottom"))
    return turns


def kinds_of(e1: float, e2: float, e3: float, e4: float, e5: float) -> dict[str, list[str]]:
    """Return the names of five extrema that end with a top, or with a bottom, written out as in the paper."""
    level = alike([e1, e5], 0.015) and alike([e2, e4], 0.015)
    flat = alike([e1, e3, e5], 0.0075) and alike([e2, e4], 0.0075)
    tops = {
        "head and shoulders": e3 > e1 and e3 > e5 and level,
        "broadening top": e1 < e3 < e5 and e2 > e4,
        "triangle top": e1 > e3 > e5 and e2 < e4,
        "rectangle top": flat and min(e1, e3, e5) > max(e2, e4),
    }
    bottoms = {
        "inverse head and shoulders": e3 < e1 and e3 < e5 and level,
        "broadening bottom": e1 > e3 > e5 and e2 < e4,
        "triangle bottom": e1 < e3 < e5 and e2 > e4,
        "rectangle bottom": flat and min(e2, e4) > max(e1, e3, e5),
    }
    return {side: [name for name, met in names.items() if met] for side, names in (("top", tops), ("bottom", bottoms))}


def twin_of(window: Floats, bars: list[int], side: str) -> list[int]:
    """Return the nearest of the bars before the last that makes a double top, or bottom, with it; or none."""
    for number in range(len(bars) - 2, -1, -1):
        first, last, between = bars[number], bars[-1], window[bars[number + 1 : -1]]
        beyond = between > window[last] if side == "top" else between < window[last]
        if last - first > 22 and alike([window[first], window[last]], 0.015) and not beyond.any():
            return [first]
    return []


def patterns_by_the_definition(close: Floats) -> set[tuple[str, tuple[int, ...]]]:
    """Go through the windows one by one."""
    found = set()
    last_of: dict[str, int] = {}
    begun = set()
    for start in range(close.size - 37):
        window, turns = close[start : start + 38], turns_of(close[start : start + 38])
        shown: list[tuple[str, list[int]]] = []
        for end in (end for end, turn in enumerate(turns) if turn[0] == 34):
            side = turns[end][1]
            five = [bar for bar, _ in turns[max(end - 4, 0) : end + 1]]
            if len(five) == 5 and five == sorted(set(five)):
                shown += [(name, five) for name in kinds_of(*window[five])[side]]
            same = [bar for bar, other in turns[: end + 1] if other == side]
            shown += [(f"double {side}", [first, 34]) for first in twin_of(window, same, side)]
        for name, bars in shown:
            begins = (name, start + bars[0])
            if start + 34 > last_of.get(name, -9) + 3 and begins not in begun:
                begun.add(begins)
                found.add((name, tuple(start + bar for bar in bars)))
                last_of[name] = start + 34
    return found


def test_the_smoother_agrees_with_kernel_regression_written_out() -> None:
    """Leaving out one price after the other, and weighing all others one by one, gives the same curves."""
    windows = [walk(38, seed) for seed in range(12)]
    rng = np.random.default_rng(5)
    windows += [100 + 8 * np.sin(np.arange(38) / period) + rng.normal(0, 1, 38) for period in (2, 4, 6, 9)]
    curves = [smooth_by_the_definition(window) for window in windows]
    assert np.array(curves) == pytest.approx(smooth(np.array(windows)), rel=1e-9)


@BOTH
@pytest.mark.parametrize("kind", TOPS)
def test_a_pattern_built_from_chosen_extrema_is_found_and_named(kind: Kind, upside_down: bool) -> None:  # noqa: FBT001
    """Closes that run through extrema chosen by hand show the pattern there, and nothing else."""
    name, bars, close = shape(kind, upside_down=upside_down)
    assert (Formation(name, bars),) == formations(close)


@BOTH
@pytest.mark.parametrize(("kind", "levels"), BROKEN)
def test_with_one_condition_violated_it_is_none(kind: Kind, levels: tuple[float, ...], upside_down: bool) -> None:  # noqa: FBT001
    """Extrema at the same bars, one of them moved so that a single condition fails, do not show the pattern."""
    close = built(levels, GAPS if len(levels) == 5 else WIDE, upside_down=upside_down)
    assert shape(kind, upside_down=upside_down)[0] not in {found.kind for found in formations(close)}


@BOTH
def test_double_tops_lie_more_than_22_bars_apart_with_none_above_between(upside_down: bool) -> None:  # noqa: FBT001
    """The same two tops 22 bars apart, or with a higher one between, are no double top; 23 apart they are."""
    name = Kind.DOUBLE_BOTTOM if upside_down else Kind.DOUBLE_TOP

    def count(levels: Sequence[float], gaps: Sequence[int]) -> int:
        return [found.kind for found in formations(built(levels, gaps, upside_down=upside_down))].count(name)

    assert 0 == count((110, 100, 110.5), (11, 11))
    assert 1 == count((110, 100, 110.5), (12, 11))
    assert 1 == count((110, 100, 110.4, 100, 110.5), (7, 6, 7, 6))
    assert 0 == count((110, 100, 110.6, 100, 110.5), (7, 6, 7, 6))


def test_one_formation_counts_in_each_kind_whose_conditions_it_meets() -> None:
    """A head 0.3 % above its shoulders is a rectangle as well."""
    kinds = [found.kind for found in formations(built((110, 100, 110.3, 100, 110), GAPS, upside_down=False))]
    assert [Kind.HEAD_AND_SHOULDERS, Kind.RECTANGLE_TOP] == kinds


@BOTH
@pytest.mark.parametrize("kind", TOPS)
def test_a_pattern_is_known_three_bars_after_its_last_extremum(kind: Kind, upside_down: bool) -> None:  # noqa: FBT001
    """Two bars after it the closes show nothing yet."""
    _, bars, close = shape(kind, upside_down=upside_down)
    known = bars[-1] + 3
    assert () == formations(close[:known])
    assert [known] == [found.known for found in formations(close[: known + 1])]


@pytest.mark.parametrize("seed", range(3))
def test_patterns_agree_with_the_definition(seed: int) -> None:
    """Going through the windows one by one finds the same patterns, all kinds among them."""
    found = formations(walk(2500, seed, daily=0.009))
    assert patterns_by_the_definition(walk(2500, seed, daily=0.009)) == {
        (each.kind.value, each.extrema) for each in found
    }
    assert set(Kind) == {each.kind for each in found}


def test_patterns_of_the_index_agree_with_the_definition(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So they do on real closes; the bandwidth of the paper would find at least three times as many."""
    for frame in index_frames:
        close = frame["close"].loc["2010":"2016"].to_numpy()
        found = formations(close)
        assert patterns_by_the_definition(close) == {(each.kind.value, each.extrema) for each in found}
        with monkeypatch.context() as published:
            published.setattr(smoothing, "WIDER", 0.3)
            assert len(formations(close)) > 3 * len(found)


@pytest.mark.parametrize("factor", [0.001, 0.37, 29.0])
def test_patterns_do_not_depend_on_the_level(factor: float) -> None:
    """The same closes in another unit show the same patterns."""
    close = walk(1500, seed=4)
    assert len(formations(close)) > 20
    assert formations(close) == formations(factor * close)


@pytest.mark.parametrize("sessions", [37, 38, 200, 611, 1013, 1500])
def test_later_bars_change_no_pattern(sessions: int) -> None:
    """Cut anywhere, or with other closes after that, the patterns known by then are the same."""
    close = walk(1500, seed=6)
    known = tuple(found for found in formations(close) if found.known < sessions)
    assert known == formations(close[:sessions])
    other = np.append(close[:sessions], close[sessions - 1] * walk(300, seed=7) / 100)
    assert known == tuple(found for found in formations(other) if found.known < sessions)


def test_the_same_pattern_in_a_later_window_counts_once() -> None:
    """One that begins where its like began, or ends before its like was known, is that one; other kinds are not."""
    former = Formation(Kind.TRIANGLE_TOP, (2, 9, 15, 20, 30))
    shifted = Formation(Kind.TRIANGLE_TOP, (3, 9, 15, 20, 33))
    other = Formation(Kind.BROADENING_TOP, (2, 9, 15, 20, 33))
    next_one = Formation(Kind.TRIANGLE_TOP, (9, 15, 20, 30, 34))
    longer = Formation(Kind.TRIANGLE_TOP, (2, 9, 15, 20, 38))
    assert (former, other, next_one) == _once([former, shifted, other, next_one, longer])


@pytest.mark.parametrize(
    "close",
    [np.ones(0), walk(37, seed=1), np.full(300, 70.0), np.linspace(50, 90, 300), np.geomspace(90, 50, 300)],
    ids=["none", "too few", "still", "rising", "falling"],
)
def test_closes_that_never_turn_show_nothing(close: Floats) -> None:
    """Neither do fewer than 38."""
    assert () == formations(close)


@pytest.mark.parametrize("turns", [1, 2, 3, 4])
def test_too_few_turns_show_nothing(turns: int) -> None:
    """One to four turns in all, the last at bar 35 of the only window, are no pattern of five and no double top."""
    bars = [*range(34 - 6 * turns, 35, 6), 37]
    heights = [100 - 10 * (number % 2) for number in range(turns + 2)]
    assert () == formations(np.interp(np.arange(38), bars, heights))


def test_a_missing_close_is_refused_by_its_position() -> None:
    """Nothing is filled."""
    close = walk(100, seed=1)
    close[61] = np.nan
    with pytest.raises(CloseError, match=r"close\[61\]"):
        formations(close)


def test_a_week_is_known_at_its_friday_or_else_when_the_next_one_begins() -> None:
    """Around Good Friday and the Fourth of July of 2014, by the calendar; the week that runs has no bar."""
    days = pd.bdate_range("2014-04-07", "2014-07-09").drop(["2014-04-18", "2014-05-26", "2014-07-04"])
    found = weeks(days.to_numpy())
    ends = dict(zip(days[found.last].strftime("%m-%d"), days[found.known].strftime("%m-%d"), strict=True))
    assert {
        "04-11": "04-11",
        "04-17": "04-21",
        "04-25": "04-25",
        "05-30": "05-30",
        "07-03": "07-07",
    }.items() <= ends.items()
    assert "07-03" == max(ends)


def test_weeks_agree_with_pandas() -> None:
    """On a full calendar, week by week, the closes are those that pandas resamples."""
    days = pd.bdate_range("2001-01-02", periods=1000)
    close = pd.Series(walk(1000, seed=2), days)
    last = weeks(days.to_numpy()).last
    expected = close.resample("W-FRI").last()[: days[-1]]
    assert expected.tolist() == close.iloc[last].tolist()
    assert expected.index.tolist() == days[last].tolist()


def test_later_sessions_change_no_week() -> None:
    """Cut after any session, weekends among them, the weeks known by then are the same."""
    rng = np.random.default_rng(3)
    days = pd.date_range("2001-01-02", periods=500).to_numpy()[rng.random(500) < 0.6]
    full = weeks(days)
    for sessions in range(days.size + 1):
        then = weeks(days[:sessions])
        known = full.known < sessions
        assert full.last[known].tolist() == then.last.tolist()
        assert full.known[known].tolist() == then.known.tolist()
