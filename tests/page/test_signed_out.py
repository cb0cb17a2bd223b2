"""The page for users who sign in: for a viewer, after a session has ended, and where the server has no time."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from hosting.access.visitor import Role
from scripts.serving import served_to_users
from tests.page.accessibility import violations
from tests.page.conftest import QUESTIONS
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Page

    from hosting.access.users import Users
    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

PASSWORD = "a long walk along the river"  # noqa: S105 - opens nothing but what these tests serve
OCTOBER = "?asof=2014-10-28&range=1Y"
ROLES = {"vera": Role.VIEWER, "edith": Role.EDITOR}


@dataclass(frozen=True)
class Hosted:
    """The product for users, and who they are."""

    base: str
    users: Users


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory, frames: dict[str, pd.DataFrame]) -> Iterator[Hosted]:
    """Return the product with a viewer and an editor, one server for all tests."""
    folder: Path = tmp_path_factory.mktemp("hosted")
    with ExitStack() as stack:
        base, users = stack.enter_context(served_to_users(FramePrices(frames), folder))
        for name, role in ROLES.items():
            users.add(name, role, PASSWORD)
        yield Hosted(base, users)


@pytest.fixture
def signed_in(visit: Callable[..., Desk], hosted: Hosted) -> Callable[..., Desk]:
    """Return a function that opens a window, signs in, and waits until the page can be asked."""

    def start(name: str, query: str = OCTOBER, **more: object) -> Desk:
        desk = visit(hosted.base, **more)
        desk.page.goto(f"{hosted.base}/{query}")
        sign_in(desk.page, name)
        desk.page.wait_for_selector("#chart[data-drawn]:not([data-drawn=''])", state="attached")
        desk.ready()
        return desk

    return start


def sign_in(page: Page, name: str) -> None:
    """Fill in the form by its labels, and send it by the keyboard."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_who_signs_in_gets_to_the_view_that_was_asked_for(signed_in: Callable[..., Desk]) -> None:
    """The browser keeps a cookie that no script sees, and that goes back over this connection alone."""
    desk = signed_in("vera")
    assert desk.query == OCTOBER
    (cookie,) = desk.page.context.cookies()
    kept = {name: cookie[name] for name in ("name", "path", "httpOnly", "secure", "sameSite")}
    assert kept == {"name": "__Host-desk", "path": "/", "httpOnly": True, "secure": True, "sameSite": "Lax"}
    assert desk.page.evaluate("document.cookie") == ""


def test_a_viewer_has_the_link_and_the_files_and_reads_who_makes_the_rest(signed_in: Callable[..., Desk]) -> None:
    """The link says which data it was made on, as that of an editor does; what is not to be had is not there."""
    desk = signed_in("vera")
    page = desk.page
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.url.endswith("/share") else None)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_contain_text("Links that open without signing in are made by editors.")
    heads = page.get_by_role("dialog").get_by_role("heading", level=3)
    assert heads.all_text_contents() != []
    assert [head.text_content() for head in heads.all() if head.is_visible()] == ["Link", "Download"]
    assert posts == []
    expect(page.locator("#share-link")).to_have_value(re.compile(r"asof=2014-10-28.*data="))
    expect(page.locator("[data-file=csv]")).to_have_attribute("href", re.compile("^csv"))
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date and data version")


def test_an_editor_takes_a_link_back_where_it_was_made(signed_in: Callable[..., Desk]) -> None:
    """By pasting it into the account; then it opens no more."""
    desk = signed_in("edith")
    desk.allowed = ("410",)
    page = desk.page
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-snapshot")).to_be_hidden()
    page.get_by_role("button", name="Make links that open for all").click()
    expect(page.locator("#share-said")).to_have_text("The links are ready.")
    expect(page.locator("[data-copy=share-snapshot]")).to_be_focused()
    assert violations(page) == []
    link = page.locator("#share-snapshot").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("textbox", name="Link").fill(link)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="The link is taken back")).to_be_visible()
    assert page.goto(link).status == 410


def test_a_session_that_has_ended_is_said_and_begun_again_on_the_same_view(
    signed_in: Callable[..., Desk], hosted: Hosted
) -> None:
    """What is shown stays; after signing in, the page shows the date that was gone to meanwhile, or before."""
    desk = signed_in("vera")
    desk.allowed = ("401",)
    page = desk.page
    hosted.users.end_all("vera")
    page.get_by_role("radio", name="5Y").check(force=True)
    notice = page.get_by_role("alert").filter(has_text="You have been signed out.")
    expect(notice).to_be_visible()
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#verdict")).to_contain_text("28 Oct 2014")
    assert violations(page) == []
    notice.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_text("This session was ended.")).to_be_visible()
    sign_in(page, "vera")
    desk.ready()
    assert desk.query == OCTOBER
    expect(page.locator("#signed-out")).to_be_hidden()


def test_the_share_menu_leads_to_the_sign_in_where_the_session_has_ended(
    signed_in: Callable[..., Desk], hosted: Hosted
) -> None:
    """In one sentence, in place of what is not to be had."""
    desk = signed_in("edith", width=390, height=700)
    desk.allowed = ("401",)
    page = desk.page
    hosted.users.end_all("edith")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_have_text("You have been signed out. Sign in again")
    assert violations(page) == []
    page.locator("#share-said").get_by_role("link", name="Sign in again").click()
    sign_in(page, "edith")
    desk.ready()
    assert desk.query == OCTOBER


def test_on_a_phone_the_end_of_a_session_is_in_sight(signed_in: Callable[..., Desk], hosted: Hosted) -> None:
    """However far down the reader is."""
    desk = signed_in("vera", width=390, height=700)
    desk.allowed = ("401",)
    page = desk.page
    page.locator("#replay").scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 300
    hosted.users.end_all("vera")
    page.evaluate("desk.look()")
    expect(page.locator("#signed-out a")).to_be_in_viewport(ratio=1)


def test_who_signs_in_elsewhere_goes_on_here(signed_in: Callable[..., Desk], hosted: Hosted) -> None:
    """The next answer takes the notice away, and what was asked for meanwhile is there."""
    desk = signed_in("vera")
    desk.allowed = ("401",)
    page = desk.page
    hosted.users.end_all("vera")
    page.get_by_role("radio", name="5Y").check(force=True)
    expect(page.locator("#signed-out")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{hosted.base}/account")
    sign_in(other, "vera")
    expect(other.get_by_role("heading", name="vera")).to_be_visible()
    page.evaluate("desk.look()")
    expect(page.locator("#signed-out")).to_be_hidden()
    desk.asks("?asof=2014-10-28&range=5Y")


def test_a_replay_stops_where_the_session_ends(signed_in: Callable[..., Desk], hosted: Hosted) -> None:
    """And says so to who hears it."""
    desk = signed_in("vera")
    desk.allowed = ("401",)
    page = desk.page
    page.get_by_role("button", name="Replay").first.click()
    expect(page.locator("#replay")).to_have_text("Pause")
    hosted.users.end_all("vera")
    expect(page.locator("#announcer")).to_contain_text("Replay stopped: you have been signed out.")
    expect(page.locator("#signed-out")).to_be_visible()


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_without_time_is_said_and_asked_again(signed_in: Callable[..., Desk], status: int) -> None:
    """After the seconds that it names; then the view that was asked for is there and the notice gone."""
    desk = signed_in("vera")
    desk.allowed = (str(status),)
    page = desk.page
    refusal = {"status": status, "headers": {"Retry-After": "3"}, "content_type": "text/plain", "body": "Too many.\n"}
    page.route(QUESTIONS, lambda route: route.fulfill(**refusal))
    page.get_by_role("radio", name="5Y").check(force=True)
    expect(page.locator("#busy")).to_be_visible()
    page.unroute(QUESTIONS)
    assert violations(page) == []
    desk.asks("?asof=2014-10-28&range=5Y")
    expect(page.locator("#busy")).to_be_hidden()


def test_a_page_that_nobody_touches_says_so(signed_in: Callable[..., Desk]) -> None:
    """A minute after the last touch its own questions carry a word for it; after the next touch they do not."""
    desk = signed_in("vera")
    page = desk.page
    with page.expect_request(QUESTIONS) as attended:
        page.evaluate("desk.look()")
    now = page.evaluate("Date.now()")
    page.evaluate("later => { Date.now = () => later; }", now + 61_000)
    with page.expect_request(QUESTIONS) as unattended:
        page.evaluate("desk.look()")
    unattended.value.response().finished()
    page.mouse.move(300, 300)
    with page.expect_request(QUESTIONS) as again:
        page.evaluate("desk.look()")
    asked = [one.value.headers.get("x-desk-unattended") for one in (attended, unattended, again)]
    assert asked == [None, "yes", None]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", list(ROLES))
def test_axe_finds_nothing_on_the_way_in_and_on_the_account(
    visit: Callable[..., Desk], hosted: Hosted, theme: str, name: str
) -> None:
    """With and without an error, and as narrow as a phone: nothing is wider than the window, and all can be hit."""
    desk = visit(hosted.base, width=320, height=640)
    desk.allowed = ("401",)
    page = desk.page
    page.goto(f"{hosted.base}/?theme={theme}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This name and this password do not go together.")
    expect(page.get_by_label("Password")).to_be_focused()
    _fits(page, theme)
    sign_in(page, name)
    desk.ready()
    page.goto(f"{hosted.base}/account?theme={theme}")
    _fits(page, theme)


def _fits(page: Page, theme: str) -> None:
    assert page.locator("html").get_attribute("data-theme") == theme
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = """[...document.querySelectorAll("a, button, input:not([type=hidden]), textarea")].filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return one.checkVisibility() && (width < 24 || height < 24);
    }).map((one) => one.outerHTML)"""
    assert page.evaluate(small) == []
    letters = "[...document.querySelectorAll('body *')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    assert min(page.evaluate(letters)) >= 11
