"""What the page's parts say, as a reader would read it off them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from callbacks.draw import page
from commentary.model import Side, Status
from components.cases import cases
from components.evidence import written
from components.notices import notices
from components.tree import Node, html, nodes
from components.trust import trust
from components.verdict import verdict
from components.view import View, viewer
from components.words import words
from data.instruments import PAIRS
from data.model import Source, State
from tests.commentary.support import walks
from tests.page.prices import FramePrices


@pytest.fixture
def prices() -> FramePrices:
    """Return 300 rising sessions of the default pair; every close is above its average."""
    sessions = pd.bdate_range(end="2014-10-28", periods=300, name="session", unit="ns")
    frame = pd.DataFrame({"close": [1000.0 + n for n in range(300)]}, index=sessions)
    return FramePrices({"^RUT": frame, "^GSPC": frame})


def _said(content: object) -> str:
    """Return the text of a part, pieces joined by blanks."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, str):
            found.append(node)
        else:
            for child in node[2:]:
                walk(child)

    for node in nodes(content):
        walk(node)
    return " ".join(" ".join(found).split())


def _all(content: list[Node]) -> list[tuple[Any, ...]]:
    """Return every element of a part."""
    inner = [node for node in content if isinstance(node, tuple)]
    return [*inner, *(found for node in inner for found in _all(list(node[2:])))]


def _view(prices: FramePrices, query: str = "") -> View:
    return viewer(prices)(query)


@pytest.mark.parametrize("growth", [1.02, 1.0])
def test_prices_that_only_rise_or_stand_still_have_a_page(growth: float) -> None:
    """By 2 % a year, or not at all, against prices that swing: every part is there, and nothing in it is undefined."""
    _, large = walks(1500, seed=3)
    smooth = pd.DataFrame({"close": 1000 * growth ** (np.arange(1500) / 252)}, index=large.index)
    found = _said([part for one in words(_view(FramePrices({"S": smooth, "L": large}))).values() for part in one])
    assert "the outcome was always the same, so there is no skill to measure." in found
    assert not re.search(r"\b(nan|inf|None)\b", found)


def test_a_component_becomes_a_tag_with_attributes_and_children() -> None:
    """Class and tab index take their HTML names, a number becomes text, and markup in a text stays text."""
    part = html.P(["1 < 2 ", html.Strong("& <b>"), 3], className="c", tabIndex="-1", **{"data-x": 4})
    expected = ("p", {"class": "c", "tabindex": "-1", "data-x": "4"}, "1 < 2 ", ("strong", {}, "& <b>"), "3")
    assert nodes(part) == [expected]
    assert nodes([]) == []


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, "%", "n/a"),
        (True, "", "yes"),
        (False, "", "no"),
        ("2014-10-28", "", "28 Oct 2014"),
        ("above", "", "above"),
        (1149.449951, "", "1,149.45"),
        (-0.486, "%", "-0.49 %"),
        (0.00123, "", "0.0012"),
        (0.0, "%", "0.00 %"),
        (-0.0054, "%", "-0.01 %"),
        (-0.0049, "%", "-0.0049 %"),
        (-0.000001, "%", "0.0000 %"),
        (-0.004, "points", "0.00 points"),
        (6797, "sessions", "6,797 sessions"),
    ],
)
def test_evidence_is_written_with_its_unit(value: float | str | None, unit: str, expected: str) -> None:
    """Two digits after the point, more where two show nothing; percentages as in sentences, dates in words."""
    assert written(value, unit) == expected


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("state", State)
def test_every_source_and_state_has_words(prices: FramePrices, source: Source, state: State) -> None:
    """State as a word, last session and time of reading stand in the strip; no member of either list is forgotten."""
    prices.source, prices.state = source, state
    said = _said(trust(_view(prices)))
    assert state.value.capitalize() in said
    assert said.count("Last session 28 Oct 2014") == 2
    verb = "dated" if source in {Source.CSV, Source.BUNDLED} else "read"
    assert said.count(f"{verb} 21 Aug 2026, 21:00 UTC") == 2
    assert ("Offline" in said) == (source in {Source.BUNDLED, Source.LAST_GOOD})


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.TRUE, "Holds"),
        (Status.FALSE, "Does not hold"),
        (Status.MIXED, "Mixed"),
        (Status.OVERTAKEN, "Overtaken"),
        (Status.OPEN, "Open"),
        (Status.NOT_TESTABLE, "Not testable"),
    ],
)
def test_a_status_is_a_word_and_reads_alike_on_both_sides(prices: FramePrices, status: Status, words: str) -> None:
    """The word is the same for the bear and the bull, and every status has one."""
    view = _view(prices)
    for side in Side:
        claim = replace(view.claims[0], side=side, status=status)
        assert words in _said(cases(replace(view, claims=(claim,))))


def test_stale_prices_carry_their_last_date_into_the_verdict(prices: FramePrices) -> None:
    """Fresh prices say nothing of the kind."""
    assert "The prices end on" not in _said(verdict(_view(prices)))
    prices.state = State.STALE
    assert "The prices end on 28 Oct 2014" in _said(verdict(_view(prices)))


def test_a_claim_that_points_at_something_offers_to_draw_it(prices: FramePrices) -> None:
    """The button is pressed while the link shows the claim, and names it for those who only hear it."""
    view = _view(prices, "?show=U3")
    found = {node[1]["data-pin"]: node for node in _all(cases(view)) if "data-pin" in node[1]}
    assert set(found) == set(view.marks)
    assert {key for key, node in found.items() if node[1]["aria-pressed"] == "true"} == {"U3"}
    assert "Closes the year in the black" in _said([found["U3"]])


def test_a_notice_says_first_what_is_shown_instead(prices: FramePrices) -> None:
    """What was replaced comes before what was ignored."""
    said = [_said([part]) for part in notices(_view(prices, "?pair=FOO,BAR&range=3W"))]
    assert said[0].startswith("FOO and BAR cannot be had")
    assert said[1].startswith("“3W” was ignored as range")
    assert notices(_view(prices)) == []


@pytest.mark.parametrize("sessions", [1, 2, 199, 300])
def test_no_part_of_the_page_says_nan_or_inf(prices: FramePrices, sessions: int) -> None:
    """However short the history, what a reader sees has words or numbers, never a failed computation."""
    prices.frames = {name: frame.iloc[:sessions] for name, frame in prices.frames.items()}
    view = _view(prices)
    said = " ".join(
        _said(part) for part in [*page("", view, PAIRS, snapshot=True)["parts"].values(), *words(view).values()]
    )
    assert not {"nan", "inf", "None"} & set(said.replace(",", " ").replace(".", " ").split())
