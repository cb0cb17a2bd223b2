"""A real server and a real browser for the tests of the page."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from scripts.serving import launch, served
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from components.view import Prices

_WAIT = 20_000  # milliseconds: no test sleeps, each waits this long at most for its condition
expect.set_options(timeout=_WAIT)
LAST = pd.Timestamp("2026-08-21")
QUESTIONS = "**/_dash-update-component*"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, one for all tests."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


def walk(seed: int, start: float, drift: float) -> pd.DataFrame:
    """Return a generated history of 25 years up to 21 August 2026, the same each time."""
    sessions = pd.bdate_range("2001-01-02", LAST, name="session", unit="ns")
    steps = np.random.default_rng(seed).normal(drift, 0.012, len(sessions))
    close = start * np.exp(np.cumsum(steps))
    return pd.DataFrame({"close": close, "high": close * 1.004}, index=sessions)


def generated() -> dict[str, pd.DataFrame]:
    """Return generated histories of the two default indices and of two funds."""
    return {
        "^RUT": walk(1, 480, 0.0002),
        "^GSPC": walk(2, 1280, 0.0003),
        "IWM": walk(3, 48, 0.0002),
        "SPY": walk(4, 128, 0.0003),
    }


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    """Return the generated histories, one copy for all tests."""
    return generated()


@pytest.fixture
def prices(frames: dict[str, pd.DataFrame]) -> FramePrices:
    """Return prices that a test may change."""
    return FramePrices(frames)


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Return a function that serves prices until the windows of the test are closed, and gives the address."""
    with ExitStack() as servers:
        yield lambda prices, studies=None, sharing=None: servers.enter_context(served(prices, studies, sharing))


@pytest.fixture(scope="session")
def address(frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Return the address of a page that no test changes."""
    with served(FramePrices(frames)) as base:
        yield base


@dataclass
class Desk:
    """The page in a browser, with what went wrong behind it, and texts of what a test makes go wrong."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    allowed: tuple[str, ...] = ()

    def open(self, query: str = "") -> Page:
        """Go to a link, wait for the live chart over the served one, and until another view can be asked for."""
        self.page.goto(f"{self.base}/{query}")
        self.page.wait_for_selector("#chart[data-drawn]:not([data-drawn=''])", state="attached")
        self.ready()
        return self.page

    def ready(self) -> None:
        """Wait until another view can be asked for."""
        self.page.wait_for_selector("html[data-ready]", state="attached")

    @contextmanager
    def redrawn(self) -> Iterator[None]:
        """Wait until what is done inside has brought another figure; a change of size only draws the same one again."""
        before = self.page.evaluate_handle("desk.chart.figure")
        yield
        self.page.wait_for_function("before => desk.chart.figure !== before", arg=before)

    @contextmanager
    def held(self, address: str) -> Iterator[list[Route]]:
        """Hold back what is asked of addresses like `address` inside; afterwards let go what is left, in its order."""
        routes: list[Route] = []
        holding = True

        def hold(route: Route) -> None:
            if holding:
                routes.append(route)
            else:
                route.continue_()

        self.page.route(address, hold)
        yield routes
        holding = False
        for route in routes:
            route.continue_()
        self.page.unroute(address)

    def asks(self, query: str) -> None:
        """Wait until the address bar has a query string."""
        self.page.wait_for_function("query => decodeURIComponent(location.search) === query", arg=query)

    @property
    def query(self) -> str:
        """The query string in the address bar."""
        return str(self.page.evaluate("decodeURIComponent(location.search)"))

    def chart(self, expression: str) -> object:
        """Evaluate an expression over `gd`, the element that holds the plot."""
        return self.page.evaluate(f"(() => {{ const gd = document.querySelector('#chart'); return {expression}; }})()")


def _left(request: Request) -> bool:
    """Whether a request is one that a page makes by itself, at no set time, and was left when the page was."""
    return (
        any(path in request.url for path in ("/study?", "/records?", "/_favicon.ico"))
        and request.failure == "net::ERR_ABORTED"
    )


@pytest.fixture
def visit(
    browser: Browser,
    serve: Callable[[Prices], str],  # noqa: ARG001 - servers must outlive the windows on them
) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens a browser window; none may log or fail, but as its test says, or look elsewhere."""
    desks: list[Desk] = []

    def start(base: str, *, width: int = 1440, height: int = 900, **more: Any) -> Desk:  # noqa: ANN401 - Playwright's
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **more)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
        desk = Desk(context.new_page(), base)
        desk.page.set_default_timeout(_WAIT)
        desk.page.on("console", lambda line: desk.faults.append(f"{line.type}: {line.text}"))
        desk.page.on("pageerror", lambda error: desk.faults.append(f"error: {error}"))
        desk.page.on("requestfailed", lambda request: _left(request) or desk.faults.append(f"failed: {request.url}"))
        desk.page.on("request", lambda request: desk.requests.append(request.url))
        desks.append(desk)
        return desk

    yield start
    for desk in desks:
        desk.page.context.close()
    assert [line for desk in desks for line in desk.faults if not any(text in line for text in desk.allowed)] == []
    assert [url for desk in desks for url in desk.requests if not url.startswith((desk.base, "data:", "blob:"))] == []


@pytest.fixture
def desk(visit: Callable[..., Desk], address: str) -> Desk:
    """Return a window on the page that no test changes."""
    return visit(address)
