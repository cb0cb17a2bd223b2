"""The callbacks without a browser: what they make of any input that a client may send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from callbacks.context import Context
from callbacks.draw import answer, stamp
from callbacks.edits import ControlError, controls, edited, still_wrong
from components.ids import Id
from components.state import ViewState
from components.view import viewer
from data.instruments import PAIRS
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SESSIONS = pd.DatetimeIndex(["2014-10-24", "2014-10-27", "2014-10-28"], name="session").as_unit("ns")


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return three sessions of the default pair; a weekend lies between the first two."""
    frame = pd.DataFrame({"close": [100.0, 101.0, 102.0]}, index=SESSIONS)
    return FramePrices({"^RUT": frame, "^GSPC": frame * 2})


@pytest.fixture(scope="module")
def context(prices: FramePrices) -> Context:
    """Return the callbacks' context on these prices."""
    return Context(view=viewer(prices), pairs=PAIRS)


@pytest.mark.parametrize(
    ("search", "button", "expected"),
    [
        ("", Id.PREVIOUS, "?asof=2014-10-27"),
        ("?asof=2014-10-27", Id.PREVIOUS, "?asof=2014-10-24"),
        ("?asof=2014-10-26", Id.NEXT, "?asof=2014-10-27"),
        ("?asof=2014-10-24", Id.PREVIOUS, "?asof=2014-10-24"),
        ("", Id.NEXT, ""),
        ("?asof=2014-10-28", Id.NEXT, "?asof=2014-10-28"),
    ],
)
def test_a_step_goes_to_the_neighbouring_session(context: Context, search: str, button: Id, expected: str) -> None:
    """Steps skip the weekend; beyond the first and the last session the link stays, and pins no date."""
    assert edited(search, button, {}, context).to_query() == expected


def test_a_change_keeps_the_rest_of_the_view_and_drops_what_was_ignored(context: Context) -> None:
    """The range changes, the date stays, and a part of the link that meant nothing is gone."""
    changed = edited("?asof=2014-10-27&colour=red", Id.RANGE, {Id.RANGE: "5Y"}, context)
    assert changed.to_query() == "?asof=2014-10-27&range=5Y"


@pytest.mark.parametrize(
    ("control", "value", "words"),
    [
        (Id.SMALL, "^GSPC", "two different symbols"),
        (Id.SMALL, "A,B", "'A,B' is no symbol"),
        (Id.LARGE, "", "is no symbol"),
        (Id.AVERAGE, 1, "“1” was not taken; this takes a whole number from 2 to 400"),
        (Id.AVERAGE, 2.5, "“2.5” was not taken; this takes a whole number from 2 to 400"),
        (Id.AVERAGE, -50, "“-50” was not taken"),
        (Id.RANGE, ["5Y"], "this takes one of 6M, 1Y"),
        (Id.AS_OF, {"a": 1}, "was not taken; this takes a date such as 28 Oct 2014 or 2014-10-28"),
        (Id.AS_OF, "03/04/2009", "“03/04/2009” was not taken"),
        (Id.AS_OF, "28 Oct 14", "“28 Oct 14” was not taken"),
        (Id.AS_OF, "31 Feb 2014", "“31 Feb 2014” was not taken"),
    ],
)
def test_what_makes_no_view_is_refused_in_words(context: Context, control: Id, value: object, words: str) -> None:
    """The message names the value."""
    values = {Id.SMALL: "^RUT", Id.LARGE: "^GSPC", control: value}
    with pytest.raises(ControlError) as refused:
        edited("", control, values, context)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 Oct 2014", "?asof=2014-10-28"),
        ("3 apr 2009", "?asof=2009-04-03"),
        (" 2009-04-03 ", "?asof=2009-04-03"),
        ("", ""),
        ("  ", ""),
        (None, ""),
    ],
)
def test_a_date_is_taken_in_two_forms_and_nothing_means_the_latest(
    context: Context, text: str | None, expected: str
) -> None:
    """As the page writes dates and as links do; no form in which day and month could be mistaken for each other."""
    assert edited("?asof=2014-10-24", Id.AS_OF, {Id.AS_OF: text}, context).to_query() == expected


def test_a_symbol_is_taken_while_the_other_field_holds_none(context: Context) -> None:
    """The view's own symbol stands for a text that is none; two texts that are symbols are both taken."""
    values = {Id.SMALL: "../etc", Id.LARGE: "SPY"}
    assert edited("", Id.LARGE, values, context).to_query() == "?pair=%5ERUT,SPY"
    values = {Id.SMALL: "^GSPC", Id.LARGE: "^RUT"}
    assert edited("", Id.LARGE, values, context).to_query() == "?pair=%5EGSPC,%5ERUT"


def test_a_refused_text_is_named_even_where_the_answer_that_said_so_was_lost(context: Context) -> None:
    """No error was shown yet; a change elsewhere names both texts, one that puts a field right drops its."""
    default = controls(ViewState(), context)
    held = {**default, Id.LARGE: "../etc", Id.AVERAGE: 999}
    silent = dict.fromkeys((Id.SMALL, Id.LARGE, Id.AVERAGE))
    said = still_wrong(held, silent, default, default, Id.AS_OF)
    assert set(said) == {Id.LARGE, Id.AVERAGE}
    assert "'../etc' is no symbol" in said[Id.LARGE]
    assert "“999” was not taken" in said[Id.AVERAGE]
    assert set(still_wrong(held, silent, default, default, Id.AVERAGE_200)) == {Id.LARGE}
    assert set(still_wrong(held, silent, default, default, Id.PAIR)) == {Id.AVERAGE}


def test_the_buttons_of_the_first_and_the_last_session_say_that_there_is_no_other(context: Context) -> None:
    """Previous and next, in this order, are disabled at their end of the history alone."""
    found = {query: answer(query, context)["ends"] for query in ("", "?asof=2014-10-27", "?asof=2014-10-24")}
    assert found == {"": [False, True], "?asof=2014-10-27": [False, False], "?asof=2014-10-24": [True, False]}


def test_controls_hold_what_the_view_says(context: Context) -> None:
    """A pair of the reader's own has no place in the list; the latest session has no date."""
    held = controls(ViewState(small="AAA", large="BBB"), context)
    assert held[Id.PAIR] is None
    assert (held[Id.AS_OF], held[Id.CALENDAR]) == ("", None)
    assert (held[Id.SMALL], held[Id.LARGE]) == ("AAA", "BBB")
    assert controls(ViewState(), context)[Id.PAIR] == "^RUT,^GSPC"


def test_a_page_with_the_same_stamp_is_not_sent_again(context: Context) -> None:
    """Without newer prices the clock changes nothing, but it draws a link whose own answer it overtook."""
    seen = stamp("", context.view(""))
    assert answer("", context, seen) is None
    assert answer("?range=1Y", context, seen) is not None


def test_a_copied_link_carries_the_session_shown_and_every_parameter(context: Context) -> None:
    """The link of a Sunday is pinned to the Friday before it; the parameters are those of the state's table."""
    pinned = answer("?asof=2014-10-26", context)["pinned"]
    expected = "?pair=%5ERUT,%5EGSPC&asof=2014-10-24&range=2Y&scale=rebased&avg=200&roc=63&theme=light"
    assert pinned == expected


def test_a_copied_link_names_the_pair_that_stands_in(context: Context) -> None:
    """Whoever opens the link of a pair that cannot be had sees the pair of the page that it was copied from."""
    pinned = answer("?pair=FOO,BAR&range=1Y", context)["pinned"]
    shown, copied = context.view("?pair=FOO,BAR&range=1Y"), context.view(pinned)
    assert copied.pair.asked == ("^RUT", "^GSPC") == (shown.small.symbol, shown.large.symbol)
    assert copied.pair.notice is None
    assert (copied.as_of, copied.state.range) == (shown.as_of, "1Y")


@pytest.fixture(scope="module")
def client(prices: FramePrices) -> FlaskClient:
    """Return a client of the product's server, and of its callbacks as any stranger sees them."""
    app = create_app(prices)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app.server.test_client()


def _post(client: FlaskClient, part: str, junk: object) -> int:
    """Call the callback that writes `part` with `junk` in place of every input, and return the status."""
    known: list[dict[str, Any]] = client.get("/_dash-dependencies").get_json()
    spec = next(one for one in known if part in one["output"] and not one["clientside_function"])
    outputs = [
        dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in spec["output"].strip(".").split("...")
    ]
    trigger = spec["inputs"][1 % len(spec["inputs"])]
    body = {
        "output": spec["output"],
        "outputs": outputs if spec["output"].startswith("..") else outputs[0],
        "inputs": [{**one, "value": junk} for one in spec["inputs"]],
        "state": [{**one, "value": junk} for one in spec["state"]],
        "changedPropIds": [f"{trigger['id']}.{trigger['property']}"],
    }
    sent = json.dumps(body)
    return client.post("/_dash-update-component", data=sent, content_type="application/json").status_code


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("part", ["url.search", "drawn.data", "download.data"])
@given(junk=_JUNK)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_of_a_stranger_makes_a_callback_fail(client: FlaskClient, part: str, junk: object) -> None:
    """Whatever is sent in place of link, values and clicks, the answer is a view, never a server error."""
    assert _post(client, part, junk) in {200, 204}
