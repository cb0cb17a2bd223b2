"""The view travels whole through a link, and no link can break it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.stamp import Stamp
from components.state import AFTER, HORIZONS, RANGES, SCALES, THEMES, ViewState
from data.model import Source

symbols = st.sampled_from(["^RUT", "^GSPC", "IWM", "BRK-B", "^SP600", "EURUSD=X", "600519.SS"])
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
spans = st.tuples(days, days).filter(lambda span: span[0] < span[1])
sources = st.sampled_from(Source)
hashes = st.text("0123456789abcdef", min_size=12, max_size=12)
stamps = st.builds(lambda ends, *rest: Stamp(rest[:2], *ends, rest[2:]), spans, sources, sources, hashes, hashes)
states = st.builds(
    ViewState,
    small=symbols,
    large=symbols,
    as_of=st.none() | days,
    range=st.sampled_from(RANGES),
    scale=st.sampled_from(SCALES),
    average=st.integers(2, 400),
    roc=st.sampled_from(HORIZONS),
    theme=st.sampled_from(THEMES),
    after=st.sampled_from(AFTER),
    show=st.sampled_from([(), ("B1",), ("B4", "U2")]),
    zoom=st.none() | spans,
    data=st.none() | stamps,
).filter(lambda state: state.small != state.large)


@given(states, st.booleans())
def test_a_view_survives_its_own_link(state: ViewState, complete: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Reading back what was written gives the same view and ignores nothing."""
    expected = (state, ())
    assert expected == ViewState.from_query(state.to_query(complete=complete))


@given(st.text() | st.text(alphabet="pairsofngelcv=&,%^?0123456789-latestRUTGSPC\0\r\n{}<>٣").map("?".__add__))
def test_no_string_raises_and_what_is_read_is_a_view(query: str) -> None:
    """Whatever a link holds, the result is a view that can be written and read again."""
    state, ignored = ViewState.from_query(query)
    assert (state, ()) == ViewState.from_query(state.to_query())
    assert all(sentence.isprintable() for sentence in ignored)


@given(
    st.sampled_from(["pair", "asof", "range", "scale", "avg", "roc", "theme", "after", "show", "zoom", "data"]),
    st.text(max_size=60),
)
def test_a_value_is_taken_or_named_as_ignored(name: str, text: str) -> None:
    """A parameter either changes the view, equals its default, or is named in a sentence."""
    state, ignored = ViewState.from_parameters([(name, text)])
    taken = not ignored
    assert taken or (state == ViewState() and f"as {name}" in ignored[0])


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("?asof=2014-13-45", "“2014-13-45” was ignored as asof"),
        ("?asof=٢٠١٤-١٠-٢٨", "was ignored as asof"),
        ("?zoom=2014-10-28", "“2014-10-28” was ignored as zoom: it takes two dates, the earlier one first"),
        ("?zoom=2014-10-28,2014-07-01", "was ignored as zoom"),
        ("?zoom=2014-07-01,2014-07-01", "was ignored as zoom"),
        ("?zoom=2014-07-01,2014-10-28,2014-10-29", "was ignored as zoom"),
        ("?zoom=1899-07-01,2014-10-28", "was ignored as zoom"),
        ("?data=x", "“x” was ignored as data: it takes what this page wrote"),
        ("?avg=1", "“1” was ignored as avg: it takes a whole number from 2 to 400"),
        ("?avg=401", "“401” was ignored as avg"),
        ("?avg=1e400", "“1e400” was ignored as avg"),
        ("?avg=٢٠٠", "was ignored as avg"),
        ("?roc=64", "“64” was ignored as roc"),
        ("?pair=^RUT", "“^RUT” was ignored as pair"),
        ("?pair=^RUT,^RUT", "two different symbols"),
        ("?pair=../../etc/passwd,^GSPC", "was ignored as pair"),
        ("?pair=%00,^GSPC", "“·,^GSPC” was ignored as pair"),
        ("?theme=<script>", "“<script>” was ignored as theme"),
        ("?colour=red", "The parameter “colour” was ignored"),
        ("?avg=50&avg=100", "A second “avg” was ignored: “100”"),
        ("?" + "a" * 1001, "more than 1000 characters"),
        ("?" + "&".join("a=1" for _ in range(41)), "more than 40 parameters"),
    ],
)
def test_what_does_not_fit_is_named(query: str, part: str) -> None:
    """Each kind of bad input is answered by a sentence with its name and value."""
    _, ignored = ViewState.from_query(query)
    assert part in " ".join(ignored)


def test_the_default_view_has_an_empty_link_and_a_complete_one_names_all() -> None:
    """Defaults are left out of the address, and written where a link is to last."""
    assert ViewState().to_query() == ""
    assert ViewState().to_query(complete=True) == (
        "?pair=%5ERUT,%5EGSPC&asof=latest&range=2Y&scale=rebased&avg=200&roc=63&theme=light&after=hidden&show="
    )


def test_controls_and_links_are_read_by_the_same_rules() -> None:
    """Texts from controls give the view that a link with the same texts gives."""
    expected = ViewState.from_query("?pair=IWM,SPY&asof=2014-10-28&avg=50")
    assert expected == ViewState.from_parameters([("pair", "IWM,SPY"), ("asof", "2014-10-28"), ("avg", "50")])
