"""What stands around the page: what may be posted, how much and how often, and what a browser is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hosting import headers
from tests.security.desk import HTTPS, Protection, signed_in, works

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from flask import Flask

    from tests.security.desk import Desk

ASK = "/_dash-update-component"
HALF_A_YEAR = 15_552_000  # seconds
LARGE = 256 * 1024  # bytes: more than the page ever posts


def hostile_posts_are_refused(desk: Desk) -> None:
    """Refuse with 400 what is no post of the page, before anything unpacks it."""
    client = desk.client("local")
    for body in ([], {}, {"output": "x.y"}, {"output": "answered.data", "inputs": 1}, {"output": ["answered.data"]}):
        assert 400 == client.post(ASK, json=body).status_code


def large_bodies_are_not_read(desk: Desk) -> None:
    """Refuse with 413 what is longer than anything of the page."""
    body = b"[" + b" " * LARGE + b"]"
    assert 413 == desk.client("local").post(ASK, data=body, content_type="application/json").status_code


def long_queries_are_not_read(desk: Desk) -> None:
    """Refuse with 414 what is longer than any link."""
    assert 414 == desk.client("local").get(f"/livez?{'a' * 5000}").status_code


def floods_are_stopped(desk: Desk) -> None:
    """Answer 429 to the thirty-first share of a minute."""
    client = signed_in(desk, desk.client(), "editor")
    found = [client.post("/share", json={}, base_url=HTTPS).status_code for _ in range(31)]
    assert [400] * 30 + [429] == found


def _policy(desk: Desk) -> dict[str, set[str]]:
    """Return the policy of the page by directive."""
    policy = desk.client("local").get("/").headers.get("Content-Security-Policy", "")
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def scripts_of_others_do_not_run(desk: Desk) -> None:
    """Run the page's own scripts alone, by their origin or their hash, and none that is made from text."""
    policy = _policy(desk)
    assert {"'none'"} == policy.get("default-src")
    scripts = policy["script-src"]
    assert "'self'" in scripts
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & scripts
    assert {"'none'"} == policy["base-uri"]


def nobody_frames_the_page(desk: Desk) -> None:
    """Let no page frame it, so that none can lead a reader's clicks."""
    assert {"'none'"} == _policy(desk).get("frame-ancestors")


def files_are_what_they_say(desk: Desk) -> None:
    """Let no browser take a file for a script that does not say it is one."""
    client = desk.client("local")
    for path in ("/", "/csv", "/livez", "/nowhere"):
        assert "nosniff" == client.get(path).headers.get("X-Content-Type-Options"), path


def browsers_come_back_over_tls(desk: Desk) -> None:
    """Have a browser that came over TLS once never come without, which RFC 6797 counts in seconds."""
    said = desk.client().get("/login", base_url=HTTPS).headers.get("Strict-Transport-Security", "max-age=0")
    assert int(said.partition("max-age=")[2].partition(";")[0]) >= HALF_A_YEAR


def no_proxy_keeps_what_a_reader_sees(desk: Desk) -> None:
    """Let none but the reader's own browser keep a page and its files."""
    client = signed_in(desk, desk.client(), "viewer")
    for path in ("/", "/csv", "/account"):
        answer = client.get(path, base_url=HTTPS)
        works(answer.status_code)
        assert answer.cache_control.private or answer.cache_control.no_store, path
        assert not answer.cache_control.public, path


def _take_out(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Return how a header is taken out of all answers, whatever sets it."""

    def take_out(patch: pytest.MonkeyPatch) -> None:
        joined = headers.headers

        def without(server: Flask, *more: Any) -> None:  # noqa: ANN401 - as the product gives them
            server.after_request(lambda response: (response.headers.pop(name, None), response)[1])  # it runs last
            joined(server, *more)

        patch.setattr("hosting.surround.headers", without)

    return take_out


PROTECTIONS = (
    Protection(
        "the check of posts",
        hostile_posts_are_refused,
        lambda patch: patch.setattr("hosting.posts._fits", lambda *_: True),
    ),
    Protection(
        "the size of bodies",
        large_bodies_are_not_read,
        lambda patch: patch.setattr("hosting.posts.BODY_MAX", 2**30),
    ),
    Protection(
        "the size of queries",
        long_queries_are_not_read,
        lambda patch: patch.setattr("hosting.limits.QUERY_MAX", 2**20),
    ),
    Protection(
        "the rate",
        floods_are_stopped,
        lambda patch: patch.setattr("hosting.limits._count", lambda *_: None),
    ),
    Protection(
        "the content security policy",
        scripts_of_others_do_not_run,
        lambda patch: patch.setattr(headers, "_set_policy", lambda *_: None),
    ),
    Protection(
        "who may frame the page",
        nobody_frames_the_page,
        lambda patch: patch.setattr(headers, "_PAGE", headers._PAGE.replace("; frame-ancestors 'none'", "")),
    ),
    Protection("what files are", files_are_what_they_say, _take_out("X-Content-Type-Options")),
    Protection("TLS from then on", browsers_come_back_over_tls, _take_out("Strict-Transport-Security")),
    Protection(
        "what caches keep",
        no_proxy_keeps_what_a_reader_sees,
        lambda patch: patch.setattr(headers, "_keep_to_reader", lambda _: None),
    ),
)
