"""What a page says of the prices that a link was made on, on prices changed by hand; the sentences are written here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from components.notices import notices
from components.stamp import Stamp, compared
from components.state import ViewState
from components.tree import html_text
from components.trust import trust
from components.view import stamped, viewer
from data.model import Source, State
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from components.view import View

SESSIONS = pd.bdate_range("2014-10-01", "2014-10-31", name="session", unit="ns")
SAME = "Identical data: the link was made on the same prices up to 28 Oct 2014."
OTHER = "The link was made on other prices of the {} up to 28 Oct 2014"
REVISED = ": bars were revised, added or left out"
MAY = ". Numbers may differ from what was shared."
LATER = " Later data: these prices go on to 31 Oct 2014, those of the link to 28 Oct 2014."


def _prices(**given: object) -> FramePrices:
    """Return 23 sessions of October 2014 that rise by one a session."""
    frame = pd.DataFrame({"close": [100.0 + row for row in range(len(SESSIONS))]}, index=SESSIONS)
    return FramePrices({"^RUT": frame, "^GSPC": frame * 2}, **given)


def _changed(symbol: str, day: str, close: float) -> FramePrices:
    prices = _prices()
    frame = prices.frames[symbol].copy()
    frame.loc[day, "close"] = close
    prices.frames[symbol] = frame
    return prices


def _cut(first: str, last: str) -> FramePrices:
    return FramePrices({symbol: frame.loc[first:last] for symbol, frame in _prices().frames.items()})


def _link(prices: FramePrices, query: str = "?asof=2014-10-28") -> str:
    return stamped(viewer(prices)(query))


def _opened(there: FramePrices, here: FramePrices) -> tuple[bool, str] | None:
    """Return what is said where a link made on some prices is opened on others."""
    found = compared(viewer(here)(_link(there)))
    return found and (found.identical, found.text)


CASES = {
    "the same": (_prices(), _prices(), (True, SAME)),
    "later sessions": (_cut("2014-10-01", "2014-10-28"), _prices(), (True, SAME + LATER)),
    "earlier end": (
        _prices(),
        _cut("2014-10-01", "2014-10-29"),
        (True, f"{SAME} The prices of the link went on to 31 Oct 2014, these end on 29 Oct 2014."),
    ),
    "a close revised before the date": (
        _prices(),
        _changed("^GSPC", "2014-10-14", 1.0),
        (False, f"{OTHER.format('S&P 500')}{REVISED}{MAY}"),
    ),
    "a close revised on the date": (
        _prices(),
        _changed("^RUT", "2014-10-28", 1.0),
        (False, f"{OTHER.format('Russell 2000')}{REVISED}{MAY}"),
    ),
    "a close revised after the date": (_prices(), _changed("^RUT", "2014-10-29", 1.0), (True, SAME)),
    "another source of equal rows": (
        _prices(),
        _prices(source=Source.YAHOO),
        (True, f"{SAME} Source here: Yahoo Finance; of the link: CSV files."),
    ),
    "another source of other rows": (
        _prices(source=Source.BUNDLED),
        _cut("2014-10-02", "2014-10-31"),
        (
            False,
            (
                f"{OTHER.format('Russell 2000 and the S&P 500')}{MAY}"
                " Source here: CSV files; of the link: bundled with the page."
            ),
        ),
    ),
    "a shorter history of the same source": (
        _prices(),
        _cut("2014-10-02", "2014-10-31"),
        (False, f"{OTHER.format('Russell 2000 and the S&P 500')}{REVISED}{MAY}"),
    ),
    "prices that end before the date": (_prices(), _cut("2014-10-01", "2014-10-27"), None),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_the_prices_of_a_link(name: str) -> None:
    """Whether the numbers as of the session are the same, and what differs."""
    there, here, expected = CASES[name]
    assert _opened(there, here) == expected


def test_a_link_on_a_running_session_is_told_from_its_close() -> None:
    """The last price of 31 October stood for its close when the link was made; the close came to another one."""
    running = _prices(state=State.PROVISIONAL)
    link = _link(running, "?asof=2014-10-31")
    assert compared(viewer(running)(link)).identical
    assert not compared(viewer(_changed("^RUT", "2014-10-31", 140.0))(link)).identical


def test_another_pair_in_its_place_has_none_of_the_numbers_of_the_link() -> None:
    """One notice says that the pair cannot be had, the other what the link was made on."""
    prices = _prices()
    prices.frames |= {"IWM": prices.frames["^RUT"], "SPY": prices.frames["^GSPC"]}
    view = viewer(_prices())(_link(prices, "?asof=2014-10-28&pair=IWM,SPY"))
    said = "The link was made on IWM and SPY as of 28 Oct 2014, from CSV files: none of its numbers is here."
    assert (compared(view).identical, compared(view).text) == (False, said)


def test_a_date_set_by_hand_ends_the_comparison() -> None:
    """The stamp is of 28 October; the page stands on the 27th."""
    assert compared(viewer(_prices())(_link(_prices()).replace("asof=2014-10-28", "asof=2014-10-27"))) is None


def test_identical_prices_stand_in_the_trust_strip_and_others_in_a_notice() -> None:
    """Once each, and nothing where a link carries no stamp."""
    link = _link(_prices())

    def said(view: View) -> tuple[list[str], list[str]]:
        strip, above = ([html_text(node) for node in part(view)] for part in (trust, notices))
        return [text for text in strip if 'class="identical"' in text], above

    assert said(viewer(_prices())(link)) == ([f'<p class="identical">✓ {SAME}</p>'], [])
    other = said(viewer(_changed("^RUT", "2014-10-28", 1.0))(link))
    assert other == ([], [f'<p class="notice">{OTHER.format("Russell 2000")}{REVISED}{MAY}</p>'])
    assert said(viewer(_prices())("?asof=2014-10-28")) == ([], [])


def test_a_stamp_survives_its_own_text() -> None:
    """Read back from a link it is the one that was written, and it names what a reader of the link could look for."""
    stamp = Stamp.of(viewer(_prices())("?asof=2014-10-28"))
    assert Stamp.read(stamp.text) == stamp
    assert stamp.text.startswith("csv.csv.2014-10-28.2014-10-31.")
    assert ViewState.from_query(f"?data={stamp.text}") == (replace(ViewState(), data=stamp), ())
    assert (stamp.as_of, stamp.last) == (date(2014, 10, 28), date(2014, 10, 31))


_SOUND = "csv.csv.2014-10-28.2014-10-31.0123456789ab.ba9876543210"


@pytest.mark.parametrize(
    "text",
    [
        f"{_SOUND}0",
        f" {_SOUND}",
        f"{_SOUND}\n",
        _SOUND.upper(),
        _SOUND.replace("csv", "web"),
        _SOUND.replace("2014-10-28", "2014-02-30"),
        _SOUND.replace("2014-10-28", "0000-10-28"),
        _SOUND.replace("2014-10-31", "2014-10-27"),  # ends before its own session
        _SOUND.replace("0123", "012g"),
        _SOUND.replace("1", "１"),
        "....." * 150,
        "<script>",
    ],
)
def test_what_is_no_stamp_is_ignored_with_a_sentence(text: str) -> None:
    """The page of such a link is that of one without, and says what it left out."""
    state, ignored = ViewState.from_parameters([("data", text)])
    assert state == ViewState()
    assert [sentence.split("”", 1)[1] for sentence in ignored] == [
        " was ignored as data: it takes what this page wrote into a link that it shared."
    ]
