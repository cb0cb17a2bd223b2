"""The callbacks without a browser: what they make of any input that a client may send."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callbacks import drawer as drawing
from callbacks.answer import answer, label
from callbacks.context import Context
from callbacks.draw import page
from callbacks.drawer import Drawer, Known
from callbacks.edits import edited
from components.controls import held
from components.state import ViewState
from components.view import viewer
from data.instruments import PAIRS
from data.model import Problem, Severity
from scripts.serving import app_in
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


def test_a_change_keeps_the_rest_of_the_view() -> None:
    """The range changes, the date stays."""
    state, refused = edited(ViewState(as_of=date(2014, 10, 27)), [("range", "5Y")])
    assert (state.to_query(), refused) == ("?asof=2014-10-27&range=5Y", {})


@pytest.mark.parametrize(
    ("control", "text", "words"),
    [
        ("small", "^GSPC", "two different symbols"),
        ("small", "A,B", "'A,B' is no symbol"),
        ("large", "", "is no symbol"),
        ("avg", "1", "“1” was not taken; this takes a whole number from 2 to 400"),
        ("avg", "2.5", "“2.5” was not taken; this takes a whole number from 2 to 400"),
        ("avg", "-50", "“-50” was not taken"),
        ("range", "5Z", "“5Z” was not taken; this takes one of 6M, 1Y"),
        ("asof", "03/04/2009", "“03/04/2009” was not taken; this takes a date such as 28 Oct 2014 or 2014-10-28"),
        ("asof", "28 Oct 14", "“28 Oct 14” was not taken"),
        ("asof", "31 Feb 2014", "“31 Feb 2014” was not taken"),
        ("show", "B1,X9", "this takes claims such as B1,B4"),
        ("colour", "red", "no control “colour”"),
    ],
)
def test_what_makes_no_view_is_refused_in_words_and_changes_nothing(control: str, text: str, words: str) -> None:
    """The message names the value, under the control that holds it."""
    state, refused = edited(ViewState(), [(control, text)])
    assert state == ViewState()
    assert list(refused) == [control]
    assert words in refused[control]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 Oct 2014", "?asof=2014-10-28"),
        ("3 apr 2009", "?asof=2009-04-03"),
        (" 2009-04-03 ", "?asof=2009-04-03"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_date_is_taken_in_two_forms_and_nothing_means_the_latest(text: str, expected: str) -> None:
    """As the page writes dates and as links do; no form in which day and month could be mistaken for each other."""
    assert edited(ViewState(as_of=date(2014, 10, 24)), [("asof", text)])[0].to_query() == expected


def test_changes_are_made_in_their_order_and_the_good_ones_are_kept() -> None:
    """Two symbols follow each other; one that is none is named, and what comes after it still counts."""
    state, refused = edited(ViewState(), [("small", "IWM"), ("avg", "999"), ("large", "SPY"), ("roc", "21")])
    assert state.to_query() == "?pair=IWM,SPY&roc=21"
    assert list(refused) == ["avg"]


def test_the_controls_hold_what_the_view_says() -> None:
    """A pair of the reader's own has no place in the list; the latest session has no date."""
    own = held(ViewState(small="AAA", large="BBB"), PAIRS)
    assert (own["pair"], own["small"], own["large"], own["asof"]) == ("", "AAA", "BBB", "")
    default = held(ViewState(as_of=date(2014, 10, 28), theme="dark"), PAIRS)
    assert (default["pair"], default["asof"], default["theme"]) == ("^RUT,^GSPC", "28 Oct 2014", "dark")


def _page(context: Context, query: str) -> dict[str, Any]:
    return json.loads(Drawer.on(context).text(query, Known())[0])


def test_an_answer_carries_the_link_after_the_changes_and_drops_what_was_ignored(context: Context) -> None:
    """The link that the reader came with had a part that meant nothing; after a change it is gone."""
    asked = {"query": "?asof=2014-10-27&colour=red", "changes": [["range", "5Y"]]}
    found = answer(asked, Drawer.on(context))
    assert (found["query"], found["refused"]) == ("?asof=2014-10-27&range=5Y", {})
    assert json.loads(found["page"])["controls"]["range"] == "5Y"


def test_answers_of_one_name_are_the_same_and_others_are_not(context: Context) -> None:
    """Whoever asks, with whatever number, by whatever way; what is in an answer for one who holds less is more."""
    named, drawer = label(context), Drawer.on(context)
    known = answer({"query": ""}, drawer)
    held = {"words": known["words"], "version": json.loads(known["page"])["version"]}
    questions = [
        {"query": "?asof=2014-10-27", "changes": [["range", "5Y"]], **held},
        {"query": "?range=5Y&asof=2014-10-27", **held, "n": 9},
        {"query": "?asof=2014-10-27", "changes": [["range", "5Y"]], "words": held["words"]},
        {"query": "?asof=2014-10-27", "changes": [["range", "5Y"]], "version": held["version"]},
        {"query": "?range=1Y", **held},
        {"query": "?range=1Y"},
        {"query": "?range=1Y", "words": "others", "version": 1},
        {"query": "?range=1Y", "changes": [["theme", "dark"]], **held},
    ]
    posts = [{"output": "answered.data", "inputs": [{"value": question}]} for question in questions]
    names = [named(post) for post in posts]
    answers = [json.dumps(answer(question, drawer)) for question in questions]
    assert None not in names
    same = [[one == other for other in names] for one in names]
    assert same[5][6]
    assert same == [[one == other for other in answers] for one in answers]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"output": "another.data", "inputs": [{"value": {}}]},
        {"output": "answered.data", "inputs": [{"value": {"changes": [["avg", "999"]]}}]},
    ],
)
def test_what_is_worth_nothing_to_others_has_no_name(context: Context, body: object) -> None:
    """Another callback's post, and one whose controls are refused."""
    assert label(context)(body) is None


def test_no_news_and_no_view_have_no_name(context: Context) -> None:
    """A look that finds nothing is short; a view that cannot be built may be there the next time."""
    seen = _page(context, "")["stamp"]
    look = {"output": "answered.data", "inputs": [{"value": {"query": "", "seen": seen}}]}
    assert label(context)(look) is None
    assert label(replace(context, view=lambda _: 1 / 0))(look) is None


def test_a_link_that_is_visited_stays_as_it_is(context: Context) -> None:
    """Without a change the answer repeats the link, and the page says what of it was ignored."""
    found = answer({"query": "?colour=red"}, Drawer.on(context))
    assert found["query"] == "?colour=red"
    assert "colour" in found["page"]


def test_a_page_with_the_same_stamp_is_not_sent_again(context: Context) -> None:
    """A look for newer prices changes nothing without any."""
    seen = _page(context, "")["stamp"]
    assert answer({"query": "", "seen": seen}, Drawer.on(context))["page"] is None
    assert answer({"query": "?range=1Y", "seen": seen}, Drawer.on(context))["page"] is not None


def test_another_problem_of_the_prices_is_news(context: Context, prices: FramePrices) -> None:
    """The same numbers with another finding about them: the strip about the prices would be out of date."""
    seen = _page(context, "")["stamp"]
    drawer = Drawer.on(context)
    before = drawer.text("", Known())[1]
    prices.problems = (Problem("missing_session", Severity.WARNING, "A session is missing."),)
    try:
        found = answer({"query": "", "seen": seen, "words": before}, drawer)
    finally:
        prices.problems = ()
    assert "A session is missing." in str(json.loads(found["page"])["words"]["trust"])


def test_the_sessions_come_once_a_version_of_the_prices(context: Context) -> None:
    """Three sessions, the weekend a gap of three days; a page that knows the version is not told again."""
    found = _page(context, "")
    assert (
        found["sessions"]["first"] == 16367
    )  # days from 1970-01-01 to 2014-10-24, by `date -d 2014-10-24 +%s` / 86,400
    assert np.frombuffer(b64decode(found["sessions"]["gaps"]["bdata"]), "<u2").tolist() == [3, 1]
    assert found["session"] == 2
    assert "sessions" not in json.loads(Drawer.on(context).text("", Known(version=found["version"]))[0])


def test_the_same_view_is_encoded_once(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again for the same link and data version, the same text is given, put together once; another is new."""
    asked = []
    monkeypatch.setattr(drawing, "page", lambda query, *more: asked.append(query) or page(query, *more))
    drawer = Drawer.on(context)
    first = drawer.text("", Known())
    assert drawer.text("", Known()) == first
    assert drawer.text("?roc=21", Known()) != first
    assert asked == ["", "?roc=21"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?range=1Y", False),
        ("?roc=21&scale=log&theme=dark&after=shown", False),
        ("?asof=2014-10-27", True),
        ("?avg=2", True),
        ("?show=U3", True),
    ],
)
def test_words_come_only_where_they_are_others_than_those_held(context: Context, query: str, told: bool) -> None:  # noqa: FBT001 - a case
    """Range, scale, horizon and theme change no sentence; the date, the average and what is pinned do."""
    drawer = Drawer.on(context)
    page, stamp = drawer.text("", Known())
    assert set(json.loads(page)["words"]) == {"verdict", "trust", "cases", "numbers", "odds", "patterns"}
    assert ("words" in json.loads(drawer.text(query, Known(words=stamp))[0])) is told


def test_a_copied_link_carries_the_session_shown_and_every_parameter(context: Context) -> None:
    """The link of a Sunday is pinned to the Friday before it; the parameters are those of the state's table."""
    expected = (
        "?pair=%5ERUT,%5EGSPC&asof=2014-10-24&range=2Y&scale=rebased&avg=200&roc=63&theme=light&after=hidden&show="
    )
    assert expected == _page(context, "?asof=2014-10-26")["pinned"]


def test_a_copied_link_names_the_pair_that_stands_in(context: Context) -> None:
    """Whoever opens the link of a pair that cannot be had sees the pair of the page that it was copied from."""
    pinned = _page(context, "?pair=FOO,BAR&range=1Y")["pinned"]
    shown, copied = context.view("?pair=FOO,BAR&range=1Y"), context.view(pinned)
    assert copied.pair.asked == ("^RUT", "^GSPC") == (shown.small.symbol, shown.large.symbol)
    assert copied.pair.notice is None
    assert (copied.as_of, copied.state.range) == (shown.as_of, "1Y")


def test_the_page_is_served_with_its_words_and_its_chart_in_it(client: FlaskClient) -> None:
    """Before any script: the theme, the verdict, a line of the chart, and no text of a link as markup."""
    served = client.get("/?theme=dark&asof=2014-10-27&x=<script>{%scripts%}").get_data(as_text=True)
    assert '<html lang="en" data-theme="dark">' in served
    assert "Russell 2000 or S&amp;P 500, as of" in served
    assert '<svg class="lines"' in served
    assert "<script>{" not in served
    assert "The parameter “x” was ignored" in served


@pytest.fixture(scope="module")
def client(prices: FramePrices, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of the product's server, and of its callbacks as any stranger sees them."""
    app = app_in(tmp_path_factory.mktemp("desk"), prices)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app.server.test_client()


def _post(client: FlaskClient, part: str, junk: object) -> int:
    """Call the callback that writes `part` with `junk` in place of every input, and return the status."""
    known: list[dict[str, Any]] = client.get("/_dash-dependencies").get_json()
    spec = next(one for one in known if part in one["output"] and not one["clientside_function"])
    outputs = [
        dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in spec["output"].strip(".").split("...")
    ]
    trigger = spec["inputs"][0]
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
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(junk=_JUNK)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_of_a_stranger_makes_a_callback_fail(client: FlaskClient, junk: object) -> None:
    """Whatever is sent in place of a question, the answer is a page, never a server error."""
    assert _post(client, "answered.data", junk) == 200


@given(junk=st.fixed_dictionaries({}, optional=dict.fromkeys(("n", "query", "changes", "seen", "version"), _JUNK)))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_part_of_a_question_makes_a_callback_fail(client: FlaskClient, junk: object) -> None:
    """The same with a question of the right form whose parts make no sense."""
    assert _post(client, "answered.data", junk) == 200
