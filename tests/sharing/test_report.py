"""The headless twin says what the column's day was, and says it as plain values."""

from __future__ import annotations

import json
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.report import as_json, as_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from components.view import View

DAY = "?asof=2014-10-28"
# methods.md, section 5: computed from the index closes outside this project, to the digits printed there.
PUBLISHED = {
    "small": {
        "close": 1149.45,
        "change_pct": 2.86,
        "sma": 1145.98,
        "distance_pct": 0.30,
        "slope20_pct": -0.49,
        "slope20_annualised_pct": -5.98,
        "closes_below_run": 0,
        "rsi14": 62.55,
        "roc21_pct": 2.82,
        "roc63_pct": 0.25,
        "roc126_pct": 2.00,
        "roc252_pct": 2.82,
        "momentum_12_1_pct": -0.01,
        "overhead_pct": 43.3,
        "near_overhead_pct": 42.5,
        "near_support_pct": 52.8,
        "ytd_pct": -1.22,
        "drawdown_pct": -4.90,
    },
    "large": {
        "close": 1985.05,
        "change_pct": 1.19,
        "sma": 1910.03,
        "distance_pct": 3.93,
        "slope20_pct": 0.55,
        "slope20_annualised_pct": 7.13,
        "closes_below_run": 0,
        "rsi14": 59.66,
        "roc21_pct": 0.37,
        "roc63_pct": 0.76,
        "roc126_pct": 5.37,
        "roc252_pct": 12.65,
        "momentum_12_1_pct": 12.24,
        "overhead_pct": 10.3,
        "near_overhead_pct": 10.3,
        "near_support_pct": 34.1,
        "ytd_pct": 7.40,
        "drawdown_pct": -1.31,
    },
    "relative": {"ytd_gap_points": -8.61},
}
STATUSES = {
    "B1": "overtaken",
    "B2": "true",
    "B3": "true",
    "B4": "true",
    "B5": "true",
    "U1": "true",
    "U2": "open",
    "U3": "open",
}


def seen(source: DataSource, query: str, folder: Path | None = None) -> View:
    """Return the view of a link on a source without a network."""
    with closing(build_service(DataSettings(data_source=source, data_dir=folder))) as prices:
        return viewer(prices)(query)


def decimals(number: float) -> int:
    """Return the digits after the point of a number as it was printed."""
    return len(repr(number).partition(".")[2]) if isinstance(number, float) else 0


def test_the_report_of_28_october_2014_has_the_published_values(shared_data: Path) -> None:
    """Each number of the indices on the column's day is the one published, to its digits."""
    report = as_json(seen(DataSource.CSV, DAY, shared_data))
    for part, values in PUBLISHED.items():
        actual = {name: round(report[part][name], max(decimals(expected), 1)) for name, expected in values.items()}
        assert values == actual


def test_the_report_of_28_october_2014_judges_the_claims_of_the_column(shared_data: Path) -> None:
    """By the close the index stood above its average: the sell-off is overtaken, most of the rest holds."""
    report = as_json(seen(DataSource.CSV, DAY, shared_data))
    judged = {claim["key"]: claim["status"] for claim in report["claims"]}
    assert {key: judged[key] for key in STATUSES} == STATUSES
    assert [judged[key] for key in ("B8", "B9", "U4", "U5")] == ["not_testable"] * 4


def test_the_day_before_has_the_published_run_below_the_average(shared_data: Path) -> None:
    """27 closes in a row stood below the average by 27 October 2014, the last 2.49 % below (methods.md, section 5)."""
    small = as_json(seen(DataSource.CSV, "?asof=2014-10-27", shared_data))["small"]
    assert (27, -2.49) == (small["closes_below_run"], round(small["distance_pct"], 2))


def test_the_shape_is_complete_and_plain_json() -> None:
    """Every name of the published shape is there, on any source, and nothing that JSON cannot say."""
    report = as_json(seen(DataSource.BUNDLED, "?pair=IWM,SPY&asof=2014-10-28"))
    assert list(report) == ["as_of", "pair", "source", "state", "problems", "small", "large", "relative", "claims"]
    assert list(PUBLISHED["small"]) == [name for name in report["small"] if not name.startswith("ppo")]
    assert list(report["small"]) == list(report["large"])
    assert set(report["relative"]) == {"ratio", "ratio_vs_sma200_pct", "mansfield", "ytd_gap_points"}
    assert ["key", "name", "side", "group", "status", "text", "evidence"] == list(report["claims"][0])
    assert report == json.loads(json.dumps(report, allow_nan=False))
    assert ("2014-10-28", {"small": "IWM", "large": "SPY"}, "bundled", "stale") == tuple(
        report[name] for name in ("as_of", "pair", "source", "state")
    )


def test_a_short_history_gives_null_and_says_so() -> None:
    """Before an average exists its numbers are null, never zero, and no reader sees "nan"."""
    view = seen(DataSource.BUNDLED, "?pair=IWM,SPY&asof=2012-02-01")
    small = as_json(view)["small"]
    assert [None] * 4 == [small[name] for name in ("sma", "distance_pct", "closes_below_run", "roc252_pct")]
    assert not re.search(r"\b([Nn]a[Nn]|[Ii]nf|None)\b", as_markdown(view))
    assert "n/a" in as_markdown(view)


def test_what_is_shown_instead_is_said_first_among_the_problems() -> None:
    """Indices that the bundled prices do not hold are named, with what stands in their place."""
    report = as_json(seen(DataSource.BUNDLED, ""))
    assert {"small": "IWM", "large": "SPY"} == report["pair"]
    assert "^RUT and ^GSPC were asked for" in report["problems"][0]


def test_the_markdown_has_both_cases_and_the_sources() -> None:
    """Every claim stands once under its side, with its status, and both instruments are named in full."""
    view = seen(DataSource.BUNDLED, "?pair=NAESX,VFINX&asof=2014-10-28")
    text = as_markdown(view)
    bear, bull = text.index("## The bear case"), text.index("## The bull case")
    for claim in view.claims:
        place = text.index(f"**{claim.key} ")
        assert (bear < place < bull) if claim.side == "bear" else bull < place
    assert view.small.name in text
    assert view.large.name in text


def test_a_date_that_was_no_session_is_said(shared_data: Path) -> None:
    """A Sunday gives the Friday before, and a sentence that says which day is shown."""
    report: dict[str, Any] = as_json(seen(DataSource.CSV, "?asof=2014-10-26", shared_data))
    assert report["as_of"] == "2014-10-24"
    assert report["problems"] == ["26 Oct 2014 was no session with both prices; the page stands as of 24 Oct 2014."]
