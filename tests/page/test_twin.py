"""The page and the headless twin say the same, number by number and sentence by sentence."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from components.numbers import RELATIVE_ROWS, ROWS
from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.report import as_json, as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import Prices
    from tests.page.conftest import Desk

pytestmark = pytest.mark.page
STYLES = {row.key: row.style for row in (*ROWS, *RELATIVE_ROWS)}


def spaced(text: str) -> str:
    """Return a text of the page with plain spaces: it keeps numbers and their units together."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("query", ["?pair=IWM,SPY&asof=2014-10-28", "?pair=NAESX,VFINX&asof=2008-11-20", ""])
def test_the_page_shows_the_numbers_and_sentences_of_the_report(
    visit: Callable[..., Desk], serve: Callable[[Prices], str], query: str
) -> None:
    """Each number of the report stands on the page as rounded there, each claim with its status and text."""
    with closing(build_service(DataSettings(data_source=DataSource.BUNDLED))) as prices:
        view = viewer(prices)(query)
        report = as_json(view)
        expected = {
            f"{part}.{name}": "n/a" if value is None else format(value, STYLES[name])
            for part in ("small", "large", "relative")
            for name, value in report[part].items()
        }
        base = serve(prices)
        page = visit(base).open(query)
        cells = page.eval_on_selector_all("[data-key]", "all => all.map(cell => [cell.dataset.key, cell.textContent])")
        claims = page.eval_on_selector_all(
            "[data-claim]",
            "all => all.map(c => [c.dataset.claim, c.dataset.status, "
            "[...c.querySelectorAll('.reason p, .reason li')].map(line => line.textContent).join('\\n')])",
        )
        heads = page.eval_on_selector_all(
            "[data-claim]",
            "all => all.map(c => [c.dataset.claim, c.querySelector('h3').textContent, "
            "c.querySelector('.status').lastChild.textContent.trim()])",
        )
        notes = " ".join(page.locator("#notices, #verdict, #trust").all_text_contents())
    assert expected == dict(cells)
    assert [(claim["key"], claim["status"], claim["text"]) for claim in report["claims"]] == [
        (key, status, spaced(text)) for key, status, text in sorted(claims)
    ]
    written = as_markdown(view)
    assert all(f"**{key} {spaced(name)}: {status}.**" in written for key, name, status in heads)
    assert all(problem in spaced(notes) for problem in report["problems"])
