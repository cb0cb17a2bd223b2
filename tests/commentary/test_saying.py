"""The sentence of a track record: what it says of hand-made counts, and that it says nothing of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from statsmodels.stats.proportion import proportion_confint

from commentary.claims import judge_all
from commentary.evidence import naming
from commentary.evidence.model import YEAR_END, History, PastYear, Record, RowKey, Spread, Study, Target
from commentary.evidence.model import Test as Outcome  # not a class of tests
from commentary.evidence.records import histories
from commentary.evidence.saying import said
from commentary.model import Status
from tests.commentary.support import LARGE, SMALL, market, markets, with_panel
from tests.commentary.test_laws import check

if TYPE_CHECKING:
    import pandas as pd

    from commentary.model import Claim, Market, Sentence
    from indicators.panel import PairPanel

NOTHING_LATER = Study({}, 101, 2000, 499, {}, (), ())


@pytest.fixture(scope="module")
def october(index_panel: PairPanel) -> Market:
    """Return the market as of 28 October 2014."""
    return market(index_panel, date(2014, 10, 28))


def row(claim: str, event: str, after: Spread, always_pct: float | None = 61.4) -> Record:
    """Return the row that speaks for a claim."""
    always = Spread(6000, 0.7, 1.0, (-2.0, 3.0), 3684, always_pct, (60.0, 62.0))
    return Record(RowKey(claim, event, *naming.headline(claim)), after, always, 1.306)


def counted(n: int, hits: int) -> Spread:
    """Return a spread whose interval is that of 9 in 14."""
    told = n >= 10
    return Spread(n, 2.0, 1.5, (-1.0, 4.0), hits, 100 * hits / n if told else None, (38.76, 83.66) if told else None)


def say(
    base: Market,
    key: str,
    after: Spread,
    *,
    event: str = "onset",
    status: Status | None = None,
    study: Study | None = None,
) -> Sentence:
    """Return the sentence of one claim with hand-made counts."""
    claim = next(each for each in judge_all(base) if each.key == key)
    past = History(key, event, (row(key, event, after),), (), {})
    found = said(replace(claim, status=status or claim.status), [past], study, base)
    assert found is not None
    return found


def study_of(key: RowKey, test: Outcome) -> Study:
    """Return a study of one row."""
    return replace(NOTHING_LATER, tests={key: test})


def test_the_sentence_gives_the_count_the_share_and_its_twin(october: Market) -> None:
    """Written by hand, from 9 of 14 against 61.4 %."""
    found = say(october, "B1", counted(14, 9), event="touch", status=Status.FALSE)
    expected = (
        "After the 14 earlier touches the Russell 2000 was higher 21 sessions later in 9 (64 %, 95 % interval 39 to "
        "84 %); in all such windows: 61 %. Whether that is an edge is being computed."
    )
    assert expected == found.text


def test_few_cases_show_no_percentage(october: Market) -> None:
    """Nine say how many they are; none says so; neither speaks of an edge."""
    assert "Too few earlier times it became true (n = 9) for a percentage." == say(october, "B4", counted(9, 3)).text
    none = Spread(0, None, None, None, 0, None, None)
    assert "No earlier case in these prices." == say(october, "B4", none, study=NOTHING_LATER).text


B2 = RowKey("B2", "onset", Target.SMALL, 21)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (Outcome((0.5, 2.1), 0.0004, 0.02), None),
        (Outcome((0.5, 2.1), 0.03, 0.05), "No measurable edge."),
        (Outcome((-0.1, 2.7), 0.0004, 0.02), "No measurable edge."),
        (
            Outcome(None, 0.0004, 0.02),
            "Whether that is an edge could not be tested: too few resamples held such a case.",
        ),
        (
            Outcome((0.5, 2.1), None, None),
            "Whether that is an edge could not be tested: too few simulated histories held such an event.",
        ),
    ],
)
def test_an_edge_is_measured_only_where_interval_and_q_agree(
    october: Market, test: Outcome, expected: str | None
) -> None:
    """With q below 5 % and an interval without zero; then by how much, and among how many rows."""
    expected = expected or (
        "Measured edge: +1.31 points on average against all such windows (95 % interval +0.50 points to +2.10 points; "
        "p below 0.001, q 0.020 of 101 rows tested jointly)."
    )
    found = say(october, "B2", counted(18, 9), study=study_of(B2, test))
    assert found.text.endswith(f"in all such windows: 61 %. {expected}")
    check(found.text, found.evidence)


def test_a_row_that_the_study_left_out_could_not_be_tested(october: Market) -> None:
    """Nothing is claimed of it."""
    found = say(october, "B2", counted(18, 9), study=NOTHING_LATER)
    assert found.text.endswith("Whether that is an edge could not be tested: too few cases in the study.")


@pytest.mark.parametrize(
    ("status", "event"), [(Status.TRUE, "rejected"), (Status.OVERTAKEN, "overtaken"), (Status.FALSE, "touch")]
)
def test_b1_speaks_of_the_event_it_turns_on(october: Market, status: Status, event: str) -> None:
    """Rejected while true, overtaken while overtaken, else any touch; the others are not looked at."""
    words = {"rejected": "rejections", "overtaken": "closes above its average", "touch": "touches"}[event]
    assert f"After the 12 earlier {words} " in say(october, "B1", counted(12, 6), event=event, status=status).text


@pytest.mark.parametrize("status", [Status.TRUE, Status.OVERTAKEN, Status.FALSE])
def test_without_highs_b1_speaks_of_closes_above(october: Market, status: Status) -> None:
    """They are all that closes show, whichever way the claim stands."""
    test = replace(october.panel.small.average_test, from_highs=False)
    base = with_panel(october, "small", average_test=test)
    text = say(base, "B1", counted(12, 6), event="overtaken", status=status).text
    assert text.startswith("After the 12 earlier closes above its average the Russell 2000 was higher ")


@pytest.mark.parametrize(("slope", "event"), [(0.2, "cross_rising"), (0.0, "cross_rising"), (-0.2, "cross_falling")])
def test_u1_speaks_of_the_way_the_average_moves_now(october: Market, slope: float, event: str) -> None:
    """Rising or falling over 20 sessions."""
    trend = replace(october.panel.small.trend, slope=october.panel.small.trend.slope * 0 + slope)
    base = with_panel(october, "small", trend=trend)
    way = event.removeprefix("cross_")
    assert f"After the 12 earlier crosses above a {way} average " in say(base, "U1", counted(12, 6), event=event).text


def test_claims_against_the_large_index_count_being_ahead_of_it(october: Market) -> None:
    """B5 to B7."""
    text = say(october, "B7", counted(34, 15)).text
    assert "the Russell 2000 was ahead of the S&P 500 21 sessions later in 15 (44 %" in text


def test_the_gaps_sentence_counts_years_and_how_many_closed_half(october: Market) -> None:
    """Ten years behind: in two, half of the gap or more closed; a year ahead has no gap to close."""
    claim = next(each for each in judge_all(october) if each.key == "U2")
    closed = [50.0, 70.0, 49.9, *[-10.0] * 7, None]
    years = tuple(PastYear(2000 + n, date(2000 + n, 10, 27), -5.0, -2.0, each) for n, each in enumerate(closed))
    past = History("U2", "onset", (row("U2", "onset", counted(10, 6)),), (), {}, years)
    found = said(claim, [past], None, october)
    assert found is not None
    low, high = (round(100 * bound) for bound in proportion_confint(2, 10, method="wilson"))
    expected = (
        "In 2 of the 10 past years in which it was behind on this date, at least 50 % of the gap was closed by the "
        f"year's end (20 %, 95 % interval {low} to {high} %). From that date to the year's end the Russell 2000 gained "
        "1.31 points more on the S&P 500 on average than in all past years. Whether that is an edge is being computed."
    )
    assert expected == found.text
    check(found.text, found.evidence)


def test_the_years_sentence_counts_years_in_the_black(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel
) -> None:
    """At the end of June 2023: years within 5 points of it then, and how many of them ended up; by pandas."""
    base, close = market(index_panel, date(2023, 6, 30)), index_frames[0]["close"]
    ends = {year: close[close.index.year == year].iloc[-1] for year in range(1987, 2023)}
    so_far = {year: close.loc[: f"{year}-06-30"].iloc[-1] / ends[year - 1] - 1 for year in range(1988, 2024)}
    like = [year for year in ends if year in so_far and abs(so_far[year] - so_far[2023]) <= 0.05]
    up = sum(ends[year] > ends[year - 1] for year in like)
    text = say(base, "U3", counted(len(like), 0)).text
    assert len(like) >= 10
    assert text.startswith(
        f"In {up} of the {len(like)} past years in a like position on this date, the Russell 2000 closed the year in "
        f"the black ({round(100 * up / len(like))} %, 95 % interval "
    )
    assert "the Russell 2000 gained 1.31 points more on average than in all past years." in text


def test_few_windows_end_to_end_give_no_share_of_all(october: Market) -> None:
    """209 windows are nine of 21 sessions: what followed the cases stands alone."""
    claim = next(each for each in judge_all(october) if each.key == "B2")
    told = row("B2", "onset", counted(14, 9))
    told = replace(told, always=replace(told.always, n=209))
    found = said(claim, [History("B2", "onset", (told,), (), {})], None, october)
    assert found is not None
    assert "; of all such windows there are too few for a percentage. Whether" in found.text
    assert "always_hit_pct" not in found.evidence


def test_every_number_of_a_sentence_stands_in_its_evidence(panels: list[PairPanel], index_panel: PairPanel) -> None:
    """On random walks and real prices, with and without a study of every row."""
    for panel in (*panels, index_panel):
        for base in markets(panel, 4):
            past = histories(base.panel)
            keys = [row.key for found in past.values() for each in found for row in each.records]
            edge = replace(NOTHING_LATER, tests=dict.fromkeys(keys, Outcome((0.41, 2.13), 0.0012, 0.0341)))
            for claim in judge_all(base):
                for study in (None, edge):
                    found = said(claim, past[claim.key], study, base)
                    assert (found is None) == (claim.key in ("B8", "B9", "U4", "U5"))
                    if found:
                        check(found.text, found.evidence)
                    if found and claim.key in ("U2", "U3"):
                        assert past[claim.key][0].records[0].after.n == found.evidence["cases"]


def test_as_of_october_2014_the_sentence_counts_the_real_cases(october: Market) -> None:
    """B1 is overtaken: 14 earlier closes above; the counts are those that the record test finds in the prices."""
    past = histories(october.panel)
    claims: dict[str, Claim] = {claim.key: claim for claim in judge_all(october)}
    found = said(claims["B1"], past["B1"], None, october)
    assert found is not None
    record = next(
        row for each in past["B1"] if each.event == "overtaken" for row in each.records if row.key[2:] == ("small", 21)
    )
    assert found.text.startswith(f"After the {record.after.n} earlier closes above its average the Russell 2000 ")
    assert (record.after.n, record.after.hits) == (found.evidence["cases"], found.evidence["hits"])


def test_parts_of_a_record_have_names() -> None:
    """As the page and the report write them."""
    assert ("touch", "rejection", "close above") == tuple(
        naming.event("B1", each).one for each in ("touch", "rejected", "overtaken")
    )
    assert "cross, average falling" == naming.event("U1", "cross_falling").one
    assert "onset" == naming.event("B2", "onset").one
    assert (SMALL, LARGE, f"{SMALL} minus {LARGE}") == tuple(naming.target(each, SMALL, LARGE) for each in Target)
    assert ("5 sessions", "to the year's end") == (naming.within(5), naming.within(YEAR_END))
    assert ("5 sessions later", "at the year's end") == (naming.later(5), naming.later(YEAR_END))


@pytest.mark.parametrize("year_end", [False, True])
def test_notes_speak_of_the_study_once_there_is_one(*, year_end: bool) -> None:
    """Its draws, histories and rows; before, that they are being computed, or where notes stay, that they were not."""
    before, after = (" ".join(naming.notes(study, year_end=year_end)) for study in (None, NOTHING_LATER))
    assert "are being computed" in before
    assert "computed" not in after
    kept = " ".join(naming.notes(None, year_end=year_end, still=True))
    assert kept == before.replace("are being computed", "were not computed when this was made")
    for words in ("2,000 resamples", "499 simulated histories", "101 rows", "below 5 %"):
        assert words in after
        assert words not in before
