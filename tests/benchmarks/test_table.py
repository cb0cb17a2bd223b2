"""The bench says truly what keeps to its limit, and measures what it says."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import BENCHES
from benchmarks.prices import SESSIONS, price_folder
from benchmarks.table import Row, compared, show
from benchmarks.views import ten_years
from components.state import ViewState
from data.build import build_service
from data.model import State
from data.settings import DataSettings, DataSource

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("value", "limit", "verdict"), [(2.9, 3, "ok"), (3, 3, "ok"), (3.001, 3, "over"), (3, None, ""), (None, 3, "")]
)
def test_a_value_up_to_its_limit_is_ok(value: float | None, limit: float | None, verdict: str) -> None:
    """Above it is over; without a limit nothing is said."""
    assert verdict == Row("what", "how", value, "ms", limit).verdict


def test_a_ratio_is_that_of_the_medians() -> None:
    """The odd slow round does not count; worked by hand: 4 over 2."""
    row = compared("what", [4, 3, 90], [2, 50, 1], limit=3)
    assert row.value == 2
    assert row.measured == "4.0 ms / 2.0 ms"


def test_a_line_has_all_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    """What, measured, value with unit, limit with unit, verdict."""
    show(Row("all claims", "median 3.2 ms", 21.456, "ms", 20))
    assert capsys.readouterr().out.split() == ["all", "claims", "median", "3.2", "ms", "21.5", "ms", "20", "ms", "over"]


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_gives_rows(name: str) -> None:
    """What the command runs has the one function that it asks for."""
    assert callable(BENCHES[name].rows)


@pytest.fixture
def folder() -> Iterator[tuple[DataSettings, list[str]]]:
    """Return settings for the generated prices, and links into them."""
    with price_folder() as (path, sessions):
        assert len(sessions) == SESSIONS
        yield DataSettings(data_source=DataSource.CSV, data_dir=path), ten_years(sessions)


def test_the_generated_prices_are_ones_that_the_product_takes_as_they_are(
    folder: tuple[DataSettings, list[str]],
) -> None:
    """No finding, no stale history, none left out: what is measured is a usual day."""
    with closing(build_service(folder[0])) as prices:
        pair = prices.pair("^RUT", "^GSPC")
    assert pair.notice is None
    for history in (pair.small, pair.large):
        assert len(history.frame) == SESSIONS
        assert history.problems == ()
        assert history.state is State.FRESH


def test_each_view_that_is_timed_is_another_one_over_ten_full_years(folder: tuple[DataSettings, list[str]]) -> None:
    """No answer that was kept for one of them can serve another, and none is shorter than it says."""
    settings, queries = folder
    states = [ViewState.from_query(query) for query in queries]
    with closing(build_service(settings)) as prices:
        sessions = prices.pair("^RUT", "^GSPC").sessions
    assert [ignored for _, ignored in states if ignored] == []
    assert len({state.as_of for state, _ in states}) == len(queries)
    assert all(state.range == "10Y" and sessions.searchsorted(str(state.as_of)) >= 2520 for state, _ in states)
