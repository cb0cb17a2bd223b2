"""What leaves the page before its study is there says so for good, and has the study computed for who asks next."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pptx import Presentation

from commentary.evidence.model import Study
from scripts.serving import app_in
from tests.components.generated import generated
from tests.components.test_records import Asked
from tests.sharing.test_agreement import words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

DAY = date(2014, 10, 28)
QUERY = f"?asof={DAY.isoformat()}"
STUDY = Study(tests={}, rows=0, draws=2000, histories=499, skill_pct={}, patterns=(), rates=())
PROMISE, ABSENT = "being computed", "not computed when this was made"
UNTESTED = "could not be tested: too few cases in the study"  # of a study that holds no test, as `STUDY`

Left = tuple["FlaskClient", Asked, dict[str, Any]]


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """Return a desk whose studies a test gives, and the links to a view that was shared without its study."""
    studies = Asked()
    client = app_in(tmp_path, generated(), studies).server.test_client()
    links = client.post("/share", json={"query": QUERY}).get_json()
    return client, studies, links


def _notes(made: bytes) -> str:
    return " ".join(slide.notes_slide.notes_text_frame.text for slide in Presentation(io.BytesIO(made)).slides)


def _cells(made: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(made))
    return " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)


def _drawn(made: bytes) -> str:
    return words_of(made.decode().replace("<tspan", " <tspan"))


FORMS: dict[str, tuple[Callable[[dict[str, Any]], str], Callable[[bytes], str]]] = {
    "snapshot": (lambda links: links["snapshot"], lambda made: words_of(made.decode())),
    "embed": (lambda links: f"{links['embed']}?panel=case", lambda made: words_of(made.decode())),
    "picture": (lambda links: f"{links['image']}.svg?panel=case", _drawn),
    "picture in words": (lambda links: f"{links['image']}.txt?panel=case", bytes.decode),
    "one file": (lambda _: f"/html{QUERY}", lambda made: words_of(made.decode())),
    "workbook": (lambda _: f"/xlsx{QUERY}", _cells),
    "deck": (lambda _: f"/pptx{QUERY}", _notes),
}


def test_a_link_has_the_study_of_its_view_computed(left: Left) -> None:
    """Asked for once when the link is made, and not where there is no such view."""
    client, studies, _ = left
    assert [DAY] == studies.days
    assert 400 == client.post("/share", json={"query": "?asof=2014-10-26"}).status_code
    assert [DAY] == studies.days


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_filled_in_later_says_what_was_not_computed(left: Left, form: str) -> None:
    """It asks for the study and promises nothing; made anew when the study is there, it has it and asks no more."""
    client, studies, links = left
    address, read = FORMS[form][0](links), FORMS[form][1]
    before = read(client.get(address).data)
    assert (False, True) == (PROMISE in before, f"Whether that is an edge was {ABSENT}." in before)
    assert [DAY, DAY] == studies.days
    studies.study = STUDY
    after = read(client.get(address).data)
    assert (False, False, True) == (PROMISE in after, ABSENT in after, UNTESTED in after)
    assert [DAY, DAY] == studies.days


@pytest.mark.parametrize("form", ["picture", "embed"])
def test_a_browser_that_kept_it_without_the_study_gets_it_anew(left: Left, form: str) -> None:
    """The tag of its content is another one, so that asking with the old one is answered in full."""
    client, studies, links = left
    address = FORMS[form][0](links)
    tag = client.get(address).headers["ETag"]
    studies.study = STUDY
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (200, True) == (answer.status_code, UNTESTED in FORMS[form][1](answer.data))
    assert tag != answer.headers["ETag"]


def test_a_still_page_says_once_what_is_not_in_it(left: Left) -> None:
    """A snapshot is there to be opened again; a file is not, and both drop the section that would stay empty."""
    client, studies, links = left
    told = f"The intervals, p-values and chart patterns of this view were {ABSENT}."
    snapshot, file = (words_of(client.get(address).text) for address in (links["snapshot"], f"/html{QUERY}"))
    assert f"{told} This address shows them once they are." in snapshot
    assert (True, False) == (told in file, "This address shows them" in file)
    assert not any("Chart patterns" in said for said in (snapshot, file))
    studies.study = STUDY
    assert told not in words_of(client.get(links["snapshot"]).text)


def test_the_page_itself_goes_on_waiting_for_its_study(left: Left) -> None:
    """It is filled in when the study is there."""
    client, _, links = left
    said = words_of(client.get(links["link"]).text)
    assert (True, False) == (PROMISE in said, ABSENT in said)
