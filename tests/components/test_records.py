"""What a track record says on the page, read off its nodes; what is expected is written by hand from given values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from commentary.evidence import model, naming
from commentary.evidence.model import (
    HORIZONS,
    YEAR_END,
    Case,
    History,
    PastYear,
    Path,
    Record,
    RowKey,
    Spread,
    Study,
    Target,
)
from components.cases import cases
from components.records import RecordError, track_record
from components.tree import html_text, nodes
from scripts.serving import app_in
from tests.components.generated import SESSIONS, generated, view_of

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

    from components.tree import Node
    from components.view import View
    from data.model import Pair
    from tests.page.prices import FramePrices

YEARLY = naming.headline("U3")
FIRST, LAST = date(2004, 3, 1), date(2014, 10, 28)
OFFSETS = tuple(range(-21, 64))
MANY = Spread(34, 1.214, 1.5, (-2.126, 4.0), 21, 61.76, (45.0, 76.1))
SOME = Spread(14, 2.34, 1.25, (-0.74, 4.85), 9, 64.29, (38.76, 83.66))
FEW = Spread(7, 9.87, 9.65, (9.1, 9.9), 7, None, None)
ALL = Spread(6601, 0.807, 1.367, (-2.4, 4.15), 4044, 61.26, (60.1, 62.4))


def row(after: Spread, target: Target = Target.SMALL, horizon: int = 21, claim: str = "B1") -> Record:
    """Return a row of a record, with a difference of means as the two spreads have it."""
    difference = None if after.mean_pct is None or ALL.mean_pct is None else after.mean_pct - ALL.mean_pct
    return Record(RowKey(claim, "touch" if claim == "B1" else "onset", target, horizon), after, ALL, difference)


def history(after: Spread, claim: str = "B1", found: tuple[Case, ...] = (), paths: int = 0) -> History:
    """Return a history whose rows are all alike, with the average way of so many cases."""
    rows = [row(after, target, horizon, claim) for horizon in HORIZONS for target in Target]
    line = np.linspace(-2.0, 6.0, len(OFFSETS))
    way = {Target.SMALL: Path(OFFSETS, paths, line, line - 1, line + 1)} if paths else {}
    return History(claim, rows[0].key.event, tuple(rows), found, way)


def case(session: date, *outcomes: float | None) -> Case:
    """Return a case with the same three outcomes for each target."""
    return Case(
        session,
        {(target, horizon): value for target in Target for horizon, value in zip(HORIZONS, outcomes, strict=True)},
    )


def study(test: model.Test = model.UNTESTED) -> Study:
    """Return a study that knows the row of B1's touch, small, 21 sessions."""
    return Study({RowKey("B1", "touch", Target.SMALL, 21): test}, 82, 2000, 499, {}, (), ())


@pytest.fixture(scope="module")
def blank() -> View:
    """Return a view to put records into."""
    return view_of(generated())


def shown(view: View, *histories: History, known: Study | None = None, **chosen: str) -> list[tuple[Any, ...]]:
    """Return every element of the record of the histories' claim."""
    claim = histories[0].claim
    filled = replace(view, records={claim: histories}, study=known)
    return list(elements(track_record(filled, claim, **chosen)))


def elements(content: list[Node]) -> Iterator[tuple[Any, ...]]:
    """Yield every element, outer ones first."""
    for node in content:
        if isinstance(node, tuple):
            yield node
            yield from elements(list(node[2:]))


def text(node: Node) -> str:
    """Return what a reader reads, with plain blanks."""
    found = node if isinstance(node, str) else " ".join(text(child) for child in node[2:])
    return " ".join(found.replace("\N{NO-BREAK SPACE}", " ").split())


def tagged(found: list[tuple[Any, ...]], tag: str, **attributes: str) -> list[tuple[Any, ...]]:
    """Return the elements of a tag that have these attributes."""
    return [node for node in found if node[0] == tag and attributes.items() <= node[1].items()]


def lines(found: list[tuple[Any, ...]], table: str = "followed") -> list[list[str]]:
    """Return the texts of the cells of a table, row by row."""
    (body,) = tagged(found, "table", **{"class": table})[:1]
    return [[text(cell) for cell in each[2:]] for each in tagged(list(elements([body])), "tr")]


def test_a_horizon_is_a_block_of_what_followed_and_what_always_followed(blank: View) -> None:
    """Count, share with Wilson's interval, mean, median with quartiles; the same of all windows; the difference."""
    found = lines(shown(blank, history(MANY)))
    assert found[0] == ["", "Higher in", "Mean, %", "Median, % quartiles"]
    assert found[5:9] == [
        ["21 sessions later"],
        ["After it n = 34", "21 (62 %) 45 to 76 %", "+1.21", "+1.50 -2.13 to +4.00"],
        ["All windows n = 6,601, 314 end to end", "61 %", "+0.81", "+1.37 -2.40 to +4.15"],
        ["Difference +0.41 points; its interval, p and q are being computed."],
    ]
    assert [line[0] for line in found if len(line) == 1 and "later" in line[0]] == [
        "5 sessions later",
        "21 sessions later",
        "63 sessions later",
    ]


def test_against_the_large_index_it_is_ahead_by_points(blank: View) -> None:
    """The same row of small minus large names another unit and another success; the choice is marked."""
    found = shown(blank, history(MANY), target="relative")
    assert lines(found)[0] == ["", "Ahead in", "Mean, points", "Median, points quartiles"]
    chosen = {node[1]["id"] for node in tagged(found, "input") if "checked" in node[1]}
    assert chosen == {"target-B1-relative", "horizon-B1-21"}


def test_fewer_than_ten_cases_have_no_number_but_their_count(blank: View) -> None:
    """No share, no mean, no difference, no average way; what always followed stays."""
    found = shown(blank, history(FEW, paths=7))
    said = " ".join(text(node) for node in found)
    assert ["After it n = 7", "too few (n = 7)"] in lines(found)
    assert ["All windows n = 6,601, 314 end to end", "61 %", "+0.81", "+1.37 -2.40 to +4.15"] in lines(found)
    assert "Difference +" not in said
    assert "9.87" not in said
    assert tagged(found, "polyline") == []


def test_fewer_than_ten_windows_end_to_end_have_no_numbers(blank: View) -> None:
    """419 windows hold 83 of 5 sessions and 19 of 21, but only 6 of 63: no share, mean or median of these."""
    past = history(MANY)
    past = replace(past, records=tuple(replace(each, always=replace(ALL, n=419)) for each in past.records))
    always = [line for line in lines(shown(blank, past)) if line[0].startswith("All windows")]
    assert [line[0].removeprefix("All windows n = 419, ") for line in always] == [
        "83 end to end",
        "19 end to end",
        "6 end to end",
    ]
    assert [line[1:] for line in always] == [["61 %", "+0.81", "+1.37 -2.40 to +4.15"]] * 2 + [["too few"]]
    for horizon, drawn in (("21", True), ("63", False)):
        found = shown(blank, replace(past, cases=(case(FIRST, 1.0, 1.0, 1.0),)), horizon=horizon)
        assert drawn == bool(tagged(found, "line", **{"class": "typical"}))


@pytest.mark.parametrize(("n", "shade"), [(9, None), (10, "grey"), (29, "grey"), (30, None)])
def test_a_row_of_ten_to_29_cases_is_grey(blank: View, n: int, shade: str | None) -> None:
    """Below it says too few, from 30 on it is plain."""
    found = shown(blank, history(replace(SOME, n=n)))
    assert {node[1].get("class") for node in tagged(found, "tbody")} == {shade}


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (model.Test((-0.966, 4.26), 0.416, 0.7827), " (95 % interval -0.97 to +4.26), p 0.416, q 0.783."),
        (model.Test((0.5, 2.5), 0.00004, 0.0033), " (95 % interval +0.50 to +2.50), p below 0.001, q 0.003."),
        (model.UNTESTED, "."),
    ],
)
def test_a_difference_has_its_interval_p_and_q_once_they_are_there(
    blank: View, test: model.Test, expected: str
) -> None:
    """A part that the study left out is left out."""
    found = shown(blank, history(SOME), known=study(test))
    assert [f"Difference +1.53 points{expected}"] in lines(found)
    assert "82 rows tested jointly" in " ".join(text(node) for node in tagged(found, "p"))


def test_each_case_is_a_row_with_a_button_that_goes_there(blank: View) -> None:
    """Newest first; an outcome that was not known yet says so."""
    found = shown(blank, history(SOME, found=(case(FIRST, 1.0, -2.5, 3.0), case(LAST, -0.004, None, None))))
    assert lines(found, "figures")[1:] == [
        ["28 Oct 2014", "+0.00", "not yet", "not yet"],
        ["1 Mar 2004", "+1.00", "-2.50", "+3.00"],
    ]
    assert [(node[1]["data-set"], node[1]["data-value"]) for node in tagged(found, "button")] == [
        ("asof", "2014-10-28"),
        ("asof", "2004-03-01"),
    ]


def test_each_known_outcome_is_a_dot_at_its_date(blank: View) -> None:
    """To the right by calendar days from the first session to the last, worked here from the dates; more is higher."""
    first, last = SESSIONS[0].date(), SESSIONS[-1].date()
    days = [date(2011, 1, 3), date(2013, 6, 3), date(2014, 9, 1)]
    found = shown(blank, history(SOME, found=tuple(map(case, days, (0, 0, 0), (1.0, -2.5, None), (0, 0, 0)))))
    dots = tagged(found, "circle")
    assert [node[1]["data-session"] for node in dots] == ["2011-01-03", "2013-06-03"]
    assert [node[1]["data-said"] for node in dots] == ["3 Jan 2011: +1.00 %", "3 Jun 2013: -2.50 %"]
    assert [node[1]["cx"] for node in dots] == [f"{100 * ((day - first) / (last - first)):.1f}%" for day in days[:2]]
    higher, lower = (float(node[1]["cy"].rstrip("%")) for node in dots)
    assert higher < lower


@pytest.mark.parametrize(("n", "drawn"), [(9, False), (10, True)])
def test_the_middle_of_all_windows_is_drawn_from_ten_on(blank: View, n: int, *, drawn: bool) -> None:
    """Below, where the table says too few, there is neither a dashed line nor a word of it."""
    record = replace(row(FEW, YEARLY.target, YEARLY.horizon, "U3"), always=replace(ALL, n=n))
    happened = Case(FIRST, {(YEARLY.target, YEARLY.horizon): 9.5})
    found = shown(blank, History("U3", "onset", (record,), (happened,), {}))
    assert drawn == bool(tagged(found, "line", **{"class": "typical"}))
    (title,) = (text(node) for node in tagged(found, "p", **{"class": "picture-title"}))
    median = "; dashed: the median of all windows, +1.37 %"
    assert title == f"Russell 2000 at the year's end, each past case{median if drawn else ''}"


def test_without_highs_a_note_says_that_no_touch_is_seen() -> None:
    """On closes the record of B1 has the closes above alone; with highs it has all three, and no such note."""
    events, note = {}, "only closes above it are counted"
    for source in (generated(), high()):
        found = list(elements(track_record(view_of(source), "B1")))
        events[note in " ".join(map(text, found))] = [text(node) for node in tagged(found, "h4")]
    assert events == {True: ["Closes above its average"], False: ["Touches", "Rejections", "Closes above its average"]}
    assert note not in " ".join(map(text, track_record(view_of(generated()), "U1")))


def high() -> FramePrices:
    """Return the generated prices with highs."""
    prices = generated()
    for frame in prices.frames.values():
        frame["high"] = 1.01 * frame["close"]
    return prices


def test_a_dot_picture_says_in_words_what_it_shows(blank: View) -> None:
    """Its name gives count, extremes and their dates."""
    found = shown(blank, history(SOME, found=(case(FIRST, 0, 1.0, 0), case(LAST, 0, -2.5, 0))))
    (label,) = {node[1]["aria-label"] for node in tagged(found, "svg", role="img")}
    expected = "2 dots: Russell 2000 21 sessions later, from -2.50 % (28 Oct 2014) to +1.00 % (1 Mar 2004)."
    assert label.replace("\N{NO-BREAK SPACE}", " ").startswith(expected)


def test_the_average_way_is_a_line_within_its_band(blank: View) -> None:
    """From -2 to 6 within a band of one to each side: the line is the middle of the band, and the ends are written."""
    found = shown(blank, history(SOME, paths=14))
    (line,), (band,) = (tagged(found, tag) for tag in ("polyline", "polygon"))
    across, down = zip(*(map(float, point.split(",")) for point in line[1]["points"].split()), strict=True)
    edge = [float(point.split(",")[1]) for point in band[1]["points"].split()]
    upper, lower = edge[: len(OFFSETS)], edge[len(OFFSETS) :][::-1]
    assert (across[0], across[21], across[-1]) == (0, 250, 1000)  # 21 of 84 sessions are a quarter of the way
    assert [round((one + other) / 2) for one, other in zip(upper, lower, strict=True)] == pytest.approx(down, abs=1)
    ends = [text(node) for node in tagged(found, "text") if node[1].get("class") in {"mean", "quartile"}]
    assert ends == ["+7.0 %", "+6.0 %", "+5.0 %"]
    (label,) = {node[1]["aria-label"] for node in tagged(found, "svg", role="img")}
    assert "14 cases: -2.00 % 21 sessions before the event, +6.00 % 63 sessions after it" in label


def test_the_forecast_of_the_gap_lists_past_years(blank: View) -> None:
    """Closed in % of the gap, whether at least half; a year without a gap was not behind."""
    years = (
        PastYear(2012, date(2012, 10, 26), -2.51, 1.23, 149.0),
        PastYear(2011, date(2011, 10, 28), -5.0, -2.51, 49.8),
        PastYear(2010, date(2010, 10, 28), 5.94, 12.52, None),
    )
    record = row(SOME, Target.RELATIVE, YEAR_END, "U2")
    found = shown(blank, History("U2", "onset", (record,), (), {}, years[::-1]))
    assert lines(found, "figures") == [
        ["Same date", "Gap, points", "At the end", "Closed, %", "50 % or more"],
        ["26 Oct 2012", "-2.51", "+1.23", "149", "yes"],
        ["28 Oct 2011", "-5.00", "-2.51", "50", "no"],
        ["28 Oct 2010", "+5.94", "+12.52", "not behind", ""],
    ]
    assert tagged(found, "input") == []
    assert lines(found)[0][1] == "Gained from that date to the year's end in"
    assert lines(found)[3][0] == "All windows n = 6,601"


@pytest.mark.parametrize(
    "asked", [{"claim": "B8"}, {"claim": ""}, {"target": "gold"}, {"horizon": "22"}, {"horizon": "٢١"}, {"horizon": ""}]
)
def test_what_has_no_record_is_refused(blank: View, asked: dict[str, str]) -> None:
    """Unknown claims, targets and horizons, and texts that are none; an empty one counts as not given."""
    view = replace(blank, records={"B1": (history(SOME),), "B8": ()})
    if asked == {"horizon": ""}:
        assert track_record(view, "B1", **asked) == track_record(view, "B1")
        return
    with pytest.raises(RecordError):
        track_record(view, **{"claim": "B1", **asked})


def test_a_card_has_a_sentence_and_a_fold_out_where_the_claim_has_events() -> None:
    """Claims that prices cannot judge have neither; what is filled in later is kept by its id."""
    view = view_of(generated())
    found = list(elements(cases(view)))
    openers = {node[1]["id"] for node in tagged(found, "summary") if node[1]["id"].startswith("record-")}
    assert openers == {f"record-{claim.key}" for claim in view.claims if view.records[claim.key]}
    assert {"record-B8", "record-B9", "record-U4", "record-U5"}.isdisjoint(openers)
    places = {node[1]["id"] for node in found if "data-kept" in node[1]}
    assert places == {opener.replace("record", "past") for opener in openers}


def test_a_card_of_few_cases_is_grey(blank: View) -> None:
    """As the table in it is: ten to 29 cases."""
    seen = {}
    for spread in (FEW, SOME, MANY):
        past = {"B1": tuple(replace(history(spread), event=name) for name in ("touch", "rejected", "overtaken"))}
        found = elements(cases(replace(blank, records=past)))
        seen[spread.n] = [node[1]["class"] for node in found if "tracked" in node[1].get("class", "")]
    assert seen == {7: ["tracked"], 14: ["tracked grey"], 34: ["tracked"]}


@pytest.mark.parametrize("sessions", [1, 150, 230, 320, 700])
def test_no_record_says_nan_however_short_the_history(sessions: int) -> None:
    """Every claim, target and horizon has words or numbers."""
    view = view_of(generated(sessions))
    for claim, found in view.records.items():
        for key in {record.key[2:] for past in found for record in past.records}:
            said = html_text(("div", {}, *track_record(view, claim, key[0], str(key[1]))))
            assert not any(word in said for word in ("nan", "inf<", "None"))


def test_nothing_later_is_in_a_record() -> None:
    """On a date, the record of the whole history, of the one cut there, and of one that goes on wildly are the same."""
    whole, cut, wild = generated(), generated(1100), generated()
    for name, frame in wild.frames.items():
        wild.frames[name] = pd.concat([frame.iloc[:1100], 3 * frame.iloc[1100:]])
    query = f"?asof={SESSIONS[1099].date()}"
    for claim in ("B1", "B2", "B5", "U1", "U2", "U3"):
        expected = track_record(view_of(cut, query), claim)
        assert expected == track_record(view_of(whole, query), claim)
        assert expected == track_record(view_of(wild, query), claim)


class Asked:
    """Studies that note what is asked for, and know what they are told."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.study: Study | None = None
        self.fails = False

    def known(self, _pair: Pair, _as_of: date) -> Study | None:
        """Return what a test has set."""
        return self.study

    def ask(self, _pair: Pair, as_of: date) -> bool:
        """Note the day."""
        self.days.append(as_of)
        return not self.fails


@pytest.fixture
def client_of(tmp_path: pathlib.Path) -> Callable[..., FlaskClient]:
    """Return a function that gives a client of the product on fake prices."""
    return lambda prices, studies=None: app_in(tmp_path, prices, studies).server.test_client()


def test_a_record_is_fetched_as_nodes_and_never_kept(client_of: Callable[..., FlaskClient]) -> None:
    """What the page would fill in, of the view that the query names."""
    answer = client_of(generated()).get("/records?asof=2014-10-28&range=1Y&claim=U1&target=large&horizon=5")
    expected = track_record(view_of(generated(), "?asof=2014-10-28"), "U1", "large", "5")
    assert answer.headers["Cache-Control"] == "no-store"
    assert nodes(expected) == [_tuples(node) for node in answer.get_json()["nodes"]]


def _tuples(node: Any) -> Any:  # noqa: ANN401 - as JSON has them
    if isinstance(node, str):
        return node
    tag, attributes, *children = node
    return (tag, attributes, *map(_tuples, children))


@pytest.mark.parametrize(
    "query", ["", "claim=", "claim=B8", "claim=%00", "claim=%FF%FE", "claim=B1&target=%3Cb%3E", "claim=B1&horizon=1e9"]
)
def test_any_text_for_a_claim_is_404_with_a_sentence(query: str, client_of: Callable[..., FlaskClient]) -> None:
    """Nothing of what was asked is repeated."""
    answer = client_of(generated()).get(f"/records?{query}")
    assert (404, "text/plain") == (answer.status_code, answer.mimetype)
    assert answer.text.startswith("There is no track record of such a ")


def test_a_fault_is_503_with_a_sentence_and_the_log_has_it(
    caplog: pytest.LogCaptureFixture, client_of: Callable[..., FlaskClient]
) -> None:
    """Whatever fails, for both questions."""
    prices = generated()
    prices.failing = True
    for path in ("records?claim=B1", "study?"):
        answer = client_of(prices).get(f"/{path}")
        assert (503, "no-store") == (answer.status_code, answer.headers["Cache-Control"])
        assert "Try again" in answer.text
        assert "made to fail" not in answer.text
    assert [str(line.exc_info[1]) for line in caplog.records if line.exc_info] == ["the prices are made to fail"] * 2


def test_asking_for_a_study_starts_it_until_it_is_there(client_of: Callable[..., FlaskClient]) -> None:
    """For the session of the view, also after it failed; once it is there, or without studies, nothing is asked."""
    studies = Asked()
    client = client_of(generated(), studies)

    def answer() -> dict[str, bool]:
        return dict(client.get("/study?asof=2014-10-28").get_json())

    assert {"ready": False, "asked": True, "failed": False} == answer()
    studies.fails = True
    assert {"ready": False, "asked": False, "failed": True} == answer()
    assert [date(2014, 10, 28)] * 2 == studies.days
    studies.study = study()
    assert {"ready": True, "asked": False, "failed": False} == answer()
    assert [date(2014, 10, 28)] * 2 == studies.days
    nothing = {"ready": False, "asked": False, "failed": False}
    assert nothing == client_of(generated()).get("/study?").get_json()
