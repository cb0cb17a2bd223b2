"""The sources at hand: the bundled prices and a folder of CSV files."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data.books import LocalBook
from data.build import BUNDLED, build_service
from data.errors import DataError, NoSuchSymbol, RefusedData
from data.model import PriceHistory, Source, State
from data.providers.csv_folder import CsvProvider
from data.providers.memory import MemoryProvider
from data.service import PriceService
from data.settings import DataSettings, DataSource

if TYPE_CHECKING:
    from pathlib import Path

    from data.sessions import Sessions
    from tests.data.conftest import Clock


@pytest.fixture(scope="module")
def bundled() -> PriceService:
    """Return a service of the bundled prices alone."""
    return build_service(DataSettings(data_source=DataSource.BUNDLED))


@pytest.mark.parametrize(
    ("symbol", "rows", "first", "last"),
    [
        ("IWM", 2517, "2012-01-17", "2022-01-13"),
        ("SPY", 2517, "2012-01-17", "2022-01-13"),
        ("NAESX", 8064, "1990-01-02", "2021-12-31"),
        ("VFINX", 8064, "1990-01-02", "2021-12-31"),
    ],
)
def test_the_bundled_histories_are_whole(bundled: PriceService, symbol: str, rows: int, first: str, last: str) -> None:
    """As many sessions as their sources have, the last one as published there, none missing, dividends included."""
    item = bundled.history(symbol)
    assert len(item.frame) == rows
    assert item.frame.index[0] == pd.Timestamp(first)
    assert item.as_of == date.fromisoformat(last)
    assert item.source is Source.BUNDLED
    assert item.state is State.STALE
    assert item.problems == ()
    assert item.adjusted


# What the S&P 500 and the Russell 2000 are known to have done on days that everybody remembers; the funds followed.
@pytest.mark.parametrize(
    ("symbol", "day", "percent"),
    [
        ("IWM", "2020-03-16", -13.3),
        ("SPY", "2020-03-16", -10.9),
        ("VFINX", "2020-03-16", -12.0),
        ("VFINX", "2008-10-13", 11.6),
        ("VFINX", "1997-10-27", -6.9),
        ("IWM", "2014-10-28", 2.85),
    ],
)
def test_the_large_moves_lie_on_their_days(bundled: PriceService, symbol: str, day: str, percent: float) -> None:
    """The dates, which the source lacks, are set right."""
    change = 100 * bundled.history(symbol).frame["close"].pct_change()[day]
    assert change == pytest.approx(percent, abs=0.06)


def test_iwm_met_its_average_in_october_2014_as_published(bundled: PriceService) -> None:
    """It rose to 0.83 % above its 200-day average, which it had first closed under on 22 September."""
    close = bundled.history("IWM").frame["close"]
    distance = 100 * (close / close.rolling(200).mean() - 1)
    assert distance["2014-10-28"] == pytest.approx(0.83, abs=0.005)
    assert distance["2014-09-19"] > 0
    assert (distance["2014-09-22":"2014-10-27"] < 0).all()


@pytest.mark.parametrize(("fund", "index"), [("IWM", 0), ("SPY", 1), ("NAESX", 0), ("VFINX", 1)])
def test_the_funds_go_with_their_index_day_by_day(
    bundled: PriceService, index_frames: tuple[pd.DataFrame, pd.DataFrame], fund: str, index: int
) -> None:
    """Daily changes correlate above 0.95 in each year, and not at all with the index's a session off."""
    changes = bundled.history(fund).frame["close"].pct_change(), index_frames[index]["close"].pct_change()
    both = pd.concat(changes, axis=1, join="inner").dropna().set_axis(["fund", "index"], axis=1)
    for year, rows in both.groupby(pd.DatetimeIndex(both.index).year):
        assert rows["fund"].corr(rows["index"]) > 0.95, year
    assert abs(both["fund"].corr(both["index"].shift(1))) < 0.2


def test_the_provenance_ships_with_the_licence() -> None:
    """Whoever gets the files gets the licence, and the hashes of what they hold."""
    text = (BUNDLED / "PROVENANCE.md").read_text()
    assert "Permission is hereby granted, free of charge" in text
    for symbol in ("IWM", "SPY", "NAESX", "VFINX"):
        assert build_service(DataSettings(data_source=DataSource.BUNDLED)).history(symbol).version in text


def test_a_pair_that_is_not_bundled_opens_iwm_and_spy_and_says_so(bundled: PriceService) -> None:
    """The sentence has what was asked, why not, what is shown and until when; what was asked is kept."""
    pair = bundled.pair("^RUT", "^GSPC")
    assert (pair.small.symbol, pair.large.symbol) == ("IWM", "SPY")
    assert pair.asked == ("^RUT", "^GSPC")
    assert pair.notice == (
        "^RUT and ^GSPC were asked for and cannot be had "
        "(^RUT is not among the bundled prices (IWM, NAESX, SPY, VFINX)); "
        "shown instead are IWM and SPY, from bundled dividend-adjusted prices that end on 13 Jan 2022."
    )


def test_a_bundled_pair_needs_no_notice(bundled: PriceService) -> None:
    """The long fund histories are had as asked."""
    pair = bundled.pair("naesx", "vfinx")
    assert pair.notice is None
    assert pair.asked == ("NAESX", "VFINX")
    assert len(pair.sessions) == 8064


HEADER = "Date,Open,High,Low,Close,Volume\n"
TWO = "2026-08-20,10,11,9,10.5,100\n2026-08-21,10,11,9,10.6,\n"


@pytest.fixture
def csv(tmp_path: Path, sessions: Sessions, clock: Clock) -> LocalBook:
    """Return a book over a folder of CSV files."""
    return LocalBook(CsvProvider(tmp_path), sessions, clock)


def write(folder: Path, text: str, when: datetime | None = None, name: str = "RUT.csv") -> None:
    """Write a file as if at `when`, by default in the evening of 21 August 2026."""
    path = folder / name
    path.write_text(text)
    stamp = (when or datetime(2026, 8, 21, 21, 0, tzinfo=UTC)).timestamp()
    os.utime(path, (stamp, stamp))


def history(book: LocalBook) -> PriceHistory:
    """Return what the book has of the Russell 2000."""
    return book.ask("^RUT")(0.0)


def test_a_csv_file_is_read_as_it_stands(csv: LocalBook, tmp_path: Path) -> None:
    """The sign of an index is dropped from the file's name, volume may be missing, closes are price only."""
    write(tmp_path, HEADER + TWO)
    item = history(csv)
    assert item.frame["close"].to_list() == [10.5, 10.6]
    assert item.frame["volume"].isna().to_list() == [False, True]
    assert item.source is Source.CSV
    assert item.state is State.FRESH
    assert not item.adjusted


def test_a_csv_file_may_have_fewer_columns_in_any_order(csv: LocalBook, tmp_path: Path) -> None:
    """Date and Close suffice; a byte-order mark and blanks do no harm."""
    write(tmp_path, "\ufeffclose , DATE\n10.5,2026-08-20\n 10.6 , 2026-08-21\n")
    assert history(csv).frame.columns.to_list() == ["close"]


def test_a_changed_csv_file_is_read_again_and_only_then(csv: LocalBook, tmp_path: Path) -> None:
    """The same object comes back until size or time of change differ."""
    write(tmp_path, HEADER + TWO)
    first = history(csv)
    assert history(csv) is first
    write(tmp_path, HEADER + TWO.replace("10.6", "10.7"), datetime(2026, 8, 21, 21, 30, tzinfo=UTC))
    assert history(csv).frame["close"].iloc[-1] == 10.7
    (tmp_path / "RUT.csv").unlink()
    with pytest.raises(NoSuchSymbol, match=r"there is no RUT\.csv"):
        history(csv)


def test_a_bar_written_before_the_close_is_provisional_and_later_left_out(
    csv: LocalBook, tmp_path: Path, clock: Clock
) -> None:
    """A price at three in the afternoon is no close, even after the close."""
    afternoon = datetime(2026, 8, 21, 19, 0, tzinfo=UTC)
    write(
        tmp_path,
        HEADER + TWO.replace("2026-08-20", "2026-08-19\n2026-08-20").replace("19\n", "19,9,9,9,9,9\n"),
        afternoon,
    )
    clock.now = afternoon
    assert history(csv).state is State.PROVISIONAL
    assert history(csv).as_of == date(2026, 8, 21)
    clock.now = datetime(2026, 8, 21, 22, 0, tzinfo=UTC)
    assert history(csv).state is State.STALE
    assert history(csv).as_of == date(2026, 8, 20)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + TWO + "2026-08-24,10,eleven,9,10,1\n", "RUT.csv, line 4, column High: 'eleven' is not a number"),
        (HEADER + "21.08.2026,1,1,1,1,1\n", "RUT.csv, line 2, column Date: '21.08.2026' is not a date as YYYY-MM-DD"),
        (HEADER + TWO + "2026-02-30,1,1,1,1,1\n", "line 4, column Date: '2026-02-30'"),
        (HEADER + TWO + "\n", "line 4, column Date: ''"),
        (HEADER + TWO + "9999-12-31,1,1,1,1,1\n", "RUT.csv, line 4, column Date: '9999-12-31' is not a date from 1700"),
        (HEADER + "1600-01-01,1,1,1,1,1\n" + TWO, "line 2, column Date: '1600-01-01' is not a date from 1700 to 2200"),
        (HEADER + "0001-01-01,1,1,1,1,1\n" + TWO, "line 2, column Date: '0001-01-01' is not a date from 1700 to 2200"),
        (HEADER + TWO + "2026-08-24,10,inf,9,10,1\n", "line 4, column High: 'inf' is not a number"),
        ("Date,Open\n2026-08-21,1\n", "must have one column Close"),
        ("Date,Close,close\n2026-08-21,1,2\n", "must have one column Close"),
        ("", "RUT.csv is no table"),
        ('Date,Close\n"2026-08-21,1\n', "RUT.csv is no table"),
        (HEADER, "fewer than two sessions"),
    ],
)
def test_a_bad_csv_file_is_refused_with_its_name_line_and_column(
    csv: LocalBook, tmp_path: Path, text: str, message: str
) -> None:
    """Whoever wrote the file finds the place, and no path of the machine is told."""
    write(tmp_path, text)
    with pytest.raises(RefusedData) as caught:
        history(csv)
    assert message in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("day", ["9999-12-31", "1600-01-01", "0001-01-01"])
def test_a_pair_with_a_date_of_no_use_in_a_file_falls_back(tmp_path: Path, clock: Clock, day: str) -> None:
    """The pair that never raises does not raise for a date that nanoseconds cannot count."""
    write(tmp_path, HEADER + TWO + f"{day},1,1,1,1,1\n")
    service = build_service(DataSettings(data_source=DataSource.CSV, data_dir=tmp_path), clock)
    assert f"line 4, column Date: '{day}'" in str(service.pair("^RUT", "^GSPC").notice)


def test_a_value_that_nobody_thought_of_is_refused(sessions: Sessions, clock: Clock, walk: pd.DataFrame) -> None:
    """Whatever ValueError reading ends in, the book raises an error of ours."""
    memory = MemoryProvider({"^RUT": walk.assign(close="dear")}, clock)
    with pytest.raises(RefusedData, match=r"The prices of \^RUT were refused"):
        history(LocalBook(memory, sessions, clock))


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00garbage", b"Date,Close\n\x80\x81,1\n", b"PAR1\x00\x00"])
def test_a_csv_file_that_is_no_text_is_refused(csv: LocalBook, tmp_path: Path, raw: bytes) -> None:
    """Any bytes at all end in an error of ours."""
    (tmp_path / "RUT.csv").write_bytes(raw)
    with pytest.raises(DataError):
        history(csv)


def test_the_real_folder_is_fresh_on_its_last_day_and_stale_later(
    shared_data: Path, sessions: Sessions, clock: Clock
) -> None:
    """A CSV history is judged by the calendar like any other."""
    book = LocalBook(CsvProvider(shared_data), sessions, clock)
    assert history(book).state is State.FRESH
    assert history(book).problems == ()
    clock.now = datetime(2026, 8, 24, 21, 0, tzinfo=UTC)
    assert history(book).state is State.STALE


def test_a_folder_with_one_side_of_a_pair_falls_back_whole(tmp_path: Path, clock: Clock) -> None:
    """Prices without dividends are not set against prices with them."""
    write(tmp_path, HEADER + TWO)
    service = build_service(DataSettings(data_source=DataSource.CSV, data_dir=tmp_path), clock)
    pair = service.pair("^RUT", "SPY")
    assert (pair.small.symbol, pair.large.symbol) == ("IWM", "SPY")
    assert "^RUT is to be had only without dividends, the other only with them" in str(pair.notice)


def test_a_symbol_only_bundled_works_beside_a_folder_and_says_where_from(tmp_path: Path, clock: Clock) -> None:
    """The long fund histories are there under the source csv too."""
    service = build_service(DataSettings(data_source=DataSource.CSV, data_dir=tmp_path), clock)
    pair = service.pair("NAESX", "VFINX")
    assert pair.notice is None
    assert pair.small.source is Source.BUNDLED
    assert pair.small.problems[0].text == (
        "NAESX is not in the data folder: there is no NAESX.csv."
        " Shown are the bundled prices, which end on 31 Dec 2021."
    )


@pytest.mark.parametrize("asked", [("..", "\0"), ("", ""), ("A" * 99, "SPY"), ("IWM", "no such")])
def test_a_pair_never_raises_whatever_is_asked(bundled: PriceService, asked: tuple[str, str]) -> None:
    """Two histories come back, and what was asked for is kept as it was."""
    pair = bundled.pair(*asked)
    assert (pair.small.symbol, pair.large.symbol) == ("IWM", "SPY")
    assert pair.asked == asked
    assert pair.notice


def test_a_pair_without_common_sessions_is_not_shown(walk: pd.DataFrame, sessions: Sessions, clock: Clock) -> None:
    """There is nothing to compare."""
    memory = MemoryProvider({"OLD": walk.iloc[:900], "NEW": walk.iloc[900:]}, clock)
    bundled = LocalBook(MemoryProvider({"IWM": walk, "SPY": walk}, clock), sessions, clock)
    service = PriceService(LocalBook(memory, sessions, clock), bundled, sessions, else_bundled=False)
    assert "no two sessions in common" in str(service.pair("OLD", "NEW").notice)
    assert service.pair("OLD", "OLD").notice is None
