"""Every callback is public: what the page would not post is refused with a clear answer, never a fault."""

from __future__ import annotations

import copy
import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.build import build_service
from data.settings import DataSettings, DataSource
from hosting.posts import BODY_MAX
from scripts.serving import app_in
from tests.hosting import support
from tests.hosting.support import POST, Body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client of the page on bundled prices."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        yield app_in(tmp_path_factory.mktemp("desk"), prices).server.test_client()


@pytest.fixture(scope="module")
def genuine(client: FlaskClient) -> Body:
    """Return the post with which the page asks to be drawn."""
    return support.genuine(client.get("/_dash-dependencies").get_json())


ODD = ["\ud800", "\0", "\u202e", "٢٠٠", "__proto__", "<script>", "a\r\nb", "?" * 2000]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=5), parts, max_size=3),
    max_leaves=6,
)


def without(name: str) -> Callable[[Body], object]:
    """Return a change that leaves a part out."""
    return lambda body: {key: value for key, value in body.items() if key != name}


def instead(**parts: object) -> Callable[[Body], object]:
    """Return a change that puts other parts in."""
    return lambda body: {**body, **parts}


def test_the_post_of_the_page_is_answered(client: FlaskClient, genuine: Body) -> None:
    """The genuine post gets the page, so that the refusals below are not for its form."""
    answer = client.post(POST, json=genuine)
    assert answer.status_code == 200
    given = answer.get_json()["response"]["answered"]["data"]
    assert given["query"] == "?asof=2014-10-28&range=1Y"
    assert "figure" in json.loads(given["page"])


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda _: 1,
        lambda _: "x",
        lambda body: {**body, "inputs": []},
        lambda body: {**body, "inputs": body["inputs"] * 2},
        lambda body: {**body, "outputs": [body["outputs"]]},
        lambda body: {**body, "outputs": {**body["outputs"], "id": "asked"}},
        without("output"),
        without("outputs"),
        without("inputs"),
        instead(output="chart.figure"),
        instead(output=["answered.data"]),
        instead(output={}),
        instead(inputs="asked"),
        instead(inputs=[1, 2]),
        instead(inputs=[{"id": {"a": 1}, "property": "data", "value": 1}]),
        instead(state=None),
        instead(changedPropIds=[1]),
        instead(changedPropIds=["{.x"]),
        instead(changedPropIds="asked.data"),
    ],
)
def test_a_malformed_post_is_400(
    client: FlaskClient, genuine: Body, change: Callable[[Body], object], caplog: pytest.LogCaptureFixture
) -> None:
    """Each part is left out, forged or of another kind; the answer says so and no fault is logged."""
    answer = client.post(POST, json=change(copy.deepcopy(genuine)))
    assert answer.status_code == 400
    assert "no request that the page makes" in answer.text
    assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []


def named_twice(body: Body) -> bytes:
    """Return a post whose output stands in it twice: readers of JSON differ in which one counts."""
    return b'{"output": "other.data", ' + json.dumps(body).encode()[1:]


def holding(value: str) -> Callable[[Body], bytes]:
    """Return a change that puts a text of JSON in the place of the question."""
    return lambda body: (
        json.dumps({**body, "inputs": [{**body["inputs"][0], "value": "?"}]}).replace('"?"', value).encode()
    )


@pytest.mark.parametrize(
    "change",
    [
        *(lambda _, text=text: text for text in (b"", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN")),
        lambda body: json.dumps(body).encode()[:-1],
        lambda body: json.dumps(body).encode() + b"{}",
        named_twice,
        holding("1e400"),
        holding("-1e400"),
        holding("NaN"),
        holding("-Infinity"),
        holding("9" * 5000),
        holding('{"n": 1, "n": 2}'),
        holding("[" * 20 + "]" * 20),
        holding('{"a":' * 900 + "1" + "}" * 900),
        instead(pathname="/livez"),
        instead(__proto__={"output": 1}),
        instead(cancelJob=1),
    ],
)
def test_what_is_no_json_of_a_post_is_400(
    client: FlaskClient, genuine: Body, change: Callable[[Body], object], caplog: pytest.LogCaptureFixture
) -> None:
    """Broken, deep, ambiguous and odd JSON is refused before anything unpacks it."""
    changed = change(copy.deepcopy(genuine))
    data = changed if isinstance(changed, bytes) else json.dumps(changed)
    assert client.post(POST, data=data, content_type="application/json").status_code == 400
    assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {},
    ],
)
def test_a_post_of_another_kind_is_415(client: FlaskClient, genuine: Body, headers: dict[str, str]) -> None:
    """Those that a form of another site can send without being asked among them."""
    assert client.post(POST, data=json.dumps(genuine), headers=headers).status_code == 415


@pytest.mark.parametrize("announced", [True, False])
def test_a_post_that_is_too_large_is_413(client: FlaskClient, genuine: Body, *, announced: bool) -> None:
    """More than the page ever sends is not read; blanks behind a genuine post count, too."""
    stream = io.BytesIO(json.dumps(genuine).encode() + b" " * BODY_MAX)
    chunked = {} if announced else {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}  # as gunicorn says it
    answer = client.post(POST, input_stream=stream, content_type="application/json", environ_overrides=chunked)
    assert answer.status_code == 413


def changed_somewhere(body: object, data: st.DataObject) -> object:
    """Return a value of JSON with one of its parts left out, doubled, or replaced by any other."""
    if isinstance(body, (dict, list)) and body and data.draw(st.booleans()):
        at = data.draw(st.sampled_from(sorted(body) if isinstance(body, dict) else range(len(body))))
        other = copy.copy(body)
        other[at] = changed_somewhere(body[at], data)
        return other
    if isinstance(body, dict) and body:
        return {name: part for name, part in body.items() if name != data.draw(st.sampled_from(sorted(body)))}
    return data.draw(ANY)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_a_genuine_post_makes_a_fault(
    client: FlaskClient, genuine: Body, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    """Whatever is changed: the page, or 4xx with a sentence; never a fault, a traceback, or another's page."""
    sent = changed_somewhere(copy.deepcopy(genuine), data)
    caplog.clear()
    answer = client.post(POST, data=json.dumps(sent), content_type="application/json")
    assert answer.status_code in {200, 400}
    assert "Traceback" not in answer.text
    assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []
    if answer.status_code == 200:
        assert set(answer.get_json()["response"]) == {"answered"}


def test_readers_who_ask_at_once_get_each_his_own(client: FlaskClient) -> None:
    """Eight at a time, each day asked for twice: the answer is of the day that was asked for."""
    listed = client.get("/_dash-dependencies").get_json()
    days = [f"2014-10-{day:02}" for day in (1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16)] * 2

    def ask(day: str) -> str:
        body = support.genuine(listed, f"?pair=IWM,SPY&asof={day}")
        found = client.application.test_client().post(POST, json=body).get_json()["response"]["answered"]["data"]
        return str(json.loads(found["page"])["controls"]["asof"])

    with ThreadPoolExecutor(8) as readers:
        assert [f"{int(day[8:])} Oct 2014" for day in days] == list(readers.map(ask, days))


VALUES = ["\ud800", "?" + "a" * 100_000, "?pair=\0", 1, None, [], {}, 1e308, True, "?" * 2000]


@pytest.mark.parametrize("part", ["n", "query", "changes", "seen", "version", None])
@pytest.mark.parametrize("value", VALUES)
def test_any_question_gives_a_page(client: FlaskClient, genuine: Body, part: str | None, value: object) -> None:
    """Half a character, a huge text, other kinds of value, in a part of the question or in its place."""
    body = copy.deepcopy(genuine)
    if part is None:
        body["inputs"][0]["value"] = value
    else:
        body["inputs"][0]["value"][part] = value
    answer = client.post(POST, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    page = json.loads(answer.get_json()["response"]["answered"]["data"]["page"])
    assert len(page["stamp"]) < 2000


@pytest.mark.parametrize("path", ["/_dash-component-suites/x/y.js", "/_dash-component-suites/dash/%00.js"])
def test_a_script_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    """A made-up script is a clear 404."""
    assert client.get(path).status_code == 404
