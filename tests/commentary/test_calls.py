"""Files of published calls: what is read, what is refused, and that one bad file hides no other."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from commentary.calls.model import Measure
from commentary.calls.reading import PUBLISHED, CallError, read_call, read_calls
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
who = "Trader"
role = "Trades"
where = "Note of 3 June 2013"
date = 2013-06-03
small = "IWM"
large = "SPY"
stance = "Own small caps"

[[said]]
text = "It ends the year higher"
claim = "U3"
measure = "in_the_black"
due = ["year_end"]

[[said]]
text = "It leads"
measure = "small_leads"
due = [10, "year_end"]

[[said]]
text = "Funds follow"
missing = "Needs the flows of funds."
"""


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file and return where it is."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    """Every key in its field, the name of the file as the key."""
    call = read_call(write(tmp_path, "trader-2013.toml", GOOD))
    assert ("trader-2013", "Trader", "Trades", "Note of 3 June 2013") == (call.key, call.who, call.role, call.where)
    assert (date(2013, 6, 3), "IWM", "SPY", "Own small caps") == (call.date, call.small, call.large, call.stance)
    first, second, third = call.said
    assert ("U3", Measure.IN_THE_BLACK, ("year_end",)) == (first.claim, first.measure, first.due)
    assert (None, Measure.SMALL_LEADS, (10, "year_end")) == (second.claim, second.measure, second.due)
    assert "Needs the flows of funds." == third.missing


BAD = [
    ("who =", "whom =", ["whom", "'Trader'", "no such key"]),
    ('who = "Trader"', "", ["who is missing"]),
    ('who = "Trader"', "who = 7", ["who is 7", "a text of one line"]),
    ('who = "Trader"', 'who = " "', ["who is ' '"]),
    ('who = "Trader"', f'who = "{"x" * 201}"', ["who is", "up to 200 characters"]),
    ('who = "Trader"', 'who = "a\\nb"', ["who is 'a\\nb'", "one line"]),
    ("2013-06-03", '"2013-06-03"', ["date is '2013-06-03'", "a date such as"]),
    ("2013-06-03", "2013-06-03T10:00:00", ["date is", "a date such as"]),
    ("2013-06-03", "2013-06-31", ["no TOML"]),
    ("2013-06-03", "1899-12-31", ["date is datetime.date(1899, 12, 31)", "from 1900 to 2199"]),
    ("2013-06-03", "2200-01-01", ["date is datetime.date(2200, 1, 1)", "from 1900 to 2199"]),
    ('large = "SPY"', 'large = "IWM"', ["large is 'IWM'", "another symbol than small"]),
    ("[[said]]", "[[told]]", ["told is", "no such key"]),
    ('claim = "U3"', 'claim = "U9"', ["said[1].claim is 'U9'", "B1", "U5"]),
    ('claim = "U3"', 'claim = "U3"\nmissing = "x"', ["said[1]", "claim, measure, missing"]),
    ('missing = "Needs the flows of funds."', "", ["said[3]", "judged by nothing"]),
    ('missing = "Needs the flows of funds."', "below_average_since = 5", ["said[3].below_average_since is 5"]),
    ("small_leads", "small_wins", ["said[2].measure is 'small_wins'", "small_leads"]),
    ('due = ["year_end"]', "due = [21]", ["said[1].due is [21]", "in_the_black", "year_end"]),
    ('due = ["year_end"]', "", ["said[1].due is []", "a measure takes due dates"]),
    ("due = [10,", "due = [0,", ["said[2].due is [0, 'year_end']", "1 to 2520"]),
    ("due = [10,", "due = [2521,", ["said[2].due is [2521, 'year_end']"]),
    ("due = [10,", "due = [true,", ["said[2].due is [True, 'year_end']"]),
    ("due = [10,", "due = [10, 10,", ["said[2].due is [10, 10, 'year_end']", "each due date once"]),
    ('due = [10, "year_end"]', 'due = "year_end"', ["said[2].due is 'year_end'"]),
    ('stance = "Own small caps"', "stance = ", ["no TOML", "line 8"]),
]


@pytest.mark.parametrize(("part", "instead", "words"), BAD, ids=[instead or part for part, instead, _ in BAD])
def test_an_error_names_the_file_the_key_and_the_value(
    tmp_path: Path, part: str, instead: str, words: list[str]
) -> None:
    """In one line, without a path."""
    path = write(tmp_path, "trader.toml", GOOD.replace(part, instead))
    with pytest.raises(CallError) as caught:
        read_call(path)
    said = str(caught.value)
    assert said.startswith("trader.toml: ")
    assert [word for word in words if word not in said] == []
    assert "\n" not in said
    assert str(tmp_path) not in said


@pytest.mark.parametrize("name", ["Trader.toml", "all.toml", "a b.toml", f"{'x' * 41}.toml"])
def test_a_name_that_no_link_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    """The name is the key of links and of the report."""
    with pytest.raises(CallError, match="its name is"):
        read_call(write(tmp_path, name, GOOD))


def test_a_bad_file_hides_no_other(tmp_path: Path) -> None:
    """Text that is no UTF-8, a folder of that name, and a wrong value beside a good file."""
    write(tmp_path, "good.toml", GOOD)
    write(tmp_path, "broken.toml", GOOD.replace("small_leads", "?"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    (tmp_path / "folder.toml").mkdir()
    calls, errors = read_calls([tmp_path])
    assert ["good"] == [call.key for call in calls]
    assert {"broken.toml", "bytes.toml", "folder.toml"} == {error.partition(":")[0] for error in errors}
    assert 3 == len(errors)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.toml", b"a = " + b"[" * 20_000),
        ("keys.toml", b"a" + b".a" * 20_000 + b" = 1"),
        ("decimal.toml", b"a = " + b"1" * 5_000),
        ("hex.toml", b"a = 0x" + b"f" * 6_000),
        ("bell.toml", b'"a\\n\\u0007" = 1'),
        ("a\nb.toml", b""),
        ("\udcff.toml", b""),
    ],
    ids=lambda value: ascii(value)[1:20],
)
def test_whatever_a_file_holds_it_is_an_error_that_can_be_shown(tmp_path: Path, name: str, content: bytes) -> None:
    """Brackets without end, numbers that Python will not write, names that are no text: one line each."""
    write(tmp_path, "good.toml", GOOD)
    (tmp_path / name).write_bytes(content)
    calls, (error,) = read_calls([tmp_path])
    assert ["good"] == [call.key for call in calls]
    assert error.isprintable()
    assert error.startswith(ascii(name)[1:-1])


def test_a_file_of_notepad_is_read(tmp_path: Path) -> None:
    """It begins with a byte order mark."""
    path = tmp_path / "trader.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert "Trader" == read_call(path).who


def test_of_two_files_of_one_name_the_first_counts(tmp_path: Path) -> None:
    """The second is an error, and said."""
    write(tmp_path, "technician.toml", GOOD)
    calls, errors = read_calls([PUBLISHED, tmp_path])
    assert "Technician" == next(call.who for call in calls if call.key == "technician")
    assert ["technician.toml: its name is 'technician', and there is a call of that name already."] == list(errors)


def test_a_file_that_is_dropped_or_changed_is_read_anew(tmp_path: Path) -> None:
    """Without a restart; the time of the change is set by hand, since a clock may be too coarse."""
    assert ((), ()) == read_calls([tmp_path])
    path = write(tmp_path, "trader.toml", GOOD)
    assert ["Trader"] == [call.who for call in read_calls([tmp_path])[0]]
    write(tmp_path, "trader.toml", GOOD.replace('"Trader"', '"Dealer"'))
    os.utime(path, ns=(1, 1))
    assert ["Dealer"] == [call.who for call in read_calls([tmp_path])[0]]
    path.unlink()
    assert ((), ()) == read_calls([tmp_path])


def test_a_file_of_the_desk_has_the_date_of_its_last_change(tmp_path: Path) -> None:
    """1,400,000,000 seconds after 1970 is 13 May 2014 in UTC; the calls that come with the product have none."""
    os.utime(write(tmp_path, "ours.toml", GOOD), (1_400_000_000, 1_400_000_000))
    calls = read_calls([PUBLISHED, tmp_path])[0]
    assert {date(2014, 5, 13)} == {call.entered for call in calls if call.key == "ours"}
    assert [None] * 3 == [call.entered for call in calls if call.key != "ours"]


def test_the_three_voices_of_october_2014_come_with_the_product() -> None:
    """Each tied to the claims that the column's statements are judged by."""
    calls, errors = read_calls([PUBLISHED])
    assert () == errors
    assert {"2014-10-28"} == {call.date.isoformat() for call in calls}
    tied = {call.key: [one.claim for one in call.said if one.claim] for call in calls}
    assert tied == {
        "technician": ["B1", "B2", "B3", "B4", "B5", "B6", "B7"],
        "sales-trader": ["U2", "U3", "U4", "U5"],
        "strategist": ["B8", "B9"],
    }


def test_the_example_of_the_documentation_is_a_call(tmp_path: Path) -> None:
    """What docs/calls.md shows can be dropped as it stands."""
    text = (ROOT / "docs" / "calls.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    assert 4 == len(read_call(write(tmp_path, "morning-note.toml", example)).said)
    beside_the_form = ROOT / "hosting" / "access" / "templates" / "call.toml"
    assert example == beside_the_form.read_text(encoding="utf-8")
