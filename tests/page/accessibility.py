"""What axe finds on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return a line for each part of a page that breaks a rule of WCAG 2.2 A or AA, or of good practice."""
    page.wait_for_function(
        "() => document.getAnimations().every(one => one.playState === 'finished')"
    )  # colours in between
    found = Axe().run(page, options={"runOnly": _TAGS, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
