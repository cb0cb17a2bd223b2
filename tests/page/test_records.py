"""Track records in the browser: opened, kept through a change of date, and a way to each past case."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from commentary.evidence.model import Study
from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.report import as_json
from tests.page.accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from components.view import Prices
    from data.model import Pair
    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page
RECORDS = "**/records?*"
QUERY = "?asof=2014-10-28"


@pytest.fixture
def october(shared_data: Path) -> Iterator[Prices]:
    """Return the real index histories."""
    with closing(build_service(DataSettings(data_source=DataSource.CSV, data_dir=shared_data))) as prices:
        yield prices


def opened(page: Page, claim: str, day: str = "28 Oct 2014") -> Locator:
    """Open the track record of a claim and return its place once it is that of a date."""
    page.locator(f"#record-{claim}").click()
    return filled(page, claim, day)


def filled(page: Page, claim: str, day: str = "28 Oct 2014") -> Locator:
    """Return the place of a track record once it is that of a date."""
    place = page.locator(f"#past-{claim}")
    expect(place.locator("p").first).to_have_text(f"As known at the close of {day}.")
    expect(place).to_have_attribute("aria-busy", "false")
    return place


def listed(place: Locator) -> Locator:
    """Unfold the first list of cases of a record and return its buttons."""
    place.locator("summary", has_text="Each by its date").first.click()
    return place.locator(".past-rows").first.get_by_role("button")


def cells(place: Locator) -> list[list[str]]:
    """Return the numbers of the tables of what followed, a list for each line of cases and of all windows."""
    found: list[list[str]] = place.locator(".followed tbody tr:has(> [scope=row])").evaluate_all(
        "all => all.map(line => [...line.cells].slice(1).map(cell => cell.textContent.replaceAll('\\u00a0', ' ')))"
    )
    return found


def written(row: dict[str, object]) -> tuple[list[str], list[str]]:
    """Return the two lines of a row of the report as they are to be read."""

    def median(part: dict[str, object]) -> str:
        return f"{part['median_pct']:+.2f}"

    always = row["unconditional"]
    if row["n"] < 10:
        after = [f"too few (n = {row['n']})"]
    else:
        low, high = row["wilson_pct"]
        first, third = row["quartiles_pct"]
        hits = f"{row['hits']} ({row['hit_pct']:.0f} %) {low:.0f} to {high:.0f} %"
        after = [hits, f"{row['mean_pct']:+.2f}", f"{median(row)} {first:+.2f} to {third:+.2f}"]
    return after, [f"{always['hit_pct']:.0f} %", f"{always['mean_pct']:+.2f}", median(always)]


def test_the_record_of_october_2014_is_that_of_the_report(
    visit: Callable[..., Desk], serve: Callable[..., str], october: Prices
) -> None:
    """Each claim says its record in a sentence, and opens to the numbers of `./desk report --records`."""
    report = {one["key"]: one["records"] for one in as_json(viewer(october)(QUERY), with_records=True)["claims"]}
    page = visit(serve(october)).open(QUERY)
    with_record = page.eval_on_selector_all(".record", "all => all.map(one => one.closest('article').dataset.claim)")
    assert {key for key, rows in report.items() if rows} == set(with_record)
    assert page.locator("article .tracked").count() == len(with_record)
    for claim in with_record:
        place = opened(page, claim)
        target = "relative" if claim in {"B5", "B6", "B7", "U2"} else "small"
        rows = [row for row in report[claim] if row["target"] == target]
        expected = [
            line
            for event in dict.fromkeys(row["event"] for row in rows)
            for row in rows
            if row["event"] == event
            for line in written(row)
        ]
        found = cells(place)
        assert [line[:2] + [entry.split(" ")[0] for entry in line[2:]] for line in found[1::2]] == expected[1::2]
        assert found[::2] == expected[::2]


def test_a_choice_shows_another_return_and_another_horizon(desk: Desk) -> None:
    """The table and the pictures follow; the choice holds through a change of date, and keeps the focus."""
    page = desk.open(QUERY)
    place = opened(page, "B1")
    place.get_by_role("radio", name="S&P 500", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(place.locator(".followed thead").first).to_contain_text("Ahead in")
    place.get_by_role("radio", name="63").check()
    expect(place.locator(".picture-title").first).to_contain_text("Russell 2000 minus S&P 500 63 sessions later")
    expect(place.get_by_role("radio", name="63")).to_be_focused()
    page.get_by_role("button", name="Previous session").click()
    filled(page, "B1", "27 Oct 2014")
    expect(place.get_by_role("radio", name="63")).to_be_checked()
    expect(place.get_by_role("radio", name="Russell 2000 minus S&P 500")).to_be_checked()


def test_a_case_in_the_list_moves_the_page_there_by_keyboard(desk: Desk) -> None:
    """The record stays open and becomes that of the date; the focus stays on the same case, which is the newest now."""
    page = desk.open(QUERY)
    place = opened(page, "B2")
    button = listed(place).nth(3)
    name, iso = button.inner_text(), button.get_attribute("data-value")
    button.focus()
    page.keyboard.press("Enter")
    desk.asks(f"?asof={iso}")
    filled(page, "B2", name)
    expect(page.locator("#verdict h2")).to_contain_text(name)
    expect(page.locator(f"#case-B2-onset-{iso}")).to_be_focused()
    expect(page.locator(f"#case-B2-onset-{iso}")).to_be_visible()
    assert listed_days(place)[0] == iso
    assert max(listed_days(place)) == iso


def listed_days(place: Locator) -> list[str]:
    """Return the sessions of the first list of cases."""
    days: list[str] = (
        place.locator(".past-rows").first.get_by_role("button").evaluate_all("all => all.map(one => one.dataset.value)")
    )
    return days


def test_a_dot_speaks_of_its_case_and_moves_the_page_there(desk: Desk) -> None:
    """The one nearest to the pointer, and none where the pointer is far from all."""
    page = desk.open(QUERY)
    place = opened(page, "B2")
    dot = place.locator(".dots circle").nth(2)
    iso, said = dot.get_attribute("data-session"), dot.get_attribute("data-said")
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2 + 1)
    expect(place.locator(".said").first).to_have_text(said)
    page.mouse.down()
    page.mouse.up()
    desk.asks(f"?asof={iso}")
    day = date.fromisoformat(iso)
    filled(page, "B2", f"{day.day} {day:%b %Y}")
    expect(page.locator("details.record[open]")).to_have_count(1)


def test_what_is_shown_stays_until_the_new_record_is_there(desk: Desk) -> None:
    """While it is fetched the old one is marked as waiting; of answers that come late only the last counts."""
    page = desk.open(QUERY)
    place = opened(page, "U1")
    with desk.held(RECORDS) as held:
        for _ in range(2):
            with page.expect_request(RECORDS), desk.redrawn():
                page.get_by_role("button", name="Previous session").click()
        expect(place).to_have_attribute("aria-busy", "true")
        expect(place.locator("p").first).to_have_text("As known at the close of 28 Oct 2014.")
        held.reverse()
    filled(page, "U1", "24 Oct 2014")


def test_nothing_is_fetched_while_the_view_is_played(desk: Desk) -> None:
    """Afterwards what is open follows."""
    page = desk.open(QUERY)
    opened(page, "B5")
    page.evaluate("desk.playing = true")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/records?" in request.url else None)
    for _ in range(2):
        with desk.redrawn():
            page.get_by_role("button", name="Previous session").click()
    filled(page, "B5", "28 Oct 2014")
    page.evaluate("desk.playing = false")
    filled(page, "B5", "24 Oct 2014")
    assert ["24"] == [url.partition("asof=2014-10-")[2][:2] for url in fetched]


def test_a_failure_is_said_in_place_and_can_be_tried_again(
    visit: Callable[..., Desk], serve: Callable[..., str], prices: FramePrices
) -> None:
    """The rest of the page is as it was."""
    desk = visit(serve(prices))
    desk.allowed = ("503",)
    page = desk.open(QUERY)
    prices.failing = True
    page.locator("#record-B3").click()
    place = page.locator("#past-B3")
    expect(place.get_by_role("alert")).to_have_text("The past cases could not be fetched.")
    prices.failing = False
    place.get_by_role("button", name="Try again").click()
    filled(page, "B3")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_fold_out_that_is_opened_or_closed_stays_where_it_is_seen(desk_at: Callable[[int], Desk], width: int) -> None:
    """Although the case with an open record is the wider one."""
    page = desk_at(width).open(QUERY)
    summary = page.locator("#record-U3")
    summary.scroll_into_view_if_needed()
    before = summary.bounding_box()["y"]
    for opened_now in (True, False):
        summary.click()
        page.wait_for_function("is => document.querySelector('#record-U3').parentElement.open === is", arg=opened_now)
        page.wait_for_function(
            "y => Math.abs(document.querySelector('#record-U3').getBoundingClientRect().top - y) < 2", arg=before
        )


@pytest.mark.parametrize("claim", ["B2", "U1"])
def test_an_open_record_leaves_the_other_case_beside_it(desk: Desk, claim: str) -> None:
    """Both begin at the same height, and the one with the record is the wider; nothing lies on anything else."""
    page = desk.open(QUERY)
    opened(page, claim)
    bear, bull = (page.locator(f".case-{side}").bounding_box() for side in ("bear", "bull"))
    assert bear["y"] == bull["y"]
    assert bear["x"] + bear["width"] <= bull["x"]
    assert (bear["width"] > bull["width"]) == (claim[0] == "B")
    over = """all => all.filter(more => {
        const [first, pin] = [more.querySelector("summary"), more.querySelector(".pin")];
        return pin && first.getBoundingClientRect().right > pin.getBoundingClientRect().left;
    }).length"""
    assert page.eval_on_selector_all(".more", over) == 0


def test_each_fold_out_of_a_card_has_a_line_of_its_own(desk: Desk) -> None:
    """The record below the evidence, on every card alike."""
    page = desk.open(QUERY)
    below = page.eval_on_selector_all(
        ".record > summary",
        "all => all.map(one => one.getBoundingClientRect().top"
        " - one.closest('.more').querySelector('summary').getBoundingClientRect().bottom)",
    )
    assert len(below) > 3
    assert min(below) >= 0


class Slow:
    """Studies that are there once a test says so."""

    def __init__(self) -> None:
        self.ready = False
        self.fails = False
        self.days: list[date] = []

    def known(self, _pair: Pair, _as_of: date) -> Study | None:
        """Return an empty study when it is there."""
        return Study({}, 82, 2000, 499, {}, (), ()) if self.ready else None

    def ask(self, _pair: Pair, as_of: date) -> bool:
        """Note the day."""
        self.days.append(as_of)
        return not self.fails


def test_the_page_waits_for_its_study_and_then_says_what_it_says(
    visit: Callable[..., Desk], serve: Callable[..., str], prices: FramePrices
) -> None:
    """Asked for once the view stands, and again until it is there; the sentences and an open record then follow."""
    studies = Slow()
    page = visit(serve(prices, studies)).open(QUERY)
    place = opened(page, "B5")
    waits = "being computed"
    expect(page.locator("[data-claim=B5] .tracked")).to_contain_text(waits)
    with page.expect_response("**/study?*") as answer:
        pass
    assert {"ready": False, "asked": True, "failed": False} == json.loads(answer.value.text())
    studies.ready = True
    expect(page.locator("[data-claim=B5] .tracked")).to_contain_text("could not be tested")
    expect(place.locator(".note").last).to_contain_text("82 rows tested jointly")
    assert set(studies.days) == {date(2014, 10, 28)}
    assert page.locator("#cases", has_text=waits).count() == 0


def test_a_study_that_fails_is_said_once_and_asked_for_again_each_minute(
    visit: Callable[..., Desk], serve: Callable[..., str], prices: FramePrices
) -> None:
    """Not before; another view takes the notice away until its own study fails, and so does the study once it comes."""
    studies = Slow()
    studies.fails = True
    desk = visit(serve(prices, studies))
    desk.page.clock.install()
    page = desk.open(QUERY)
    notice = page.get_by_text("could not be computed; it is tried again later")
    expect(notice).to_be_visible()
    page.clock.fast_forward(30_000)
    opened(page, "B2")  # a question that came in between would have gone before this one
    assert [date(2014, 10, 28)] == studies.days
    studies.fails = False
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    expect(notice).to_be_hidden()
    with page.expect_response("**/study?*"):
        page.clock.fast_forward(1000)
    studies.fails = True
    page.clock.fast_forward(2000)
    expect(notice).to_be_visible()
    studies.ready = True
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-claim=B2] .tracked")).to_contain_text("could not be tested")
    expect(notice).to_be_hidden()


def test_a_server_without_studies_is_asked_once(desk: Desk) -> None:
    """It says that none is coming; another date does not ask again."""
    desk.page.clock.install()
    page = desk.open(QUERY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/study?" in request.url else None)
    with page.expect_response("**/study?*"):
        pass
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    page.clock.fast_forward(10_000)
    opened(page, "B2", "27 Oct 2014")  # a question that came in between would have gone before this one
    assert len(asked) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_an_open_record_is_accessible_and_fits(desk_at: Callable[[int], Desk], width: int, theme: str) -> None:
    """No rule of WCAG is broken, no part wider than the window, no text below 11 pixels, no control below 24."""
    page = desk_at(width).open(f"{QUERY}&theme={theme}")
    for claim in ("B1", "U2"):
        listed(opened(page, claim))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('.past *')].filter(one => one.childNodes.length && one.checkVisibility())"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 11
    heights = page.eval_on_selector_all(
        ".past button, .past summary, .past .segments span", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24


@pytest.fixture
def desk_at(visit: Callable[..., Desk], address: str) -> Callable[[int], Desk]:
    """Return a function that opens a window of a width."""
    return lambda width: visit(address, width=width)
