"""The section of probabilities and votes: what it says and draws of values made by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from commentary.evidence.model import Study
from commentary.model import Group, Side
from commentary.pooling.model import Bin, Outcome, Pooled, Score, Timeline, Voter
from components.odds import odds
from components.odds_pictures import LEFT, SIDE, TOP, limit_of
from tests.components.generated import SESSIONS, generated, view_of
from tests.components.reading import elements, text

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View

ADDS = {Group.TREND: -0.12, Group.MOMENTUM: 0.05, Group.RELATIVE: 0.0, Group.STRUCTURE: 0.0004}
BINS = (
    Bin(0.50, 0.55, n=21 * 9 + 20, forecast=0.53, observed=0.40),
    Bin(0.55, 0.60, n=21 * 25, forecast=0.58, observed=0.52),
    Bin(0.60, 0.65, n=2100, forecast=0.625, observed=0.60),
)
"""Nine windows of 21 sessions laid end to end, 25, and 100."""


def _now(value: float) -> np.ndarray:
    return np.array([value])


def _counts(**groups: int) -> dict[Group, np.ndarray]:
    return {group: np.array([groups.get(group.name.lower(), 0)], dtype=np.int8) for group in Group}


def _pooled(probability: float, base: float) -> Pooled:
    return Pooled(_now(probability), _now(base), {group: _now(ADDS.get(group, 0.0)) for group in Group})


def _score(name: str, brier: float, bins: tuple[Bin, ...] = ()) -> Score:
    return Score(name, n=6300, independent=300, brier=brier, base_brier=0.25, skill_pct=100 - 400 * brier, bins=bins)


TIMELINE = Timeline(
    sessions=SESSIONS[-1:].to_numpy(),
    holds={Side.BEAR: _counts(trend=2, momentum=1), Side.BULL: _counts(relative=1)},
    testable={Side.BEAR: _counts(trend=3, momentum=1, structure=2), Side.BULL: _counts(trend=1, relative=1)},
    pooled={Outcome.SMALL_HIGHER: _pooled(0.58, 0.61), Outcome.SMALL_AHEAD: _pooled(0.475, 0.475)},
    votes={Voter.CLAIMS: _now(0.25), Voter.TRADINGVIEW: _now(0.8), Voter.BARCHART: _now(0.5)},
    cast={voter: np.array([cast], dtype=np.int8) for voter, cast in zip(Voter, (4, 25, 12), strict=True)},
)
SCORES = (
    _score("pooled.small_higher", 0.246, BINS),
    _score("pooled.small_ahead", 0.252),
    _score("claims.small_higher", 0.371),
    _score("tradingview.small_higher", 0.282),
    _score("barchart.small_higher", 0.343),
)


@pytest.fixture(scope="module")
def view() -> View:
    """Return a view of generated prices whose timeline and scores are those above."""
    return replace(view_of(generated()), timeline=TIMELINE, scores=SCORES)


def _of_class(content: Node | list[Node], tag: str, name: str) -> list[dict[str, Any]]:
    """Return the attributes of each element of a class."""
    return [node[1] for node in elements(content, tag) if name in node[1].get("class", "").split()]


def _card(view: View, number: int) -> list[Node]:
    return [elements(odds(view), "article")[number]]


@pytest.mark.parametrize(
    ("number", "title", "pooled", "base"),
    [
        (0, "The Russell 2000 higher 21 sessions later", 58.0, 61.0),
        (1, "The Russell 2000 ahead of the S&P 500 over 63 sessions", 47.5, 47.5),
    ],
)
def test_each_outcome_has_its_probability_beside_its_base_rate(
    view: View, number: int, title: str, pooled: float, base: float
) -> None:
    """As numbers, as marks on one scale from 0 to 100 %, and in a sentence."""
    card = _card(view, number)
    assert [text(heading) for heading in elements(card, "h3")] == [title]
    assert [text(value) for value in elements(card, "dd")] == [f"{pooled:.1f} %", f"{base:.1f} %"]
    assert [mark["cx"] for mark in _of_class(card, "circle", "at-value")] == [f"{pooled:.2f}%"]
    assert [(mark["x1"], mark["x2"]) for mark in _of_class(card, "line", "at-base")] == [(f"{base:.2f}%",) * 2]
    assert f"is {pooled:.1f} %" in text(card)


def test_the_groups_add_up_from_the_base_rate_to_the_probability(view: View) -> None:
    """Log-odds with their signs; those of 61 and 58 %, ln(61/39) and ln(58/42), from a table of logarithms."""
    rows = [[text(cell) for cell in row[2:]] for row in elements(_card(view, 0), "tr")[:6]]
    assert [[row[0], row[-1]] for row in rows] == [
        ["base rate", "+0.447"],
        ["trend", "-0.120"],
        ["momentum", "+0.050"],
        ["relative strength", "+0.000"],
        ["structure and supply", "+0.000"],
        ["pooled", "+0.323"],
    ]
    assert "Nothing to decide on: season and positioning, fundamentals." in text(_card(view, 0))


def test_a_bar_starts_at_zero_in_the_middle_and_goes_to_its_side(view: View) -> None:
    """On a scale from -0.2 to 0.2: -0.12 takes 30 % of the width to the left, 0.05 takes 12.5 % to the right."""
    card = _card(view, 0)
    bars = [(bar["x"], bar["width"]) for bar in _of_class(card, "rect", "bar-value")]
    assert bars[:2] == [("20.00%", "30.00%"), ("50.00%", "12.50%")]
    assert "bars run from -0.2 to +0.2" in text(card)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0.05), ([0.0], 0.05), ([0.05], 0.05), ([-0.051], 0.1), ([0.11, -0.15], 0.2), ([0.21], 0.5), ([3.0], 5.0)],
)
def test_the_scale_of_the_bars_is_the_least_round_number_that_holds_them(values: list[float], expected: float) -> None:
    """1, 2 or 5 of a power of ten, 0.05 at least, worked by hand."""
    assert expected == pytest.approx(limit_of(values))


def test_the_diagram_has_a_dot_for_each_range_with_enough_windows(view: View) -> None:
    """By hand: 58 and 62.5 % to the right, 52 and 60 % up; a quarter of the forecasts, half of the radius.

    Of 25 windows the dot is hollow, and nine are too few for one. The intervals are statsmodels' Wilson intervals.
    """
    card = _card(view, 0)
    dots = _of_class(card, "circle", "dot")
    places = [((float(dot["cx"]) - LEFT) / SIDE, 1 - (float(dot["cy"]) - TOP) / SIDE) for dot in dots]
    assert places == [pytest.approx((0.58, 0.52), abs=1e-3), pytest.approx((0.625, 0.60), abs=1e-3)]
    assert [dot["r"] for dot in dots] == ["4.5", "9.0"]
    assert [dot["class"] for dot in dots] == ["dot few", "dot"]
    lines = _of_class(card, "line", "interval")
    for line, hits, n in zip(lines, (13, 60), (25, 100), strict=True):
        shown = [1 - (float(line[end]) - TOP) / SIDE for end in ("y1", "y2")]
        assert shown == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-3)


def test_the_table_beside_the_diagram_has_every_range(view: View) -> None:
    """Sessions, windows laid end to end, mean forecast, what came, and statsmodels' Wilson interval in whole %."""
    body = elements(_card(view, 0), "tbody")[1]
    rows = [[text(cell) for cell in row[2:]] for row in elements(body, "tr")]
    (few_low, few_high), (low, high) = (
        [f"{100 * share:.0f}" for share in proportion_confint(hits, n, method="wilson")]
        for hits, n in ((13, 25), (60, 100))
    )
    assert rows == [
        ["50 to 55 %", "209", "9", "too few (n = 9)"],
        ["55 to 60 %", "525", "25", "58.0 %", "52.0 %", f"{few_low} to {few_high} %"],
        ["60 to 65 %", "2,100", "100", "62.5 %", "60.0 %", f"{low} to {high} %"],
    ]


def test_the_skill_is_said_with_its_interval_once_the_study_is_there(view: View) -> None:
    """Brier 0.246 against 0.250 is a skill of 1.6 %; an interval that holds zero is not told from it."""
    said = text(_card(view, 0))
    assert "0.246 against 0.250 of the base rate: skill +1.60 %. Whether that can be told from zero is being" in said
    study = Study({}, 0, 2000, 499, {"pooled.small_higher": (-0.7, 3.9)}, (), ())
    said = text(_card(replace(view, study=study), 0))
    assert "skill +1.60 %, 95 % interval -0.70 % to +3.90 %. Not distinguishable from zero." in said


def test_each_vote_has_its_name_its_place_and_its_own_score(view: View) -> None:
    """25 % of four claims; 80 %, a mean of 0.6, is a strong buy; 50 % a hold; each read as a probability."""
    card = _card(view, 2)
    assert [mark["cx"] for mark in _of_class(card, "circle", "at-value")] == ["25.00%", "80.00%", "50.00%"]
    assert [text(part) for part in elements(card, "p") if part[1].get("class") == "stands"] == [
        "25.0 %",
        "Strong buy",
        "Hold",
    ]
    said = text(card)
    assert re.findall(r"it had a Brier score of ([\d.]+); the base rate had ([\d.]+)", said) == [
        ("0.371", "0.250"),
        ("0.282", "0.250"),
        ("0.343", "0.250"),
    ]
    assert "no probability" in said
    assert "6 are bearish and 2 bullish, so few bullish votes can be cast." in said
    assert said.count("The base rates beside the votes differ") == 1
    assert all(count in said for count in ("25 of 26 signals", "12 of 13 signals"))


def test_a_rating_bounds_its_names_on_the_scale(view: View) -> None:
    """Means of -0.5, -0.1, 0.1 and 0.5 are shares of 25, 45, 55 and 75 %."""
    second = elements(_card(view, 2), "svg")[1]
    ticks = [tick["x1"] for tick in _of_class(second, "line", "tick-mark")]
    assert ticks == ["0.00%", "25.00%", "45.00%", "55.00%", "75.00%", "100.00%"]


def test_the_words_are_explained_below(view: View) -> None:
    """Each that a reader meets in the section or in a track record, folded away."""
    words, folded = [text(word) for word in elements(odds(view), "dt")], elements(odds(view), "details")[-1]
    assert text(folded).startswith("What these words mean")
    assert words[-7:] == ["Base rate", "Pooled", "Log-odds", "Brier score", "Skill", "p and q", "No measurable edge"]


def test_nothing_is_drawn_that_is_not_known(view: View) -> None:
    """Without a base rate, votes and scores there are sentences alone, and no empty picture."""
    none = {
        outcome: Pooled(_now(np.nan), _now(np.nan), {group: _now(np.nan) for group in Group}) for outcome in Outcome
    }
    votes = {voter: _now(np.nan) for voter in Voter}
    scores = tuple(Score(score.name, 0, 0, None, None, None, ()) for score in SCORES)
    shown = odds(replace(view, timeline=replace(TIMELINE, pooled=none, votes=votes), scores=scores))
    assert elements(shown, "svg") == []
    assert elements(shown, "table") == []
    assert text(shown).count("No probability yet") == 2


@pytest.mark.parametrize("sessions", [1, 250, 460, 1000])
def test_the_section_of_a_past_date_is_that_of_the_history_cut_there(sessions: int) -> None:
    """Nothing later changes a word or a mark, and none of them is NaN or infinite."""
    day = SESSIONS[sessions - 1].date()
    shown = odds(view_of(generated(), f"?asof={day}"))
    assert odds(view_of(generated(sessions))) == shown
    assert not re.search(r"nan|\binf\b|None", repr(shown))
