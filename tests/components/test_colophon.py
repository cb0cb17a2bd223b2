"""What every form says of itself, on prices that still move, are adjusted and were others; expected is written here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from components.colophon import colophon, warnings
from components.embed import embed_document
from components.notices import notices
from components.pictures import described, picture
from components.tree import html_text
from components.view import stamped
from data.model import Source, State
from tests.components.generated import generated, view_of

if TYPE_CHECKING:
    from components.view import View

SVG = "{http://www.w3.org/2000/svg}"
CREDIT = "As of 2 Oct 2015. Russell 2000 and S&P 500, adjusted for dividends. Source: CSV files."
MOVING = "The session of 2 Oct 2015 is not over: its last price stands for the close, and still moves."
SHARED = (
    "The link was made on other prices of the Russell 2000 and the S&P 500 up to 2 Oct 2015. Numbers may differ from "
    "what was shared."
)
SOURCES = " Source here: CSV files; of the link: Yahoo Finance."
ADJUSTED = (
    "Russell 2000 and S&P 500 are shown adjusted for dividends: past levels lie below those traded, and returns "
    "include dividends."
)
NO_ADVICE = (
    "Every sentence about the market is computed from the prices shown, up to the as-of date. None of it is investment "
    "advice."
)


def warned(query: str = "") -> View:
    """Return a view with all that there is to be said: its link was made on closes a hundredth higher."""
    here = replace(generated(), state=State.PROVISIONAL)
    there = replace(here, source=Source.YAHOO, frames={symbol: 1.01 * frame for symbol, frame in here.frames.items()})
    view = view_of(here, stamped(view_of(there, query)))
    small, large = (replace(history, adjusted=True) for history in (view.pair.small, view.pair.large))
    return replace(view, pair=replace(view.pair, small=small, large=large))


def test_all_is_said_once_and_in_order() -> None:
    """What it is, the warnings, what adjusted prices mean, and what it is not; no warning that is said elsewhere."""
    view = warned()
    assert [CREDIT, MOVING, SHARED + SOURCES, ADJUSTED, NO_ADVICE] == colophon(view)
    assert [CREDIT, ADJUSTED, NO_ADVICE] == colophon(view, warned=True)
    assert [MOVING, SHARED] == warnings(view, brief=True)


def test_final_prices_of_an_identical_link_are_no_matter() -> None:
    """Neither a warning nor what adjusted prices would mean."""
    here = generated()
    view = view_of(here, stamped(view_of(here)))
    assert [CREDIT.replace("adjusted for", "price only, without"), NO_ADVICE] == colophon(view)
    assert [] == warnings(view)


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("panel", ["chart", "price", "claims", "case"])
def test_a_picture_says_all_of_it(panel: str, width: int) -> None:
    """In its last lines, which end above its lower edge, and in its words."""
    view = warned()
    drawn, told = picture(view, panel, width=width), described(view, panel)
    root = ET.fromstring(drawn.svg)  # noqa: S314 - our own
    seen = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text")).replace("\N{NO-BREAK SPACE}", " ")
    *_, last = root.iter(f"{SVG}text")
    assert float(last.attrib["y"]) * width / min(width, 900) < drawn.height - 10
    assert seen.endswith(" ".join([CREDIT, MOVING, SHARED + SOURCES, ADJUSTED, NO_ADVICE]))
    assert told.endswith("\n".join([CREDIT, MOVING, SHARED + SOURCES, ADJUSTED, NO_ADVICE, ""]))


@pytest.mark.parametrize("query", ["", "?scale=levels"])
def test_a_card_warns_in_short_and_has_room_for_its_plots(query: str) -> None:
    """Its lines stand within its edges, one below the other; each of its plots keeps 30 pixels of height."""
    view = warned(query)
    drawn = picture(view, "card")
    root = ET.fromstring(drawn.svg)  # noqa: S314 - our own
    seen = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text")).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{MOVING} {SHARED} {CREDIT}" in seen
    assert all(text in described(view, "card") for text in (MOVING, SHARED + SOURCES, CREDIT, ADJUSTED, NO_ADVICE))
    grids = re.findall(r'd="M0 0[^"]*M[\d.]+ 0v([\d.]+)', drawn.svg)
    assert len(grids) == (2 if query else 1)
    assert min(float(height) * 1.7 for height in grids) >= 30


def test_an_embed_warns_at_its_head_and_says_the_rest_at_its_foot() -> None:
    """Each sentence once."""
    document = embed_document(warned(), "price", (), "light", "/", ())
    head, foot = document.split("<footer")
    head, foot = head.replace("&amp;", "&"), foot.replace("&amp;", "&")
    assert all(1 == head.count(text) for text in (MOVING, SHARED + SOURCES))
    assert [CREDIT, ADJUSTED, NO_ADVICE] == re.findall(r"<p>([^<]+)</p>", foot)


def test_the_page_gives_notice_of_other_prices() -> None:
    """In the same words as every other form."""
    assert [SHARED + SOURCES] == [
        re.sub("<[^>]+>", "", html_text(node)).replace("&amp;", "&") for node in notices(warned())
    ]


@pytest.mark.parametrize("panel", ["card", "price", "case", "chart"])
def test_every_picture_says_that_it_is_no_advice(panel: str) -> None:
    """The preview of a link goes from hand to hand alone, too."""
    drawn = picture(view_of(generated(), "?asof=2014-10-28"), panel).svg
    words = re.sub(r"\s+", " ", re.sub(r"<(title|desc)>.*?</\1>|<[^>]+>", " ", drawn, flags=re.DOTALL))
    assert "None of it is investment advice." in words
