"""Where a close stands against its average, and since when: paths short enough to count by hand, averages of two."""

from __future__ import annotations

import numpy as np
import pytest

from commentary.headline import headline
from indicators.panel import panel, trend
from tests.commentary.support import unfounded
from tests.indicators.support import frame


def said(*close: float, window: int = 2, name: str = "IWM") -> str:
    """Return the headline of a few closes from Tuesday, 2 January 2001 on, after checking it against its evidence."""
    whole = panel(frame(np.array(close)))
    sentence = headline(name, whole, trend(whole.close, window))
    assert unfounded(sentence.text, sentence.evidence, [name]) == []
    return sentence.text


@pytest.mark.parametrize(
    ("close", "place", "since"),
    [
        ((10, 12), "9.09 % above", "never below since the average begins on 3 Jan 2001"),
        ((12, 10), "9.09 % below", "never above since the average begins on 3 Jan 2001"),
        ((10, 12, 14, 12, 10, 12), "9.09 % above", "the first close above since 4 Jan 2001 after 2 below"),
        ((10, 12, 14, 12, 10), "9.09 % below", "below since 5 Jan 2001, 2 closes in a row"),
        ((12, 10, 12), "9.09 % above", "the first close above, after 1 below"),
        ((12, 10, 10), "exactly at", "the first close at or above, after 1 below"),
    ],
)
def test_the_sentence_fits_the_path(close: tuple[float, ...], place: str, since: str) -> None:
    """Averages, runs and dates worked by hand; the sessions are weekdays."""
    assert said(*close) == f"IWM closed at {close[-1]}.00, {place} its 2-day average, {since}."


def test_a_history_shorter_than_the_average_says_so() -> None:
    """So does one without a session."""
    assert said(10) == "IWM closed at 10.00; its 2-day average needs 2 sessions; the data hold 1."
    assert said() == "There is no close of IWM yet."


@pytest.mark.parametrize(
    ("close", "expected"),
    [
        ([100.0] * 21 + [102.0], "the average rose 1.00 % in 20 sessions."),
        ([100.0] * 21 + [98.0], "the average fell 1.00 % in 20 sessions."),
        ([100.0] * 21 + [100.1], "the average was flat, +0.05 % in 20 sessions."),
        ([100.0] * 22, "the average was flat, +0.00 % in 20 sessions."),
        ([100.0] * 21 + [100.2004], "the average rose 0.1002 % in 20 sessions."),
        ([100.0] * 21 + [99.8008], "the average was flat, -0.0996 % in 20 sessions."),
    ],
)
def test_the_sentence_ends_on_the_direction_of_the_average(close: list[float], expected: str) -> None:
    """An average of two moves by half of the last change; up to 0.1 % is flat."""
    assert said(*close).endswith(expected)


def test_an_index_has_its_article_and_a_ticker_has_none() -> None:
    """A name of several words reads as a name, a ticker as a ticker."""
    assert said(10, 12, name="S&P 500").startswith("The S&P 500 closed")
    assert said(10, 12, name="SPY").startswith("SPY closed")
