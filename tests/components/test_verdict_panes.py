"""The verdict through time on counts and rates set by hand: lines, strips, words, table and file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from commentary import takeaways
from commentary.model import Group, Side
from commentary.pooling.model import Outcome, Pooled, Timeline
from components.csv import csv
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.model import Kind, Who
from components.figures.strips import strips
from components.figures.verdict import verdict_panes
from components.figures.window import window
from tests.commentary.support import unfounded
from tests.components.generated import generated, numbers, view_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.figures.model import Pane
    from components.view import View

NAN = float("nan")
SESSIONS = 60  # generated, of which the last six have been set by hand


def _codes(*last: int) -> np.ndarray:
    """Return counts of all sessions: none can be decided, or none holds, before the last ones."""
    return np.array([0] * (SESSIONS - len(last)) + list(last), dtype=np.int8)


def _rates(*last: float) -> np.ndarray:
    return np.array([NAN] * (SESSIONS - len(last)) + list(last))


def _by_hand(sessions: np.ndarray) -> Timeline:
    """Return two groups of bear claims and one bull claim; of fundamentals nothing can be decided."""
    none = dict.fromkeys(Group, _codes())
    holds = {
        Side.BEAR: {**none, Group.TREND: _codes(1, 2, 2, 0, 0, 1), Group.STRUCTURE: _codes(0, 0, 3, 3, 0, 2)},
        Side.BULL: {**none, Group.TREND: _codes(0, 0, 1, 1, 0, 0)},
    }
    testable = {
        Side.BEAR: {**none, Group.TREND: _codes(2, 2, 2, 2, 2, 2), Group.STRUCTURE: _codes(0, 0, 4, 4, 4, 4)},
        Side.BULL: {**none, Group.TREND: _codes(1, 1, 1, 1, 1, 1)},
    }
    higher = Pooled(_rates(0.5, 0.61, 0.624), _rates(0.6, 0.6, 0.612), {})
    ahead = Pooled(_rates(NAN, 0.45, 0.4), _rates(NAN, 0.48, 0.48), {})
    pooled = {Outcome.SMALL_HIGHER: higher, Outcome.SMALL_AHEAD: ahead}
    return Timeline(sessions, holds, testable, pooled, {})


def _view(query: str = "?range=Max") -> View:
    view = view_of(generated(SESSIONS), query)
    whole = _by_hand(view.whole.panel.relative.sessions)
    return replace(view, timeline=whole.until(view.as_of), whole=replace(view.whole, timeline=whole))


def _panes(view: View) -> tuple[Pane, Pane]:
    claims, probability = verdict_panes(window(view))
    return claims, probability


def test_the_counts_of_a_side_are_summed_over_its_groups() -> None:
    """By hand: bear 1, 2, 5, 3, 0, 3; bull 0, 0, 1, 1, 0, 0; before that nothing could be decided, so no line."""
    bear, bull = _panes(_view())[0].lines
    assert (bear.who, bull.who) == (Who.BEAR, Who.BULL)
    np.testing.assert_array_equal([1, 2, 5, 3, 0, 3], bear.points[-6:])
    np.testing.assert_array_equal([0, 0, 1, 1, 0, 0], bull.points[-6:])
    assert np.isnan(bear.points[:-6]).all()


def test_there_is_a_strip_for_each_group_that_can_be_decided() -> None:
    """Trend of both sides, structure of the bear's; -1 where a side has nothing to decide."""
    trend, structure = _panes(_view())[0].strips
    assert (trend.label, structure.label) == ("trend", "structure and supply")
    assert trend.bear[-7:].tolist() == [-1, 1, 2, 2, 0, 0, 1]
    assert trend.bull[-7:].tolist() == [-1, 0, 0, 1, 1, 0, 0]
    assert structure.bear[-5:].tolist() == [-1, 3, 3, 0, 2]
    assert set(structure.bull) == {-1}


def test_probabilities_are_percentages_beside_their_base_rates() -> None:
    """Each outcome in its colour: solid what is read from the claims, dashed what it does anyway."""
    lines = _panes(_view())[1].lines
    assert [(line.who, line.kind) for line in lines] == [
        (Who.SMALL, Kind.BASE),
        (Who.SMALL, Kind.MAIN),
        (Who.BOTH, Kind.BASE),
        (Who.BOTH, Kind.MAIN),
    ]
    last = [line.points[-1] for line in lines]
    assert last == pytest.approx([61.2, 62.4, 48, 40])
    named = ("Russell 2000 higher in 21 sessions", "Russell 2000 ahead of S&P 500 in 63 sessions")
    rates = ("Base rate", "Probability")
    assert [line.label for line in lines] == [f"{rate} of {name} %" for name in named for rate in rates]


def test_nothing_later_than_the_as_of_session_is_in_the_panes() -> None:
    """Two sessions earlier both panes end there, and say no more when what came after is asked for."""
    whole = _view()
    day = str(whole.whole.timeline.sessions[-3].astype("datetime64[D]"))
    hidden, shown = (_panes(_view(f"?range=Max&asof={day}{after}")) for after in ("", "&after=shown"))
    for before, later in zip(hidden, shown, strict=True):
        for line, twin in zip(before.lines, later.lines, strict=True):
            assert line.points.size == SESSIONS - 2
            np.testing.assert_array_equal(line.points, twin.points[: SESSIONS - 2])
        for strip, twin in zip(before.strips, later.strips, strict=True):
            np.testing.assert_array_equal(strip.bear, twin.bear[: SESSIONS - 2])
    said = [
        takeaways.claims(view.market, view.timeline)
        for view in (_view(f"?asof={day}&after={a}") for a in ("hidden", "shown"))
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("bear", "bull", "expected"),
    [
        (3, 1, "3 bear and 1 bull claims hold"),
        (1, 0, "1 bear and no bull claim holds"),
        (0, 1, "No bear and 1 bull claim holds"),
        (0, 2, "No bear and 2 bull claims hold"),
        (0, 0, "No claim holds"),
    ],
)
def test_the_heading_counts_both_sides(bear: int, bull: int, expected: str) -> None:
    """Singular, plural and none, in words that stand alone."""
    view = _view()
    timeline = view.timeline
    holds = {
        side: dict.fromkeys(Group, _codes()) | {Group.TREND: _codes(count)}
        for side, count in zip(Side, (bear, bull), strict=True)
    }
    said = takeaways.claims(view.market, replace(timeline, holds=holds))
    assert said.heading.text == expected


def test_the_words_are_those_of_the_last_session() -> None:
    """Counts and rates as set by hand; every number stands in the evidence."""
    view = _view()
    claims, odds = takeaways.claims(view.market, view.timeline), takeaways.probability(view.market, view.timeline)
    assert claims.heading.text == "3 bear and no bull claims hold"
    assert claims.description.text.endswith(
        "there held, of the claims about the present, 3 of 6 bear and 0 of 1 bull; by group: "
        "trend bear 1 of 2 and bull 0 of 1; structure and supply bear 2 of 4."
    )
    assert odds.heading.text == (
        "Higher in 21 sessions: 62 % against a base rate of 61 %; ahead in 63: 40 % against 48 %"
    )
    assert odds.description.text.endswith(
        "gave a probability of 62.4 % that the Russell 2000 closes higher after 21 sessions, beside a base rate of "
        "61.2 %; and of 40.0 % that the Russell 2000 gains more than the S&P 500 over 63 sessions, beside a base rate "
        "of 48.0 %."
    )
    for said in (claims, odds):
        assert unfounded(said.heading.text, said.heading.evidence) == []
        assert unfounded(said.description.text, said.description.evidence) == []


def test_what_cannot_be_said_yet_is_said_to_be_so() -> None:
    """Before the hand-set sessions nothing can be decided and no outcome is known."""
    view = _view()
    early = view.timeline.until(date.fromisoformat(str(view.timeline.sessions[10].astype("datetime64[D]"))))
    assert takeaways.claims(view.market, early).heading.text == "No claim can be decided yet"
    assert takeaways.probability(view.market, early).heading.text == "No probability yet"


def _svg(node: Any) -> list[dict[str, str]]:  # noqa: ANN401 - an element
    """Return the paths of the strips, by the class that says whose they are."""
    return [{path[1]["class"]: path[1]["d"] for path in row[2][2:]} for row in node[2:]]


def test_a_strip_is_filled_up_to_the_sessions_on_which_a_claim_holds() -> None:
    """Six sessions a day apart are at 0, 200 .. 1000: held on the first three fills from 0 to 400; known are four."""
    shown = chart(_view())
    days = np.arange("2024-01-01", "2024-01-07", dtype="datetime64[D]")
    pane = shown.panes[-2]
    cut = tuple(replace(one, bear=one.bear[-6:], bull=one.bull[-6:]) for one in pane.strips)
    six = replace(shown, sessions=days, known=4)
    trend, structure = _svg(strips(six, replace(pane, strips=cut), drawn=True))
    assert trend == {
        "strip-bear": "M0 0H400V1H0ZM800 0H1000V1H800Z",
        "strip-bull": "M200 1H600V2H200Z",
        "strip-after": "M600 0H1000V2H600Z",
    }
    assert structure["strip-bear"] == "M200 0H600V1H200ZM800 0H1000V1H800Z"
    assert set(_svg(strips(shown, pane, drawn=False))[0].values()) == {""}
    assert strips(shown, shown.panes[-1], drawn=True) is None


def test_the_figure_carries_the_strips_as_bytes() -> None:
    """What a browser decodes of them is what was set."""
    view = _view()
    shown = chart(view)
    drawn = figure(shown, {})
    (pane,) = [pane for pane in drawn["panes"] if pane["strips"]]
    assert pane["key"] == "claims"
    for strip, sent in zip(shown.panes[-2].strips, pane["strips"], strict=True):
        assert sent["label"] == strip.label
        np.testing.assert_array_equal(strip.bear, numbers(sent["bear"]))
        np.testing.assert_array_equal(strip.bull, numbers(sent["bull"]))
    styles = {drawn["data"][trace]["name"]: drawn["data"][trace]["line"] for trace in pane["traces"]}
    assert {style["shape"] for style in styles.values()} == {"vh"}
    widths: Mapping[str, float] = {name: style["width"] for name, style in styles.items()}
    assert widths["Bear claims that hold"] > widths["Bull claims that hold"]


def test_the_file_has_whole_counts_and_leaves_open_what_could_not_be_decided() -> None:
    """The columns of both panes, by hand on the last session; a side without a claim in a group has no column."""
    view = _view()
    claims = pd.read_csv(StringIO(csv(view, "claims")), index_col="session", dtype=str, keep_default_na=False)
    assert claims.iloc[-1].to_dict() == {
        "Bear claims that hold": "3",
        "Bull claims that hold": "0",
        "Bear claims that hold: trend": "1",
        "Bull claims that hold: trend": "0",
        "Bear claims that hold: structure and supply": "2",
    }
    assert set(claims.iloc[0]) == {""}
    odds = pd.read_csv(StringIO(csv(view, "probability")), index_col="session")
    assert list(odds.iloc[-1]) == pytest.approx([61.2, 62.4, 48, 40])


def test_the_crosshair_reads_counts_and_rates() -> None:
    """Bear over bull, and each probability over its base rate."""
    readings = {reading.label: dict(reading.of) for reading in chart(_view()).readings[-3:]}
    assert {label: {who.value: points[-1] for who, points in of.items()} for label, of in readings.items()} == {
        "Bear/bull claims that hold": {"bear": 3, "bull": 0},
        "Russell 2000 up in 21 sessions": {"both": pytest.approx(62.4), "base": pytest.approx(61.2)},
        "Russell 2000 ahead of S&P 500 in 63 sessions": {"both": 40, "base": 48},
    }
