from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import SymbolError
from data.instruments import PAIRS, instrument, validate_symbol
from data.model import Kind

FUNDS = {"IWM", "SPY", "NAESX", "VFINX"}


def test_there_are_six_pairs_in_the_order_of_the_list() -> None:
    """The pairs are those that the product promises."""
    assert [(pair.small, pair.large) for pair in PAIRS] == [
        ("^RUT", "^GSPC"),
        ("IWM", "SPY"),
        ("NAESX", "VFINX"),
        ("^SP600", "^GSPC"),
        ("^RUT", "^RUI"),
        ("^RUT", "^NDX"),
    ]


@pytest.mark.parametrize("symbol", sorted({s for pair in PAIRS for s in (pair.small, pair.large)}))
def test_each_symbol_of_a_pair_is_valid_and_has_a_name_of_its_own(symbol: str) -> None:
    """Nothing in the list is called by its symbol alone, and a fund is never called an index."""
    named = instrument(symbol)
    assert validate_symbol(symbol) == symbol
    assert named.name != symbol
    assert (named.kind is Kind.INDEX) == symbol.startswith("^")
    assert (named.short == symbol) == (symbol in FUNDS)


def test_naesx_says_that_its_index_changed() -> None:
    """A reader must know that the fund left the Russell 2000 in 2003."""
    assert "2003" in instrument("NAESX").note


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [(" iwm ", "IWM"), ("^rut", "^RUT"), ("brk-b", "BRK-B"), ("7203.t", "7203.T"), ("gc=f", "GC=F"), ("\tspy", "SPY")],
)
def test_a_symbol_may_be_typed_in_small_letters_with_blanks_around(typed: str, symbol: str) -> None:
    """What a user means is taken."""
    assert validate_symbol(typed) == symbol


@pytest.mark.parametrize(
    "text",
    ["", " ", "^", "..", "../etc/passwd", "A/B", "A\\B", "A\0", "A\nB", "A B", "\u202eTUR", "١٢٣", "ＩＷＭ", "ıwm",
     "straße", "A" * 21, "^" + "A" * 20, "-A", ".A", "=A", "A;B", "A%2F", "<b>"],
)  # fmt: skip
def test_what_is_no_symbol_is_refused_by_name(text: str) -> None:
    """Paths, control and direction characters, digits and letters of other scripts, and long texts never pass."""
    with pytest.raises(SymbolError) as caught:
        validate_symbol(text)
    assert str(caught.value).startswith(ascii(text)[:20])


@given(st.text(max_size=40) | st.text(alphabet="^.-=/aZ09 \0\u202e", max_size=25))
def test_any_text_is_a_safe_symbol_or_a_refusal_that_can_be_shown(text: str) -> None:
    """No text yields a symbol outside the alphabet, and each message is short and plain."""
    message, symbol = "", ""
    try:
        symbol = validate_symbol(text)
    except SymbolError as error:
        message = str(error)
    assert bool(message) != bool(symbol)
    assert message.isascii()
    assert message.isprintable()
    assert len(message) < 500
    assert len(symbol) <= 20
    assert set(symbol) <= set(string.ascii_uppercase + string.digits + "^.=-")
    assert not symbol.startswith((".", "-", "="))
