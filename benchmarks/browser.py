"""What a reader waits for in Chromium, beside a bare page that draws the same figure with the same plotly.js."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks import chromium
from benchmarks.prices import price_folder
from benchmarks.processes import gunicorn, product, until_compressed
from benchmarks.table import Row, compared
from benchmarks.views import ten_years
from scripts.serving import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from benchmarks.processes import Served

ROUNDS = 7
_FIGURE = """() => {
  const { x, data } = JSON.parse(document.getElementById("first").textContent).figure;
  const { layout: live, data: drawn } = document.getElementById("chart");
  const grid = getComputedStyle(document.documentElement).getPropertyValue("--grid").trim();
  const layout = { ...live, margin: { ...live.margin, b: 26 } };
  const axes = Object.keys(live).filter((key) => /axis/.test(key));
  const seen = { visible: true, gridcolor: grid, zeroline: false, nticks: 5 };
  axes.forEach((key) => { layout[key] = { ...live[key], ...seen }; });
  Object.assign(layout.xaxis, { type: "date", anchor: axes.filter((key) => key[0] === "y").pop().replace("axis", "") });
  const lines = data.map((trace, i) => ({ ...trace, line: drawn[i].line, fillcolor: drawn[i].fillcolor }));
  return JSON.stringify({ x, data: lines, layout });
}"""  # in the places of the product's panes, with plotly's own axes where the product draws its own
_STEPS = (
    "HTML received",
    "style sheets received",
    "plotly.js received",
    "plotly.js run",
    "first contentful paint",
    "Dash up",
)


def rows() -> Iterator[Row]:
    """Yield the lines of a first visit to the default view, and those of a change of range at ten years."""
    with (
        price_folder() as (prices, sessions),
        product(prices) as ours,
        _bare() as (bare, figures),
        sync_playwright() as playwright,
        closing(launch(playwright)) as browser,
    ):
        yield from _first_visit(browser, ours, bare, figures)
        yield from _range(browser, ours, bare, figures, ten_years(sessions, ROUNDS))


@contextmanager
def _bare() -> Iterator[tuple[Served, Path]]:
    with (
        tempfile.TemporaryDirectory() as figures,
        gunicorn("benchmarks.bare:server", {"BARE_FIGURES": figures}) as served,
    ):
        yield served, Path(figures)


def _write_down(browser: Browser, address: str, path: Path) -> None:
    """Keep the figure that the product draws at an address, with its layout, for the bare page."""
    with chromium.window(browser) as page:
        chromium.open_page(page, address)
        path.write_text(page.evaluate(_FIGURE).replace("</", "<\\/"))


def _first_visit(browser: Browser, ours: Served, bare: Served, figures: Path) -> Iterator[Row]:
    _write_down(browser, ours.base, figures / "default")
    addresses = (ours.base, f"{bare.base}/bare/default")
    for served, address in zip((ours, bare), addresses, strict=True):
        until_compressed(served, len(chromium.visit(browser, address).compressed))
    turns = [[chromium.visit(browser, address) for address in addresses] for _ in range(ROUNDS)]
    mine, theirs = zip(*turns, strict=True)
    drawn = [found.times["chart drawn"] for found in theirs]
    yield Row(
        "whole page, compressed, plotly.js included", f"{mine[0].requests} requests", mine[0].bytes / 1e6, "MB", 1.1
    )
    yield compared("chart drawn, empty cache / bare page", [found.times["chart drawn"] for found in mine], drawn, 1.5)
    yield compared(
        "a readable chart on the screen / bare page's chart", [_readable(found) for found in mine], drawn, 0.8
    )
    for step in _STEPS:
        yield Row(f"  {step}, ours / bare", f"{_when(mine, step)} / {_when(theirs, step)}")
    yield Row("  bytes of the bare page", f"{theirs[0].requests} requests", theirs[0].bytes / 1e6, "MB")


def _readable(found: chromium.Visit) -> float:
    """Return when the frame with the server's own chart was painted; without one, when the chart was drawn."""
    painted = found.times.get("readable chart", found.times["chart drawn"])
    return max(painted, found.times["first contentful paint"])


def _when(visits: tuple[chromium.Visit, ...], step: str) -> str:
    times = [found.times[step] for found in visits if found.times.get(step)]
    return f"{median(times):,.0f} ms" if times else "-"


def _range(browser: Browser, ours: Served, bare: Served, figures: Path, queries: list[str]) -> Iterator[Row]:
    shorter, longer, zooms, rested = [], [], [], []
    drags: list[float] = []
    bare_drags: list[float] = []
    for number, query in enumerate(queries):
        path = figures / f"{number}"
        _write_down(browser, f"{ours.base}/{query}", path)
        with chromium.window(browser) as page:
            chromium.open_page(page, f"{ours.base}/{query}")
            shorter.append(chromium.click(page, "#range input[value='1Y']"))
            longer.append(chromium.click(page, "#range input[value='10Y']"))
            rested.append(chromium.click_after_rest(page, "#range input[value='6M']"))
        with chromium.window(browser) as page:
            chromium.open_page(page, f"{bare.base}/bare/{path.name}")
            zooms.append(chromium.zoom_to_a_year(page))
        for address, times in ((f"{ours.base}/{query}", drags), (f"{bare.base}/bare/{path.name}", bare_drags)):
            with chromium.window(browser) as page:  # of its own: what was done before would have warmed the scripts
                chromium.open_page(page, address)
                times.append(chromium.drag_to_a_year(page))
    yield compared(
        "range click, ten years to one: first redraw / bare page's zoom to a year",
        [found[0] for found in shorter],
        zooms,
        1,
    )
    yield compared("  settled, on its own base and with its words / the same", [found[1] for found in shorter], zooms)
    yield compared("  first redraw after the pointer has rested on the button / the same", rested, zooms)
    yield compared("  range click, one year to ten: settled / the same", [found[1] for found in longer], zooms)
    yield compared("drag zoom, ten years to one / bare page's drag", drags, bare_drags)
