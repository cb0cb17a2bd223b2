from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from sharing.settings import SharingSettings
from tests.page.accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page

OCTOBER = "?asof=2014-10-28&range=1Y&show=B1"
TEXTS = ("share-link", "share-snapshot", "share-embed", "share-oembed", "share-image")


def opened(desk: Desk, query: str = OCTOBER) -> Page:
    """Open a view and its share menu, and wait for the links."""
    page = desk.open(query)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_have_text("The links are ready.")
    return page


def copied(page: Page) -> str:
    """Return what is in the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


class Frame(HTMLParser):
    """The elements of a snippet with their attributes, read by the standard library."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


def test_the_menu_opens_and_closes_by_keys_and_gives_the_focus_back(desk: Desk) -> None:
    """It is a dialog with a name; Tab stays in it, Escape and its own button close it."""
    page = desk.open(OCTOBER)
    button = page.get_by_role("button", name="Share")
    for way in ("Escape", "Close"):
        button.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Share this view")
        expect(dialog).to_be_visible()
        expect(page.locator("#share-said")).to_have_text("The links are ready.")
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate("!document.activeElement.closest('main, header.top')")
        if way == "Escape":
            page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()


def test_each_text_is_copied_as_it_stands_and_said_to_be(desk: Desk) -> None:
    """Five fields that can be read and not written, each with its own button."""
    page = opened(desk)
    for name in TEXTS:
        field = page.locator(f"#{name}")
        assert field.evaluate("one => one.readOnly")
        page.locator(f"[data-copy={name}]").click()
        label = page.locator(f"label[for={name}]").inner_text()
        expect(page.locator("#share-said")).to_have_text(f"Copied: {label}")
        assert copied(page) == field.input_value()


def test_the_link_opens_the_same_view_elsewhere(desk: Desk, visit: Callable[..., Desk]) -> None:
    """Numbers, range and pinned claim are the same in a window that has seen nothing; the page says so of its data."""
    page = opened(desk)
    numbers = page.locator("#numbers").inner_text()
    link = page.locator("#share-link").input_value()
    other = visit(desk.base).open(urlsplit(link)._replace(scheme="", netloc="", path="").geturl())
    assert other.locator("#numbers").inner_text() == numbers
    expect(other.locator("body")).to_contain_text("Identical data")
    expect(other.get_by_role("radio", name="1Y")).to_be_checked()
    expect(other.locator("[data-pin=B1]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("name", ["share-snapshot", "share-oembed"])
def test_what_is_read_without_the_page_answers(desk: Desk, name: str) -> None:
    """The snapshot has the date of the view; the oEmbed answer frames the embed of the same token."""
    page = opened(desk)
    address = page.locator(f"#{name}").input_value()
    answer = page.request.get(address)
    assert answer.status == 200
    if name == "share-snapshot":
        assert "28 Oct 2014" in answer.text()
    else:
        ((tag, frame),) = Frame(json.loads(answer.text())["html"]).found
        ((_, own),) = Frame(page.locator("#share-embed").input_value()).found
        assert tag == "iframe"
        assert urlsplit(frame["src"] or "").path == urlsplit(own["src"] or "").path


def test_the_frame_is_one_element_that_is_named_and_answers(desk: Desk) -> None:
    """Its title has the view's name, with the ampersand of S&P as one; panel and colours follow what is chosen."""
    page = opened(desk)
    page.get_by_label("Colours").select_option("dark")
    page.locator("#embed-panel").select_option("relative")
    snippet = page.locator("#share-embed").input_value()
    ((tag, frame),) = Frame(snippet).found
    assert tag == "iframe"
    assert "S&amp;P 500" in snippet
    assert frame["title"] == "Small-Cap Desk: Russell 2000 or S&P 500, 28 Oct 2014: Relative strength"
    assert ("100%", "lazy") == (frame["width"], frame["loading"])
    assert int(frame["height"] or "") > 200
    source = frame["src"] or ""
    assert {"panel": ["relative"], "theme": ["dark"]} == parse_qs(urlsplit(source).query)
    assert page.request.get(source).status == 200
    inside = parse_qs(urlsplit(page.locator("#share-oembed").input_value()).query)["url"]
    assert inside == [source]


def test_a_title_cannot_break_out_of_the_frame(desk: Desk) -> None:
    """Whatever a view is called: quotes, brackets and ampersands stay text."""
    page = opened(desk)
    name = "\"'><script>alert(1)</script>&amp;"
    page.evaluate("name => { desk.page.title = name; }", name)
    page.locator("#embed-panel").select_option("case")
    ((tag, frame),) = Frame(page.locator("#share-embed").input_value()).found
    assert ("iframe", f"{name}: Both cases") == (tag, frame["title"])


def test_the_menu_says_who_may_frame(
    visit: Callable[..., Desk], serve: Callable[..., str], prices: FramePrices, desk: Desk
) -> None:
    """The origins that are set; without one, that whoever runs the page can set some."""
    page = opened(desk)
    expect(page.locator("#share-embed-note")).to_contain_text("whoever runs this page can allow some.")
    settings = SharingSettings(embed_origins=("https://wiki.example.com",), public_base_url="https://desk.example.com")
    page = opened(visit(serve(prices, None, settings)))
    expect(page.locator("#share-embed-note")).to_contain_text("These may frame it: https://wiki.example.com.")
    assert page.locator("#share-link").input_value().startswith("https://desk.example.com/?pair=")
    assert page.locator("#share-image").input_value().startswith("https://desk.example.com/image/")


def test_the_image_link_follows_what_is_chosen(desk: Desk) -> None:
    """Panel and format stand in the address; the file beside it is the same one."""
    page = opened(desk)
    page.locator("#image-panel").select_option("momentum")
    page.locator("#image-form").select_option("svg")
    address = page.locator("#share-image").input_value()
    assert ".svg?panel=momentum&theme=light" in address
    assert page.locator("#share-image").evaluate("one => one.value") == page.locator("a[data-file=image]").evaluate(
        "a => a.href"
    )
    answer = page.request.get(address)
    assert (200, "image/svg+xml") == (answer.status, answer.headers["content-type"].partition(";")[0])


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "pptx"])
def test_a_file_is_that_of_the_view_with_its_zoom(desk: Desk, form: str) -> None:
    """Its address has the zoom that the reader sees, and it answers under a name of that kind."""
    page = opened(desk, f"{OCTOBER}&zoom=2014-07-01,2014-10-28")
    link = page.locator(f"a[data-file={form}]")
    given = dict(parse_qsl(urlsplit(str(link.evaluate("a => a.href"))).query, keep_blank_values=True))
    assert ("2014-10-28", "2014-07-01,2014-10-28", "B1") == (given["asof"], given["zoom"], given["show"])
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename.startswith("small-cap-desk-RUT-GSPC-2014-10-28")
    assert waiting.value.suggested_filename.endswith(f".{form}")


def test_without_the_server_the_menu_keeps_what_it_has(desk: Desk) -> None:
    """It says so in a sentence, still copies the link, and rests the buttons of what is not there."""
    desk.allowed = ("Failed to load resource", "failed: ")
    page = desk.open(OCTOBER)
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.wait_for_function("() => Boolean(desk.leaving.opened)")
    page.context.set_offline(True)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_contain_text("No snapshot, embed or image: the desk does not answer.")
    page.locator("[data-copy=share-link]").click()
    expect(page.locator("#share-said")).to_have_text("Copied: Link to this view")
    assert "asof=2014-10-28" in copied(page)
    expect(page.locator("[data-copy=share-snapshot]")).to_have_attribute("aria-disabled", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.context.set_offline(False)


def test_without_the_server_nothing_is_said_to_be_there_that_is_not(desk: Desk) -> None:
    """The link carries no version of the data; no note says that something is made."""
    desk.allowed = ("Failed to load resource", "failed: ")
    page = opened(desk)
    expect(page.locator("#share-link-note")).to_contain_text("the date, the zoom and the version of the data")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_contain_text("No snapshot, embed or image")
    notes = [page.locator(f"#share-{name}-note").text_content() for name in ("link", "snapshot", "embed")]
    assert notes == [
        "Opens exactly this view on the live page. It carries the date and the zoom.",
        *["Not made: the server made no links."] * 2,
    ]
    page.context.set_offline(False)


def test_what_is_said_is_in_sight_wherever_the_menu_is_scrolled_to(visit: Callable[..., Desk], address: str) -> None:
    """The last text of the menu is copied on a phone; the words stand within the dialog, over everything else."""
    page = opened(visit(address, width=390, height=700))
    page.locator("[data-copy=share-oembed]").click()
    expect(page.locator("#share-said")).to_have_text("Copied: oEmbed link")
    assert page.evaluate("sharing.scrollTop") > 100
    assert page.evaluate("""() => {
        const said = document.getElementById("share-said");
        const { left, top, height } = said.getBoundingClientRect();
        return document.elementFromPoint(left + 5, top + height / 2) === said;
    }""")


def test_a_file_that_is_being_made_is_said_to_be_and_one_that_cannot_be_too(desk: Desk) -> None:
    """By keys: while the server works, once it has answered, and once it is gone; the older words do not stay."""
    desk.allowed = ("Failed to load resource", "failed: ")
    page = opened(desk)
    said = page.locator("#share-said")
    with page.expect_download() as waiting, desk.held("**/xlsx*"):
        page.locator("a[data-file=xlsx]").focus()
        page.keyboard.press("Enter")
        expect(said).to_have_text("Making the workbook…")
    expect(said).to_have_text(f"Saved {waiting.value.suggested_filename}")
    page.context.set_offline(True)
    page.locator("a[data-file=pptx]").click()
    expect(said).to_have_text("The deck could not be made: the desk does not answer.")
    page.context.set_offline(False)


def test_a_refused_file_is_said_in_the_words_of_the_server(desk: Desk) -> None:
    """Of a pane's slide, where the page says what was saved."""
    desk.allowed = ("Failed to load resource",)
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    body = "There is no panel “price” in this view.\n"
    page.route("**/pptx*", lambda route: route.fulfill(status=400, content_type="text/plain", body=body))
    page.locator(".pane-price .save summary").click()
    page.locator("#slide-price").click()
    expect(page.locator("#saved")).to_have_text("The slide could not be made: There is no panel “price” in this view.")


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_a_click_for_a_window_of_its_own_is_the_browsers(desk: Desk, key: str) -> None:
    """The page leaves it alone, and says nothing."""
    page = opened(desk)
    left = page.evaluate(
        """key => new Promise(resolve => {
            window.addEventListener("click", event => { resolve(!event.defaultPrevented); event.preventDefault(); });
            const click = new MouseEvent("click", { bubbles: true, cancelable: true, [key]: true });
            document.querySelector("a[data-file=csv]").dispatchEvent(click);
        })""",
        key,
    )
    assert left
    expect(page.locator("#share-said")).to_have_text("The links are ready.")


def test_a_refusal_is_said_in_the_words_of_the_server(desk: Desk) -> None:
    """As plain text, whatever it holds."""
    desk.allowed = ("Failed to load resource",)
    page = desk.open(OCTOBER)
    body = "“<img src=x onerror=alert(1)>” was ignored as range.\n"
    page.route("**/share", lambda route: route.fulfill(status=400, content_type="text/plain", body=body))
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_contain_text("<img src=x onerror=alert(1)>” was ignored as range.")
    assert page.locator("#sharing img").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_in_the_open_menu(visit: Callable[..., Desk], address: str, theme: str, width: int) -> None:
    """Nor does it need more room than there is; and nothing in the menu of a pane."""
    page = opened(visit(address, width=width), f"{OCTOBER}&theme={theme}")
    assert violations(page) == []
    assert page.evaluate("sharing.scrollWidth <= sharing.clientWidth && document.body.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.locator(".pane-price .save summary").click()
    assert violations(page) == []


def test_targets_are_large_enough_for_a_finger(visit: Callable[..., Desk], address: str) -> None:
    """On a phone 40 pixels high in the menus, of the page and of a pane; no target anywhere is below 24."""
    page = opened(visit(address, width=390))
    page.evaluate("document.querySelector('.pane-price .save').open = true")
    targets = "#sharing :is(button, a, select, input), .pane-price .tool"
    small = page.evaluate(
        """targets => [...document.querySelectorAll(targets)].filter(one => one.checkVisibility())
        .map(one => [one.textContent || one.id, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)""",
        targets,
    )
    assert small == []
    menus = "#sharing :is(button, a, select, input), .saves .tool"
    heights = page.evaluate(
        "menus => [...document.querySelectorAll(menus)].map(one => one.getBoundingClientRect().height)", menus
    )
    assert min(height for height in heights if height) >= 40


def test_copy_link_carries_the_data_version(desk: Desk) -> None:
    """One click; what was copied opens with the as-of date and says what it was made on."""
    page = desk.open("?range=1Y")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date and data version")
    given: dict[str, Any] = dict(parse_qsl(urlsplit(copied(page)).query, keep_blank_values=True))
    assert ("2026-08-21", "1Y") == (given["asof"], given["range"])
    assert "2026-08-21.2026-08-21." in given["data"]


def test_copy_link_without_the_server_copies_the_pinned_link_and_says_so(desk: Desk) -> None:
    """The date is known to the page; the data version is not."""
    desk.allowed = ("Failed to load resource", "failed: ")
    page = desk.open("?range=1Y")
    page.context.set_offline(True)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date alone: the desk does not answer")
    link = copied(page)
    assert link.startswith(f"{desk.base}/?")
    assert "asof=2026-08-21" in link
    assert "data=" not in link
    page.context.set_offline(False)
