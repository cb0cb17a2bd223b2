"""What each panel of the chart says: on 28 October 2014, on panels set by hand, and on any date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary import takeaways
from indicators.panel import pair_panel, trend
from tests.commentary.support import (
    last_market,
    market,
    markets,
    unfounded,
    walks,
    with_last,
    with_panel,
)

if TYPE_CHECKING:
    from commentary.model import Market
    from indicators.panel import PairPanel

DAY = date(2014, 10, 28)
HORIZONS = (21, 63, 126, 252)


def price(each: Market, window: int = 200) -> takeaways.Takeaway:
    """Return what the panel of both closes says of averages of any window."""
    panel = each.panel
    return takeaways.price(each, trend(panel.small.close, window), trend(panel.large.close, window))


def everything(each: Market, window: int = 200) -> list[takeaways.Takeaway]:
    """Return what each panel says."""
    panel = each.panel
    return [
        price(each, window),
        takeaways.price_of(each, "small", trend(panel.small.close, window)),
        takeaways.price_of(each, "large", trend(panel.large.close, window)),
        takeaways.relative(each),
        takeaways.rsi(each),
        takeaways.ppo(each, "small"),
        takeaways.ppo(each, "large"),
        *(takeaways.roc(each, horizon) for horizon in HORIZONS),
    ]


@pytest.fixture(scope="module")
def october(index_panel: PairPanel) -> Market:
    """Return the real pair on the day."""
    return market(index_panel, DAY)


@pytest.fixture(scope="module")
def base() -> Market:
    """Return a market with all windows full."""
    return last_market(*walks(700))


def test_the_closes_of_october_stand_as_published(october: Market) -> None:
    """Levels, distances and slopes of methods, section 5."""
    said = price(october)
    assert said.heading.text == (
        "Russell 2000: 0.30 % above a falling 200-day average; S&P 500: 3.93 % above a rising one"
    )
    small = (
        "On 28 Oct 2014 the Russell 2000 closed at 1,149.45, 0.30 % above its 200-day average of 1,145.98, "
        "which fell 0.49 % in 20 sessions."
    )
    large = (
        "S&P 500 closed at 1,985.05, 3.93 % above its 200-day average of 1,910.03, which rose 0.55 % in 20 sessions."
    )
    assert said.description.text == f"{small} The {large}"
    alone = [takeaways.price_of(october, which, getattr(october.panel, which).trend) for which in ("small", "large")]
    assert [each.heading.text for each in alone] == [
        "Russell 2000: 0.30 % above a falling 200-day average",
        "S&P 500: 3.93 % above a rising 200-day average",
    ]
    assert [each.description.text for each in alone] == [small, f"On 28 Oct 2014 the {large}"]


def test_the_momentum_of_october_is_as_published(october: Market) -> None:
    """RSI and changes of methods, section 5."""
    assert takeaways.rsi(october).heading.text == (
        "RSI(14): Russell 2000 62.55, S&P 500 59.66, neither overbought nor oversold"
    )
    assert takeaways.rsi(october).description.text == (
        "On 28 Oct 2014 RSI(14), on a scale from 0 to 100, was 62.55 for the Russell 2000 and 59.66 for the S&P 500."
    )
    assert [takeaways.roc(october, horizon).heading.text for horizon in HORIZONS] == [
        "Over 21 sessions: Russell 2000 +2.82 %, S&P 500 +0.37 %; the Russell 2000 is ahead",
        "Over 63 sessions: Russell 2000 +0.25 %, S&P 500 +0.76 %; the Russell 2000 is behind",
        "Over 126 sessions: Russell 2000 +2.00 %, S&P 500 +5.37 %; the Russell 2000 is behind",
        "Over 252 sessions: Russell 2000 +2.82 %, S&P 500 +12.65 %; the Russell 2000 is behind",
    ]
    assert takeaways.roc(october, 63).description.text == (
        "On 28 Oct 2014 ROC(63), the change in 63 sessions, was +0.25 % for the Russell 2000 and +0.76 % for the "
        "S&P 500."
    )


def test_the_ratio_of_october_is_the_closes_divided(october: Market) -> None:
    """1149.45 / 1985.05 is 0.5791; its mean of 200 sessions again from the closes, day by day."""
    panel = october.panel
    average = (panel.small.close[-200:] / panel.large.close[-200:]).mean()
    below = f"{100 * (1 - 1149.45 / 1985.05 / average):.2f} % below its 200-day average"
    said = takeaways.relative(october)
    assert said.heading.text == f"The ratio is {below}: the Russell 2000 lags over 200 days"
    assert said.description.text == (
        f"On 28 Oct 2014 the ratio of the Russell 2000 to the S&P 500 was 0.5791, {below} of {average:.4f}."
    )


def test_the_oscillator_is_named_with_its_windows_and_its_three_lines(base: Market) -> None:
    """Each line of the panel has its number and what it is."""
    each = with_panel(base, "small", ppo=-0.5, ppo_signal=0.25, ppo_histogram=-0.75)
    said = takeaways.ppo(each, "small")
    assert said.heading.text == "Russell 2000 PPO below its signal: -0.50 % against +0.25 %"
    assert said.description.text.partition(" the ")[2] == (
        "PPO(12,26,9) of the Russell 2000 was -0.50 %: the 12-day exponential average of its closes lay 0.50 % below "
        "the 26-day one. Its signal, the 9-day exponential average of the PPO, was +0.25 %; the histogram, PPO minus "
        "signal, was -0.75 %."
    )
    assert takeaways.ppo(each, "large").heading.text.startswith("S&P 500 PPO ")


@pytest.mark.parametrize(
    ("line", "signal", "expected"),
    [
        (0.3, 0.1, "above its signal: +0.30 % against +0.10 %"),
        (-0.3, -0.1, "below its signal: -0.30 % against -0.10 %"),
        (0.301, 0.299, "at its signal: +0.30 %"),
        (0.0, 0.0, "at its signal: +0.00 %"),
    ],
)
def test_the_oscillator_lies_on_the_side_that_the_numbers_show(
    base: Market, line: float, signal: float, expected: str
) -> None:
    """Two numbers that are written alike are level."""
    each = with_panel(base, "large", ppo=line, ppo_signal=signal)
    assert takeaways.ppo(each, "large").heading.text == f"S&P 500 PPO {expected}"


@pytest.mark.parametrize(
    ("small", "large", "expected"),
    [
        (54.3, 60.1, "Russell 2000 54.30, S&P 500 60.10, neither overbought nor oversold"),
        (30.0, 70.0, "Russell 2000 30.00, S&P 500 70.00, neither overbought nor oversold"),
        (29.999, 70.001, "Russell 2000 30.00, S&P 500 70.00, neither overbought nor oversold"),
        (29.99, 12.0, "Russell 2000 29.99, S&P 500 12.00, both oversold (below 30)"),
        (70.01, 88.0, "Russell 2000 70.01, S&P 500 88.00, both overbought (above 70)"),
        (25.0, 35.0, "Russell 2000 25.00, S&P 500 35.00; Russell 2000 oversold (below 30)"),
        (65.0, 75.0, "Russell 2000 65.00, S&P 500 75.00; S&P 500 overbought (above 70)"),
        (75.0, 25.0, "Russell 2000 75.00, S&P 500 25.00, overbought (above 70) and oversold (below 30)"),
    ],
)
def test_the_strength_index_names_who_is_overbought_or_oversold(
    base: Market, small: float, large: float, expected: str
) -> None:
    """Wilder's 30 and 70 are still neither, and so is a number that is written so."""
    each = with_panel(with_panel(base, "small", rsi14=small), "large", rsi14=large)
    assert takeaways.rsi(each).heading.text == f"RSI(14): {expected}"


@pytest.mark.parametrize(
    ("small", "large", "expected"),
    [
        (-3.0, 1.5, "Russell 2000 -3.00 %, S&P 500 +1.50 %; the Russell 2000 is behind"),
        (1.5, -3.0, "Russell 2000 +1.50 %, S&P 500 -3.00 %; the Russell 2000 is ahead"),
        (1.501, 1.499, "Russell 2000 +1.50 %, S&P 500 +1.50 %; the two are level"),
    ],
)
def test_who_is_behind_is_named_unless_the_changes_are_written_alike(
    base: Market, small: float, large: float, expected: str
) -> None:
    """A difference that two decimals do not show is none."""
    each = base
    for which, change in (("small", small), ("large", large)):
        roc = getattr(base.panel, which).roc
        each = with_panel(each, which, roc={**roc, 63: np.append(roc[63][:-1], change)})
    assert takeaways.roc(each, 63).heading.text == f"Over 63 sessions: {expected}"


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (-1.5, "1.50 % below its 200-day average: the Russell 2000 lags over 200 days"),
        (1.5, "1.50 % above its 200-day average: the Russell 2000 leads over 200 days"),
        (0.0, "exactly at its 200-day average: the two are level over 200 days"),
    ],
)
def test_the_ratio_says_who_leads(base: Market, distance: float, expected: str) -> None:
    """Below its average the small one lags, above it leads."""
    each = with_panel(base, "relative", ratio_vs_sma200=distance)
    assert takeaways.relative(each).heading.text == f"The ratio is {expected}"


@pytest.mark.parametrize(
    ("distance", "slope", "expected"),
    [
        (-1.09, -0.3, "1.09 % below a falling 200-day average"),
        (4.1, 0.3, "4.10 % above a rising 200-day average"),
        (4.1, -0.1, "4.10 % above a flat 200-day average"),
        (0.0, 0.05, "exactly at a flat 200-day average"),
        (2.0, float("nan"), "2.00 % above its 200-day average"),
    ],
)
def test_the_average_moves_as_its_slope_says(base: Market, distance: float, slope: float, expected: str) -> None:
    """Up to 0.1 % in 20 sessions is flat (methods, section 1); an average too young for a slope has no direction."""
    stands = with_last(base.panel.small.trend, distance=distance, slope=slope)
    said = takeaways.price_of(base, "small", stands)
    assert said.heading.text == f"Russell 2000: {expected}"
    other = with_last(base.panel.large.trend, distance=-1.0, slope=0.3)
    both = takeaways.price(base, stands, other).heading.text
    again = "200-day average" if slope != slope else "one"  # noqa: PLR0124 - NaN alone differs from itself
    assert both == f"Russell 2000: {expected}; S&P 500: 1.00 % below a rising {again}"


def test_a_short_history_says_what_is_needed_and_what_there_is() -> None:
    """Ten sessions of the small one are too few for every window, and 30 of the large one for most."""
    each = last_market(*(frame.tail(n) for frame, n in zip(walks(30), (10, 30), strict=True)))
    said = price(each)
    assert said.heading.text == "Neither has a 200-day average yet"
    for held in (10, 30):
        assert f"its 200-day average needs 200 sessions, and the data hold {held}." in said.description.text
    assert takeaways.relative(each).heading.text == (
        "The ratio of the Russell 2000 to the S&P 500 has no 200-day average yet"
    )
    assert takeaways.relative(each).description.text.endswith(
        "its 200-day average needs 200 sessions of both, and the data hold 10."
    )
    large = f"{each.panel.large.rsi14[-1]:.2f}"
    assert takeaways.rsi(each).heading.text == f"RSI(14) {large} for the S&P 500; the Russell 2000 has none yet"
    assert takeaways.rsi(each).description.text.endswith(
        f"was {large} for the S&P 500; for the Russell 2000 it needs 15 sessions, and the data hold 10."
    )
    assert takeaways.roc(each, 63).heading.text == "No ROC(63) yet"
    assert takeaways.roc(each, 63).description.text == (
        "ROC(63) needs 64 sessions; the data hold 10 of the Russell 2000 and 30 of the S&P 500."
    )
    assert takeaways.ppo(each, "small").heading.text == "Russell 2000 has no PPO(12,26,9) yet"
    assert takeaways.ppo(each, "small").description.text == (
        "PPO(12,26,9) needs 26 sessions of the Russell 2000; the data hold 10."
    )
    assert takeaways.ppo(each, "large").heading.text.endswith(" %, without a signal yet")
    assert takeaways.ppo(each, "large").description.text.endswith("Its signal needs 34 sessions; the data hold 30.")


@pytest.mark.parametrize("window", [2, 200, 400])
def test_every_number_stands_in_the_evidence(panels: list[PairPanel], index_panel: PairPanel, window: int) -> None:
    """Headings end without a full stop, descriptions are sentences; neither has a number or a date of its own."""
    for panel in (*panels, index_panel):
        for each in markets(panel, 12):
            for said in everything(each, window):
                for part in (said.heading, said.description):
                    assert unfounded(part.text, part.evidence) == []
                    assert not re.search(r"\b(?i:nan|inf)\b|\b(None|True|False)\b|[{}]|-0\.0+ %|\bwill\b", part.text)
                    assert part.text[0].isupper()
                assert said.heading.text[-1] not in ".;:,"
                assert said.description.text.endswith(".")


def test_headings_are_short_on_real_prices(index_panel: PairPanel) -> None:
    """One line of at most 95 characters for the names of the default pair."""
    for each in markets(index_panel, 200, seed=21):
        assert max(len(said.heading.text) for said in everything(each)) <= 95


def test_funds_have_no_article() -> None:
    """A ticker reads as a ticker."""
    each = replace(last_market(*walks(300)), small_name="IWM", large_name="SPY")
    assert takeaways.rsi(each).description.text.endswith(" for SPY.")
    assert takeaways.relative(each).heading.text.partition(": ")[2] in {
        "IWM lags over 200 days",
        "IWM leads over 200 days",
    }


def test_nothing_later_changes_what_was_said() -> None:
    """Takeaways from a cut history equal those from the whole history, cut."""
    small, large = walks(700, seed=90)
    whole = pair_panel(small, large)
    for position in (30, 230, 500):
        day = small.index[position].date()
        known = pair_panel(small[: position + 1], large[: position + 1])
        assert everything(market(known, day)) == everything(market(whole, day))


def test_an_instrument_that_is_neither_is_refused(base: Market) -> None:
    """Only the small and the large one have a panel."""
    with pytest.raises(KeyError, match="medium"):
        takeaways.ppo(base, "medium")
