"""Every callback is public: what the page would not post is refused with a clear answer, never a fault."""

from __future__ import annotations

import copy
import json
import logging
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from app import create_app
from data.build import build_service
from data.settings import DataSettings, DataSource
from hosting.posts import BODY_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

POST = "/_dash-update-component"
Body = dict[str, Any]


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """Return a client of the page on bundled prices."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        yield create_app(prices).server.test_client()


@pytest.fixture(scope="module")
def genuine(client: FlaskClient) -> Body:
    """Return the post with which the page asks to be drawn, put together from Dash's own list of callbacks."""
    listed = client.get("/_dash-dependencies").get_json()
    drawn = next(one for one in listed if one["output"].startswith("..drawn.data"))
    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in drawn["output"][2:-2].split("...")
    ]
    return {
        "output": drawn["output"],
        "outputs": outputs,
        "inputs": [{**part, "value": ""} for part in drawn["inputs"]],
        "state": [{**part, "value": ""} for part in drawn["state"]],
        "changedPropIds": ["url.search"],
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
    assert "figure" in answer.get_json()["response"]["drawn"]["data"]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda _: None,
        lambda _: 1,
        lambda _: "x",
        lambda body: {**body, "inputs": body["inputs"][1:]},
        lambda body: {**body, "inputs": body["inputs"][::-1]},
        lambda body: {**body, "outputs": body["outputs"][::-1]},
        lambda body: {**body, "outputs": [{**part, "id": "shell"} for part in body["outputs"]]},
        without("output"),
        without("outputs"),
        without("inputs"),
        without("state"),
        instead(output="chart.figure"),
        instead(output=["drawn.data"]),
        instead(output={}),
        instead(inputs="url"),
        instead(inputs=[1, 2]),
        instead(inputs=[{"id": {"a": 1}, "property": "search", "value": 1}]),
        instead(state=None),
        instead(changedPropIds=[1]),
        instead(changedPropIds=["{.x"]),
        instead(changedPropIds="url.search"),
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


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN", b'{"output": 1e400}'])
def test_what_is_no_json_of_a_post_is_400(client: FlaskClient, body: bytes) -> None:
    """Broken, deep and odd JSON is refused before anything unpacks it."""
    assert client.post(POST, data=body, content_type="application/json").status_code == 400


def test_a_post_that_is_too_large_is_413(client: FlaskClient) -> None:
    """More than the page ever sends is not read."""
    assert client.post(POST, data=b"x" * (BODY_MAX + 1), content_type="application/json").status_code == 413


@pytest.mark.parametrize("value", ["\ud800", "?" + "a" * 100_000, "?pair=\0", 1, None, [], {}, 1e308, True, "?" * 2000])
def test_any_value_as_the_address_gives_a_page(client: FlaskClient, genuine: Body, value: object) -> None:
    """Half a character, a huge text, other kinds of value: the page answers with what it can make of it."""
    body = copy.deepcopy(genuine)
    body["inputs"][0]["value"] = value
    answer = client.post(POST, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    assert len(answer.get_json()["response"]["stamp"]["data"]) < 2000


@pytest.mark.parametrize("path", ["/_dash-component-suites/x/y.js", "/_dash-component-suites/dash/%00.js"])
def test_a_script_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    """A made-up script is a clear 404."""
    assert client.get(path).status_code == 404
