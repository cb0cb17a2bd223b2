"""How numbers and dates are written."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from commentary.wording import day, facts, named, write


@pytest.mark.parametrize(
    ("manner", "value", "expected"),
    [
        ("price", 1149.449951, "1,149.45"),
        ("level", 62.549, "62.55"),
        ("signed", 0.2951, "+0.30 %"),
        ("signed", -0.4871, "-0.49 %"),
        ("signed", 0.0, "+0.00 %"),
        ("signed", -0.0, "+0.00 %"),
        ("signed", -0.0012, "-0.0012 %"),
        ("size", -2.4871, "2.49 %"),
        ("size", 0.0049, "0.0049 %"),
        ("share", 43.2539, "43.3 %"),
        ("placed", 0.2951, "0.30 % above"),
        ("placed", -2.4871, "2.49 % below"),
        ("placed", 0.0, "exactly at"),
        ("whole", 74.07, "74 %"),
        ("limit", 0.1, "0.1 %"),
        ("limit", -20.0, "20 %"),
        ("rank", 8.77, "percentile 8.8"),
        ("points", -8.6123, "8.61 points"),
        ("rounded", 38.62, "39"),
        ("signed points", -0.004, "+0.00 points"),
        ("signed points", 1.306, "+1.31 points"),
        ("p", 0.0364, "0.036"),
        ("p", 0.001, "0.001"),
        ("p", 0.00023, "below 0.001"),
        ("p", 1.0, "1.000"),
        ("brier", 0.364, "0.364"),
        ("day", "2014-10-08", "8 Oct 2014"),
        ("day month", "2014-10-28", "28 Oct"),
        ("year", "2014-10-28", "2014"),
        ("n", 6797, "6,797"),
        ("n session", 1, "1 session"),
        ("n session", 1044, "1,044 sessions"),
        ("n close", 0, "0 closes"),
        ("holds", True, "yes"),
        ("holds", False, "no"),
        ("", "above", "above"),
    ],
)
def test_a_value_is_written_in_its_manner(manner: str, value: float | str, expected: str) -> None:
    """Rounded by hand."""
    assert write(f"{{key:{manner}}}", {"key": value}) == expected


@pytest.mark.parametrize(
    ("manner", "value", "limit", "expected"),
    [
        ("signed", -0.11, 0.1, "-0.11 %"),
        ("signed", -0.1004, 0.1, "-0.1004 %"),
        ("size", -0.099996, 0.1, "0.099996 %"),
        ("signed", -0.1, 0.1, "-0.10 %"),
        ("share", 49.96, 50, "49.96 %"),
        ("share", 49.94, 50, "49.9 %"),
        ("rank", 20.04, 20, "percentile 20.04"),
    ],
)
def test_a_value_beside_its_limit_is_told_from_it(manner: str, value: float, limit: float, expected: str) -> None:
    """The fewest decimals, from the usual ones on, that differ from the limit's; counted by hand."""
    assert write(f"{{key:{manner} beside limit}}", {"key": value, "limit": limit}) == expected


def test_a_date_is_written_as_a_trader_writes_it() -> None:
    """Day, short month, year, whatever the locale."""
    assert day(date(2014, 10, 8)) == "8 Oct 2014"


def test_a_number_in_the_words_of_a_template_is_refused() -> None:
    """A number must come from the evidence."""
    with pytest.raises(ValueError, match="number of its own"):
        write("within 5 sessions", {})


@pytest.mark.parametrize("template", ["{missing:n}", "{there:unknown}"])
def test_what_is_not_in_the_evidence_cannot_be_written(template: str) -> None:
    """Nor can a manner that does not exist."""
    with pytest.raises(KeyError):
        write(template, {"there": 1})


def test_facts_are_plain_and_never_nan() -> None:
    """Numpy's scalars become Python's, dates become ISO text, what is undefined becomes None."""
    found = facts(
        number=np.float64(1.5),
        count=np.int64(3),
        flag=np.True_,
        nothing=np.nan,
        endless=-np.inf,
        session=np.datetime64("2014-10-28T00:00:00.000000000"),
        when=date(2014, 12, 31),
        word="above",
    )
    expected = {
        "number": 1.5,
        "count": 3,
        "flag": True,
        "nothing": None,
        "endless": None,
        "session": "2014-10-28",
        "when": "2014-12-31",
        "word": "above",
    }
    assert found == expected
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


def test_facts_refuse_what_no_reader_could_read() -> None:
    """An array is no evidence."""
    with pytest.raises(TypeError, match="plain values, got ndarray"):
        facts(close=np.array([1.0]))


def test_names_open_sentences_with_a_capital() -> None:
    """A ticker keeps its letters."""
    names = named("Russell 2000", "spy")
    assert names == {"small": "the Russell 2000", "Small": "The Russell 2000", "large": "spy", "Large": "Spy"}
