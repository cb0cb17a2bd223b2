"""A view in one file: it holds its data, says how to check them, and nothing in it can break out of its place."""

from __future__ import annotations

import re
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from components.csv import csv
from components.view import viewer
from sharing.files import files
from sharing.onefile import one_file
from tests.page.conftest import generated
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://desk.example.com/?asof=2014-10-28&range=6M"
QUERY = "?asof=2014-10-28&range=6M"


class Document(HTMLParser):
    """Collects the addresses in a document, its scripts, and the texts of its facts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.facts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag leads to."""
        given = dict(attrs)
        self.addresses += [given[name] or "" for name in ("href", "src", "action") if name in given]
        self._inside = "fact" if given.get("class") == "fact" else tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, _: str) -> None:
        """Know that an element is over."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep scripts and facts."""
        if self._inside == "script":
            self.scripts[-1] += data
        if self._inside == "fact":
            self.facts.append(data)


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return generated prices."""
    return FramePrices(generated())


@pytest.fixture(scope="module")
def text(prices: FramePrices) -> str:
    """Return a view in one file."""
    return one_file(viewer(prices)(QUERY), LINK)


def test_the_file_leads_nowhere_but_to_the_live_page(text: str) -> None:
    """Every address in it, read by the standard library's parser, is the link back, a place in it, or data."""
    found = [one for one in Document(text).addresses if not one.startswith(("data:", "#"))]
    assert found == [LINK]
    assert "@import" not in text
    assert set(re.findall(r"url\((.{6})", text[: text.index("</style>")])) == {'"data:'}


def test_the_data_in_the_file_are_those_of_the_address_of_files(text: str, prices: FramePrices, tmp_path: Path) -> None:
    """Byte by byte what ``/csv`` answers for the same view, under the checksum that the page writes beside it."""
    (data,) = [one for one in Document(text).addresses if one.startswith("data:text/csv")]
    inside = unquote(data.partition(",")[2]).encode()
    assert client_of(sharing_on(prices, tmp_path), files).get(f"/csv{QUERY}").data == inside
    checksum, version = Document(text).facts
    assert sha256(inside).hexdigest() == checksum
    assert re.fullmatch(r"csv\.csv\.2014-10-28\.2026-08-21\.[0-9a-f]{12}\.[0-9a-f]{12}", version)


def test_the_file_is_the_same_to_the_byte_each_time(text: str, prices: FramePrices) -> None:
    """Two files of one view can be compared."""
    assert one_file(viewer(prices)(QUERY), LINK) == text


def test_each_script_ends_where_it_is_meant_to(text: str) -> None:
    """As many script elements as stand in the file: boot, the view, and one each; none is cut by a text in another."""
    scripts = Document(text).scripts
    assert len(scripts) == text.count("<script") == text.count("</script>")
    assert all(script.strip() for script in scripts)
    assert not any("<!--" in script for script in scripts)


def test_a_crafted_name_stays_a_text(prices: FramePrices) -> None:
    """A link and an average that hold markup or places of the template appear escaped or not at all."""
    crafted = '"><script>alert(1)</script>{%scripts%}'
    made = one_file(viewer(prices)(f"{QUERY}&avg={crafted}"), f"https://desk.example.com/?{crafted}")
    assert "<script>alert" not in made
    assert made.count("<script") == made.count("</script>") == one_file(viewer(prices)(QUERY), LINK).count("<script")


def test_what_came_after_is_in_the_file_only_where_the_view_shows_it(prices: FramePrices) -> None:
    """The data end on the session, or say of each later row that it came after."""
    view = viewer(prices)
    assert csv(view(QUERY)).splitlines()[-1].startswith("2014-10-28,")
    (data,) = [
        one
        for one in Document(one_file(view(f"{QUERY}&after=shown"), LINK)).addresses
        if one.startswith("data:text/csv")
    ]
    rows = [line.split(",")[:2] for line in unquote(data).splitlines()[1:]]
    assert [flag for _, flag in rows] == ["1" if day > "2014-10-28" else "0" for day, _ in rows]
    assert rows[-1][0] > "2014-10-28"


def test_each_record_stands_in_its_fold_out(text: str, prices: FramePrices) -> None:
    """As many filled fold-outs as claims with a record, each known at the session's close."""
    with_record = sum(bool(found) for found in viewer(prices)(QUERY).records.values())
    assert text.count("As known at the close of 28 Oct 2014.") == with_record > 0
