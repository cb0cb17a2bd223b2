"""Which study a view needs: that of the prices known on its date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from callbacks import studies
from callbacks.studies import KeptStudies
from commentary.evidence.model import Study
from commentary.evidence.slow.exchange import COMMAND, from_json, unpacked
from commentary.evidence.slow.study import study
from hosting.work.jobs import Jobs
from tests.commentary.support import walks
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from data.model import Pair

STUDY = Study(tests={}, rows=0, draws=0, histories=0, skill_pct={}, patterns=(), rates=())
DAY = date(2001, 9, 12)


class Notes:
    """Answers that note what they are asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Study] = {}
        self.kept: dict[str, bytes] = {}
        self.asked: dict[str, bytes] = {}
        self.failed: set[str] = set()
        self.looked: list[str] = []

    def known(self, name: str) -> Study | None:
        """Note the name."""
        self.looked.append(name)
        return self.answers.get(name)

    def ask(self, name: str, given: Callable[[], bytes]) -> bool:
        """Note the name and the input."""
        self.asked[name] = given()
        return name not in self.failed

    def keep(self, name: str, answer: bytes) -> None:
        """Note the name and the answer."""
        self.kept[name] = answer


def pair(small: pd.DataFrame, large: pd.DataFrame) -> Pair:
    """Return a pair of histories."""
    return FramePrices({"S": small, "L": large}).pair("S", "L")


def name(of: Pair, as_of: date) -> str:
    """Return the name of the study that is looked for."""
    notes = Notes()
    KeptStudies(notes).known(of, as_of)
    return notes.looked[0]


def test_a_study_is_asked_for_with_the_prices_of_its_date() -> None:
    """Both histories up to the session, and no later row; what is answered under that name is known."""
    small, large = walks(300, seed=1)
    notes = Notes()
    kept, shown = KeptStudies(notes), pair(small, large)
    assert kept.known(shown, DAY) is None
    assert kept.ask(shown, DAY)
    ((asked, given),) = notes.asked.items()
    for before, after in zip((small, large), unpacked(given), strict=True):
        pd.testing.assert_frame_equal(before.loc[: pd.Timestamp(DAY)], after, check_freq=False)
    notes.failed.add(asked)
    assert not kept.ask(shown, DAY)
    notes.answers[asked] = STUDY
    assert kept.known(shown, DAY) is STUDY


def test_what_a_command_has_computed_is_kept_under_the_name_that_is_looked_for() -> None:
    """As JSON, read back by what reads the answers of the child."""
    notes, shown = Notes(), pair(*walks(300, seed=1))
    KeptStudies(notes).keep(shown, DAY, STUDY)
    assert {name(shown, DAY): STUDY} == {key: from_json(answer) for key, answer in notes.kept.items()}


def test_later_rows_leave_the_study_of_a_date_as_it_is() -> None:
    """Another history up to the date, another date and other prices before it need another study."""
    small, large = walks(300, seed=1)
    whole = name(pair(small, large), DAY)
    assert whole == name(pair(small[:250], large[:240]), DAY)
    changed = small.copy()
    changed.iloc[-1] *= 2
    assert whole == name(pair(changed, large), DAY)
    changed.iloc[5] *= 2
    others = [
        name(pair(changed, large), DAY),
        name(pair(small, large), date(2001, 9, 11)),
        name(pair(large, small), DAY),
    ]
    assert len({whole, *others}) == 4


def test_other_definitions_need_another_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was computed by an earlier version of the product is not shown."""
    shown = pair(*walks(300, seed=1))
    before = name(shown, DAY)
    monkeypatch.setattr(studies, "definitions", lambda: "changed")
    assert before != name(shown, DAY)


def test_what_is_asked_for_comes_from_a_process_beside_the_page(tmp_path: Path) -> None:
    """The study of the prices up to the date; a page that starts later finds it in the folder."""
    small, large = walks(230, seed=2)
    day = small.index[210].date()
    jobs = Jobs(COMMAND, tmp_path, from_json)
    kept, shown = KeptStudies(jobs), pair(small, large)
    assert kept.known(shown, day) is None
    kept.ask(shown, day)
    assert jobs._thread is not None
    jobs._thread.join(60)
    assert study(small[:211], large[:211]) == kept.known(shown, day)
    assert kept.known(shown, day) == KeptStudies(Jobs(("false",), tmp_path, from_json)).known(shown, day)
