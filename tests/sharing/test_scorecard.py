"""The scorecard as a page and in the report: the same words, nothing before its time, and errors as sentences."""

from __future__ import annotations

import html
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from components.view import viewer
from data.settings import DataSource
from sharing.called import Called
from sharing.cli import main
from sharing.scorecard import calls_in, judged, scorecard_page
from tests.page.prices import FramePrices
from tests.sharing.test_cli import report
from tests.sharing.test_report import seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from flask.testing import FlaskClient

NAMES = ("^RUT", "^GSPC")


@pytest.fixture
def prices(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> FramePrices:
    """Return the real indices."""
    return FramePrices(dict(zip(NAMES, index_frames, strict=True)))


@pytest.fixture
def client(prices: FramePrices, tmp_path: Path) -> FlaskClient:
    """Return a client of the scorecard alone, with a folder of calls that is empty."""
    server = Flask(__name__)
    server.register_blueprint(scorecard_page(viewer(prices), calls_in(tmp_path)))
    return server.test_client()


def words(client: FlaskClient, query: str) -> str:
    """Return what a reader sees of a page, without its tags."""
    answer = client.get(f"/scorecard{query}")
    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).replace("\N{NO-BREAK SPACE}", " ")


def test_outcomes_appear_when_they_are_due_or_revealed(client: FlaskClient) -> None:
    """The year's return is published: +3.53 % (methods.md, section 5)."""
    outcome = "The Russell 2000 closed 2014 at 1,204.70, +3.53 %"
    assert outcome not in words(client, "?asof=2014-12-30")
    assert outcome in words(client, "?asof=2014-12-31")
    assert outcome in words(client, "?asof=2014-10-28&after=shown")
    assert "Year's end, 31 Dec 2014, revealed" in words(client, "?asof=2014-10-28&after=shown")


def test_before_the_day_of_the_calls_only_their_voices_are_there(client: FlaskClient) -> None:
    """No statement, no stance, no number."""
    page = words(client, "?asof=2014-10-27")
    assert 3 == page.count("The call is of 28 Oct 2014, after 27 Oct 2014: nothing of it is shown before its day.")
    assert "Lies ahead" in page
    assert not any(said in page for said in ("distributive top", "Sell small caps", "profit", "What followed"))


@pytest.mark.parametrize("as_of", ["2014-10-27", "2014-10-28", "2014-11-05", "2014-12-30", "2015-02-10"])
def test_the_page_knows_nothing_of_later_rows(
    client: FlaskClient, prices: FramePrices, as_of: str, tmp_path: Path
) -> None:
    """Cut after the as-of date it is the same, but for the source of the prices and the last day of the field."""
    cut = FramePrices({name: frame.loc[:as_of] for name, frame in prices.frames.items()})
    cut.year_end = prices.year_end
    server = Flask(__name__)
    server.register_blueprint(scorecard_page(viewer(cut), calls_in(tmp_path)))

    def page(one: FlaskClient) -> str:
        text = re.sub(r' max="[^"]*"', "", one.get(f"/scorecard?asof={as_of}").text)
        return re.sub(r'<section class="trust".*?</section>', "", text)

    assert page(client) == page(server.test_client())


def test_one_call_can_be_asked_for(client: FlaskClient) -> None:
    """By its key, as the form sends it, with the field of the date left empty."""
    page = words(client, "?asof=&call=strategist")
    assert "Sell small caps" in page
    assert "distributive top" not in page


def test_an_unknown_call_is_404_and_names_those_that_are_there(client: FlaskClient) -> None:
    """A page in the theme of the link, with the way back; what was asked is repeated without what could harm."""
    answer = client.get("/scorecard?call=%3Cb%3Enobody&asof=2014-10-28&theme=dark")
    assert (404, "text/html") == (answer.status_code, answer.mimetype)
    assert "There is no call “&lt;b&gt;nobody”." in answer.text
    links = [html.unescape(link) for link in re.findall(r'<a href="([^"]*)"', answer.text)]
    query = "?asof=2014-10-28&theme=dark"
    calls = [f"scorecard{query}&call={key}" for key in ("sales-trader", "strategist", "technician")]
    assert [f"./{query}", *calls, f"scorecard{query}"] == links
    assert all(client.get(f"/{link}").status_code == 200 for link in links[1:])


def test_a_call_whose_file_is_broken_says_so_once(client: FlaskClient, tmp_path: Path) -> None:
    """By its link, with the other broken file beside it, and in the command that asks for it."""
    for name in ("broken", "worse"):
        (tmp_path / f"{name}.toml").write_text(OWN.replace("small_rises", "small_wins"))
    answer = client.get("/scorecard?call=broken")
    assert 404 == answer.status_code
    assert [1, 1, 0] == [answer.text.count(words) for words in ("broken.toml: ", "worse.toml: ", "There is no call")]
    done = report("--pair", "IWM,SPY", "--scorecard", "broken", CALLS_DIR=str(tmp_path))
    assert (2, 1) == (done.returncode, done.stderr.count("\n"))
    assert "broken.toml: said[1].measure is 'small_wins'" in done.stderr


def test_two_calls_of_one_voice_are_told_apart(client: FlaskClient, tmp_path: Path) -> None:
    """By date and key, in the counts, the heading and the list; a voice heard once keeps its name."""
    for name, date in (("first", "2014-11-03"), ("second", "2014-12-01")):
        (tmp_path / f"{name}.toml").write_text(OWN.replace("2014-12-01", date).replace("<b>Desk</b>", "Desk"))
    text = client.get("/scorecard?asof=2015-03-02").text
    for name in ("Desk, 3 Nov 2014 (first)", "Desk, 1 Dec 2014 (second)"):
        assert f"<h2>{name}</h2>" in text
        assert f"{name}</a></th>" in text
        assert f"{name}</option>" in text
    assert "<h2>Technician</h2>" in text
    assert "Technician, 28 Oct 2014</option>" in text


def test_the_page_names_the_source_of_its_prices(client: FlaskClient) -> None:
    """Name, last session and state of both, as on the desk; and of each call where it comes from."""
    page = words(client, "?asof=2014-11-05")
    assert 2 == page.count("Last session")
    assert 2 == page.count("Source: ")
    assert 3 == page.count("Shipped with the desk, entered after the fact")


def test_a_fault_is_a_sentence_for_the_reader_and_stands_in_the_log(
    client: FlaskClient, prices: FramePrices, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of the fault itself is sent."""
    prices.failing = True
    answer = client.get("/scorecard?theme=dark")
    assert (503, "The scorecard could not be made. Try again in a minute.\n") == (answer.status_code, answer.text)
    assert [logging.ERROR] == [record.levelno for record in caplog.records]
    assert "theme=dark" in caplog.text


OWN = """
who = "<b>Desk</b>"
role = "Ours"
where = "Morning note"
date = 2014-12-01
small = "IWM"
large = "SPY"
stance = "Own small caps"
[[said]]
text = "It rises | fast"
measure = "small_rises"
due = [5]
"""


def test_a_dropped_file_shows_without_a_restart_and_a_broken_one_says_why(client: FlaskClient, tmp_path: Path) -> None:
    """As text, whatever it holds; the note says that another pair is shown."""
    assert "Morning note" not in words(client, "")
    (tmp_path / "ours.toml").write_text(OWN)
    (tmp_path / "broken.toml").write_text(OWN.replace("small_rises", "small_wins"))
    answer = client.get("/scorecard").text
    assert "&lt;b&gt;Desk&lt;/b&gt;" in answer
    assert "<b>Desk" not in answer
    page = words(client, "?call=ours")
    assert "The call speaks of IWM and SPY; it is judged here on ^RUT and ^GSPC." in page
    assert "broken.toml: said[1].measure is 'small_wins'" in page


def test_a_call_of_new_years_day_is_due_at_the_end_of_its_year(client: FlaskClient, tmp_path: Path) -> None:
    """1 January 2015 was no session: judged on 31 December 2014, due on 31 December 2015."""
    own = OWN.replace("2014-12-01", "2015-01-01").replace("[5]", '[5, "year_end"]')
    (tmp_path / "ours.toml").write_text(own)
    page = words(client, "?call=ours&asof=2015-02-10")
    assert "Judged as of the close of 31 Dec 2014." in page
    assert "Open: due 31 Dec 2015." in page


def test_a_year_of_which_nothing_was_left_or_whose_end_is_missing_is_not_said_to_come(
    client: FlaskClient, prices: FramePrices, tmp_path: Path
) -> None:
    """Nor is it said to be in the data; before its due date it is not known yet."""
    (tmp_path / "ours.toml").write_text(OWN.replace("2014-12-01", "2014-12-31"))
    lines = words(client, "?call=ours&asof=2015-02-10").split("What followed")[1]
    assert "Nothing was left of the year" in lines
    assert "Not known yet" in lines
    prices.year_end = FramePrices(prices.frames).year_end
    prices.frames = {name: frame.drop(frame.loc["2014-12"].index) for name, frame in prices.frames.items()}
    for as_of, expected in (("2014-11-28", "Not known yet"), ("2015-02-10", "Not in the data")):
        lines = words(client, f"?call=technician&asof={as_of}").split("What followed")[1].partition("Technician")[0]
        assert re.search(rf"Year's end, 31 Dec 2014\s+{expected}", lines)


def test_the_form_and_the_links_carry_the_rest_of_the_view(client: FlaskClient) -> None:
    """Pair and range go along; back to the desk at the same date, and at the day of each call."""
    text = client.get("/scorecard?pair=^GSPC,^RUT&asof=2015-03-02&range=5Y&theme=dark").text
    assert '<html lang="en" data-theme="dark">' in text
    assert {("pair", "^GSPC,^RUT"), ("range", "5Y")} == set(
        re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text)
    )
    links = [html.unescape(link) for link in re.findall(r'<a href="(\./[^"]*)"', text)]
    days = [re.search(r"asof=([0-9-]+)", link)[1] for link in links]
    assert ["2015-03-02", *["2014-10-28"] * 3] == days
    assert all("range=5Y" in link and "theme=dark" in link and "pair=%5EGSPC" in link for link in links)


@pytest.fixture
def called(shared_data: Path) -> Callable[[str], Called]:
    """Return a function that judges the calls that come with the product for a link."""

    def judge(query: str) -> Called:
        calls, errors = calls_in(None)()
        return Called(
            judged(calls, seen(DataSource.CSV, query, shared_data), lambda q: seen(DataSource.CSV, q, shared_data)),
            errors,
        )

    return judge


def test_the_report_holds_what_the_page_says(called: Callable[[str], Called], client: FlaskClient) -> None:
    """Each statement and each outcome of the JSON stands on the page and in the markdown, in the same words."""
    found = called("?asof=2015-03-02")
    plain: dict[str, Any] = found.as_json()
    assert plain == json.loads(json.dumps(plain, allow_nan=False))
    assert [] == plain["scorecard_problems"]
    page, text = words(client, "?asof=2015-03-02"), "\n".join(found.as_markdown())
    for card in plain["scorecard"]:
        said = [card["summary"], *card["notes"]]
        for one in card["statements"]:
            said += [one["said"], *one["text"].split("\n"), *([one["rule"]] if one["rule"] else [])]
            said += [part["text"] for part in one["settled"]]
        assert [words for words in said if words not in page or words not in text] == []
    results = {card["call"]: card["results"] for card in plain["scorecard"]}
    assert {"right": 1, "wrong": 7, "pending": 0, "not_testable": 0} == results["technician"]


def test_the_text_heads_no_settled_statement_open(called: Callable[[str], Called]) -> None:
    """One that is due is headed by its words alone; the others in the words of the page."""
    settled, before = ("\n".join(called(f"?asof={day}").as_markdown()) for day in ("2015-03-02", "2014-10-28"))
    assert "**Sell: the Russell 2000 falls.**" in settled
    assert ": Open.**" not in settled
    assert "**Sell: the Russell 2000 falls: Open.**" in before
    assert "**A year-long distributive top: Holds.**" in settled


def test_the_report_shows_what_came_only_when_it_is_due() -> None:
    """The command on bundled funds: open as of the day, settled with the reveal."""
    arguments = ("--pair", "IWM,SPY", "--as-of", "2014-10-28", "--format", "json", "--scorecard", "technician")
    plain, revealed = (json.loads(report(*arguments, *more).stdout)["scorecard"] for more in ((), ("--reveal",)))
    assert ["technician"] == [card["call"] for card in plain]
    assert (8, 0) == (plain[0]["results"]["pending"], revealed[0]["results"]["pending"])
    assert [None] * 4 == [one["small_pct"] for one in plain[0]["after"]]
    assert ["The call speaks of ^RUT and ^GSPC; it is judged here on IWM and SPY."] == plain[0]["notes"][2:]


def test_a_report_without_a_scorecard_reads_no_calls(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is wrong with them, the report is there."""
    monkeypatch.setattr("sharing.cli.calls_in", None)
    assert 0 == main(["--pair", "IWM,SPY", "--as-of", "2014-10-28"], {"DATA_SOURCE": "bundled"})
    assert "as of 28 Oct 2014" in capsys.readouterr().out


def test_the_command_reads_a_folder_of_calls(tmp_path: Path) -> None:
    """Named by CALLS_DIR; a folder that is not there stops it with one sentence."""
    (tmp_path / "ours.toml").write_text(OWN)
    done = report("--pair", "IWM,SPY", "--as-of", "2014-12-31", "--scorecard", "ours", CALLS_DIR=str(tmp_path))
    assert (0, True) == (done.returncode, "Own small caps" in done.stdout)
    gone = report("--scorecard", "ours", CALLS_DIR=str(tmp_path / "gone"))
    assert (2, 1) == (gone.returncode, gone.stderr.count("\n"))
    assert "CALLS_DIR" in gone.stderr
