"""Every callback is public: what the page would not post is refused with a clear answer, never a fault."""

from __future__ import annotations

import copy
import json
import logging
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from data.build import build_service
from data.settings import DataSettings, DataSource
from hosting.posts import BODY_MAX
from scripts.serving import app_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

POST = "/_dash-update-component"
Body = dict[str, Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client of the page on bundled prices."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        yield app_in(tmp_path_factory.mktemp("desk"), prices).server.test_client()


@pytest.fixture(scope="module")
def genuine(client: FlaskClient) -> Body:
    """Return the post with which the page asks to be drawn, put together from Dash's own list of callbacks."""
    listed = client.get("/_dash-dependencies").get_json()
    (answered,) = [one for one in listed if not one["clientside_function"]]
    name, prop = answered["output"].rsplit(".", 1)
    (asked,) = answered["inputs"]
    question = {"n": 1, "query": "?asof=2014-10-28", "changes": [["range", "1Y"]], "seen": None, "version": None}
    return {
        "output": answered["output"],
        "outputs": {"id": name, "property": prop},
        "inputs": [{**asked, "value": question}],
        "state": [],
        "changedPropIds": [f"{asked['id']}.{asked['property']}"],
    }


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


@pytest.mark.parametrize("body", [b"", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN", b'{"output": 1e400}'])
def test_what_is_no_json_of_a_post_is_400(client: FlaskClient, body: bytes) -> None:
    """Broken, deep and odd JSON is refused before anything unpacks it."""
    assert client.post(POST, data=body, content_type="application/json").status_code == 400


def test_a_post_that_is_too_large_is_413(client: FlaskClient) -> None:
    """More than the page ever sends is not read."""
    assert client.post(POST, data=b"x" * (BODY_MAX + 1), content_type="application/json").status_code == 413


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
