"""Texts that a spreadsheet could take for a formula; what opens one is from OWASP's page on CSV injection."""

from __future__ import annotations

import pytest

from components.cells import neutral

OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("before", ["", " ", "   ", "\u00a0", "\ufeff", "\u200b", "\x00"])
def test_a_text_that_could_run_as_a_formula_gets_an_apostrophe(opener: str, before: str) -> None:
    """Also behind spaces and characters that nobody sees, which some programs take away first."""
    text = f'{before}{opener}HYPERLINK("http://127.0.0.1/","go")'
    assert neutral(text) == f"'{text}"


PLAIN = ("", " ", "Russell 2000", "^RUT close", "ZN=F", "a=b", "2 - 1", "'=1", "(-3.2 %)", "\u2212 3 %", "é", "\u200b")


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    """A sign inside a text opens nothing, nor does an apostrophe that is already there."""
    assert neutral(text) == text


def test_a_text_is_neutralised_once() -> None:
    """What has passed once passes again unchanged."""
    assert neutral(neutral("=1")) == neutral("=1")
