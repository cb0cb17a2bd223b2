"""The section of chart patterns: what it says of a study made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest

from commentary.evidence.model import Bars, Kind, Pattern, PatternRate, Study, Target
from components.patterns import patterns
from tests.components.generated import generated, view_of
from tests.components.reading import elements, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.view import View

TARGETS = (Target.SMALL, Target.LARGE)
RATES = tuple(
    PatternRate(kind, bars, target, found=number, years=20.0, per_year=number / 20, shuffled_per_year=number / 10)
    for number, (kind, bars, target) in enumerate(product(Kind, Bars, TARGETS), start=1)
)
"""40 rates, each with numbers of its own: 1 to 40 found in 20 years, and twice as many in shuffled returns."""
HEAD = Pattern(Kind.HEAD_AND_SHOULDERS, Bars.DAILY, Target.SMALL, date(2015, 8, 3), date(2015, 9, 1), date(2015, 9, 4))
DOUBLE = Pattern(Kind.DOUBLE_BOTTOM, Bars.WEEKLY, Target.LARGE, date(2015, 1, 9), date(2015, 6, 26), date(2015, 7, 17))


@pytest.fixture(scope="module")
def view() -> View:
    """Return a view of generated prices, without a study."""
    return view_of(generated())


def _studied(view: View, found: Iterable[Pattern] = (), rates: tuple[PatternRate, ...] = RATES) -> View:
    return replace(view, study=Study({}, 0, 2000, 499, {}, tuple(found), rates))


def _said(view: View) -> str:
    return text(patterns(view))


def test_a_study_that_is_not_there_yet_is_being_computed(view: View) -> None:
    """Nothing is said of patterns before, and no table stands empty."""
    assert "Being computed" in _said(view)
    assert elements(patterns(view), "table") == []


def test_a_pattern_is_said_with_its_dates_and_with_its_yearly_numbers_in_these_prices_and_shuffled(view: View) -> None:
    """The numbers of its kind, its bars and its index: of the 40 rates made here, those numbered 1 and 40."""
    said = _said(_studied(view, [HEAD, DOUBLE]))
    assert "Head and shoulders daily, Russell 2000" in said
    assert "3 Aug 2015 to 1 Sep 2015, known on 4 Sep 2015" in said
    assert "A year: 0.05 in these prices, 0.10 shuffled" in said
    assert "Double bottom weekly, S&P 500" in said
    assert "9 Jan 2015 to 26 Jun 2015, known on 17 Jul 2015" in said
    assert "A year: 2.00 in these prices, 4.00 shuffled" in said


def test_the_day_a_pattern_was_known_is_a_button_that_moves_the_page_there(view: View) -> None:
    """It sets the as-of date as the other controls do, and its name holds the text that is seen."""
    (button,) = elements(patterns(_studied(view, [HEAD])), "button")
    assert (button[1]["data-set"], button[1]["data-value"]) == ("asof", "2015-09-04")
    assert button[1]["aria-label"].startswith(text(button))


def test_many_patterns_show_the_newest_first_and_fold_the_rest(view: View) -> None:
    """Of nine, six stand open and three behind one line that counts them; each button has an id of its own."""
    found = [replace(HEAD, known=date(2015, 9, day)) for day in range(9, 0, -1)]
    shown = patterns(_studied(view, found))
    open_list, folded = elements(shown, "ul")
    assert [len(elements(part, "li")) for part in (open_list, folded)] == [6, 3]
    assert "3 earlier patterns" in text(shown)
    days = [button[1]["data-value"] for button in elements(shown, "button")]
    assert days == sorted(days, reverse=True)
    assert len({button[1]["id"] for button in elements(shown, "button")}) == 9


def test_a_year_without_a_pattern_says_so(view: View) -> None:
    """The yearly numbers stand all the same."""
    said = _said(_studied(view))
    assert "None became known in the last 252 sessions." in said
    assert "How often each kind comes" in said


def test_one_sentence_holds_all_kinds_against_chance(view: View) -> None:
    """1 + 2 + ... + 40 = 820 patterns in 20 years are 41 a year, and twice as many shuffled."""
    said = _said(_studied(view))
    assert "In all 41.0 patterns a year in these prices, 82.0 a year in the same returns in random order" in said
    assert "never in the score" in said


def test_the_folded_tables_hold_every_number_of_the_study(view: View) -> None:
    """Ten kinds a table, small before large, found, a year and shuffled: the numbers 1 to 40 as they were given."""
    daily, weekly = elements(patterns(_studied(view)), "tbody")
    expected = {bars: [] for bars in Bars}
    for rate in RATES:
        numbers = [f"{rate.found}", f"{rate.found / 20:.2f}", f"{rate.found / 10:.2f}"]
        row = expected[rate.bars]
        if rate.target is Target.SMALL:
            row.append([rate.kind.capitalize(), *numbers])
        else:
            row[-1] += numbers
    for table, bars in ((daily, Bars.DAILY), (weekly, Bars.WEEKLY)):
        rows = [[text(cell) for cell in row[2:]] for row in elements(table, "tr")]
        assert rows == expected[bars]


def test_a_history_too_short_for_patterns_says_so(view: View) -> None:
    """A study without a single rate."""
    assert "too short" in _said(_studied(view, rates=()))
