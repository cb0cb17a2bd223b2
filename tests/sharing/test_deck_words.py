"""What slides say: tables, notes, the foot, and the texts for those who do not see them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pptx import Presentation

from commentary.evidence.saying import said
from commentary.model import Side
from components.figures.panels import PanelError
from components.provenance import DISCLAIMER, credit
from components.view import stamped
from data.model import State
from sharing.deck.deck import deck
from tests.sharing.decks import LINK, charts_of, made, prices, seen, slides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commentary.calls.model import Scorecard
    from components.view import View


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Return the deck of the default view of a day."""
    return made()


def notes_of(file: bytes) -> list[str]:
    """Return the speaker's notes of each slide."""
    return [slide.notes_slide.notes_text_frame.text for slide in slides_of(file)]


def rows_in(file: bytes) -> list[list[str]]:
    """Return the rows of all tables."""
    tables = [shape.table for slide in slides_of(file) for shape in slide.shapes if shape.has_table]
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def test_every_graphic_and_text_has_a_text_for_the_ear(whole: bytes) -> None:
    """All but the title, which is read as it is."""
    for slide in slides_of(whole):
        for shape in slide.shapes:
            if shape != slide.shapes.title:
                assert shape._element.xpath(".//p:cNvPr/@descr"), shape.name


def test_every_slide_has_its_source_its_link_and_the_disclaimer(whole: bytes) -> None:
    """The foot says as of when and from where; the link opens the view."""
    view, _ = seen("?asof=2014-10-28")
    for slide in slides_of(whole):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        foot = next(text for text in texts if DISCLAIMER in text)
        assert credit(view) in foot
        links = [
            run.hyperlink.address
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
            if run.text == "Open this view"
        ]
        assert [LINK] == links
        assert slide._element.xpath(".//p:ph[@type='sldNum']")
        assert DISCLAIMER in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame][-2]


def moving(query: str = "?asof=2015-06-30") -> View:
    """Return a view of prices that still move, are adjusted, and were others when its link was made."""
    here = replace(prices(), state=State.PROVISIONAL)
    there = replace(here, frames={symbol: 1.01 * frame for symbol, frame in here.frames.items()})
    view, _ = seen(stamped(seen(query, there)[0]), here)
    small, large = (replace(history, adjusted=True) for history in (view.pair.small, view.pair.large))
    return replace(view, pair=replace(view.pair, small=small, large=large))


MOVES = "The session of 30 Jun 2015 is not over: its last price stands for the close, and still moves."
OTHERS = (
    "The link was made on other prices of the Russell 2000 and the S&P 500 up to 30 Jun 2015: bars were revised, added "
    "or left out. Numbers may differ from what was shared."
)
ADJUSTED = (
    "Russell 2000 and S&P 500 are shown adjusted for dividends: past levels lie below those traded, and returns "
    "include dividends."
)


@pytest.mark.parametrize("panel", ["price", "case"])
def test_a_slide_alone_says_what_a_reader_must_know(panel: str) -> None:
    """At its foot, line by line, the warnings in bold."""
    view = moving()
    for slide in slides_of(deck(view, (), LINK, panel=panel)):
        frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
        foot = next(frame.paragraphs for frame in frames if DISCLAIMER in frame.text)
        assert foot[0].text.startswith(credit(view))
        assert [MOVES, OTHERS, ADJUSTED, DISCLAIMER] == [paragraph.text for paragraph in foot[1:]]
        assert [True, True, None, None] == [paragraph.runs[0].font.bold for paragraph in foot[1:]]


def test_the_first_slide_of_a_deck_warns_in_its_text() -> None:
    """Each warning once, in letters to be read; what adjusted prices mean stands at its foot."""
    first, *_ = slides_of(deck(moving(), (), LINK))
    frames = [shape.text_frame for shape in first.shapes if shape.has_text_frame]
    for text in (MOVES, OTHERS, ADJUSTED):
        assert 1 == sum(frame.text.count(text) for frame in frames)
    sizes = [frame.paragraphs[0].runs[0].font.size.pt for frame in frames if frame.text in {MOVES, OTHERS}]
    assert [14.0, 14.0] == sizes


def test_names_at_the_ends_are_all_long_or_all_short() -> None:
    """One that has no room makes all of a pane short: the symbol, and what an average is."""
    view, _ = seen("?asof=2014-10-28")
    for short, names in (
        ("Russell 2000", {"Russell 2000", "S&P 500", "200-day"}),
        ("Small Caps of the World", {"RUT", "GSPC", "avg"}),
    ):
        named = replace(view, small=replace(view.small, short=short))
        (slide,) = slides_of(deck(named, (), LINK, panel="price"))
        ends = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.left > 10 * 914400]
        assert names == {text.rsplit(" ", 1)[0] for text in ends if " " in text}


def test_notes_hold_every_claim_with_its_numbers_and_its_record(whole: bytes) -> None:
    """Each line of every claim's text, and the sentence of its track record."""
    view, _ = seen("?asof=2014-10-28")
    notes = "\n".join(notes_of(whole))
    for claim in view.claims:
        assert claim.text in notes
        record = said(claim, view.records.get(claim.key, ()), view.study, view.market)
        assert record is None or record.text in notes


def test_the_case_is_a_table_of_every_claim() -> None:
    """Claim, status word and sentence; the first line of the claim's text opens the sentence."""
    view, _ = seen("?asof=2014-10-28")
    rows = {row[0]: row for row in rows_in(made(panel="case"))}
    for claim in view.claims:
        assert " ".join(claim.text.split("\n")[0].split()) in rows[f"{claim.key} {claim.name}"][2]
    assert {Side.BEAR, Side.BULL} == {claim.side for claim in view.claims}


def test_the_scorecard_has_every_statement() -> None:
    """What was said, how it stood, and what came of it; nothing is settled before it is due."""
    _, cards = seen("?asof=2014-10-28")
    rows = {row[0]: row for row in rows_in(made(panel="scorecard"))}
    statements = [one for card in cards for one in card.statements]
    assert statements
    for one in statements:
        assert all(part.text in rows[one.said.text][2] for part in one.settled)
        assert "Right" not in rows[one.said.text][2].replace("Right if", "")


def test_outcomes_seen_before_their_day_are_marked_as_revealed() -> None:
    """Where the link shows what came after, each settled forecast says so beside its due date."""
    rows = {row[0]: row[2] for row in rows_in(made("?asof=2014-10-28&after=shown", panel="scorecard"))}
    _, cards = seen("?asof=2014-10-28&after=shown")
    due = [(one, part) for card in cards for one in card.statements for part in one.settled if part.due_date]
    assert due
    for one, part in due:
        line = next(line for line in rows[one.said.text].split("\n") if line.endswith(part.text))
        assert ("revealed" in line) == (part.result.value in {"right", "wrong"})


def test_a_deck_without_calls_has_no_scorecard() -> None:
    """It ends with the bull case."""
    view, _ = seen("?asof=2014-10-28")
    titles = [slide.shapes.title.text_frame.text for slide in slides_of(deck(view, (), LINK))]
    assert titles[-1].startswith("Bull case")


def test_names_that_open_like_a_formula_are_neutralised() -> None:
    """In the workbook and in the chart; in notes line by line."""
    view, cards = seen("?asof=2014-10-28")
    hostile = "=HYPERLINK(1)\r\n\x07<b>&"
    claims = (replace(view.claims[0], name="@SUM(1)", text="+1\n-2"), *view.claims[1:])
    view = replace(view, small=replace(view.small, short=hostile), claims=claims)
    file = deck(view, cards, LINK)
    chart = charts_of(file)["price"]
    assert all(plot.series for plot in chart.plots)
    assert not [one.name for plot in chart.plots for one in plot.series if one.name.startswith(("=", "+", "-", "@"))]
    sheet = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert {"s", "n"} >= {cell.data_type for cell in sheet[1]}
    lines = [line for text in notes_of(file) for line in text.split("\n")]
    assert not [line for line in lines if line.startswith(("=", "+", "-", "@", "\t"))]
    assert {"'+1", "'-2"} <= set(lines)


def test_properties_say_what_it_is_and_when(whole: bytes) -> None:
    """Dated as of the view, by the desk."""
    about = Presentation(BytesIO(whole)).core_properties
    assert ("Small-Cap Desk", "2014-10-28") == (about.author, f"{about.created:%Y-%m-%d}")
    assert about.title == "Small-Cap Desk: Russell 2000 or S&P 500, 28 Oct 2014"


def test_a_day_before_a_call_no_slide_knows_of_it() -> None:
    """The deck ends with the bull case, no title names who called, and there is no scorecard to be had alone."""
    view, cards = seen("?asof=2014-10-27")
    titles = [slide.shapes.title.text_frame.text for slide in slides_of(deck(view, cards, LINK))]
    assert titles[-1].startswith("Bull case")
    assert not [title for title in titles if "Strategist" in title]
    with pytest.raises(PanelError, match="of the calls that are here, none was made by 27 Oct 2014"):
        deck(view, cards, LINK, panel="scorecard")


def test_a_panel_that_is_not_there_is_told_from_all_that_are() -> None:
    """The tables are among them; the scorecard where there is one."""
    view, cards = seen("?asof=2014-10-28")
    for given, ends in ((cards, r"verdict, case, scorecard\."), ((), r"verdict, case\.")):
        with pytest.raises(PanelError, match=ends):
            deck(view, given, LINK, panel="volume")


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(lambda: seen("?asof=2014-10-28"), id="default"),
        pytest.param(lambda: seen("?asof=2014-10-28&after=shown&scale=levels&range=10Y"), id="levels"),
        pytest.param(lambda: (moving("?asof=2015-06-30&range=10Y"), ()), id="warned"),
    ],
)
def test_nothing_on_a_slide_lies_over_anything_else(view: Callable[[], tuple[View, Sequence[Scorecard]]]) -> None:
    """By the boxes in the file: no two meet, and all lie on the slide."""
    opened = Presentation(BytesIO(deck(*view(), LINK)))
    for slide in opened.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= opened.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= opened.slide_height
        for one, other in combinations(slide.shapes, 2):
            beside = one.left + one.width <= other.left or other.left + other.width <= one.left
            above = one.top + one.height <= other.top or other.top + other.height <= one.top
            assert beside or above, f"{slide.shapes.title.text_frame.text}: {one.name} and {other.name}"


def test_texts_are_large_enough_to_read(whole: bytes) -> None:
    """Tables have at least 10 points, the foot 9."""
    for slide in slides_of(whole):
        for shape in slide.shapes:
            frames = [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
            sizes = [run.font.size.pt for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
            assert min(sizes, default=10) >= 10
