"""``./desk links`` as it is run: what it prints, what it ends with, and what a server then answers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sharing.keys import Keys
from sharing.links import main
from sharing.refusals import Refusal
from sharing.tokens import PREVIEW, Grant, Purpose, Signer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

KEY = "a key for tests, long enough to be one"
NAME = "0123456789abcdef01"
QUERY = "?asof=2014-10-28&range=10Y"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """Return the signer of a server that runs on a folder."""
    return Signer(KEY, Keys(tmp_path / "links"))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command on the same folder and gives its exit code, output and errors."""

    def command(*arguments: str, **more: str) -> tuple[int, str, str]:
        environ = {"STATE_DIR": str(tmp_path), "SECRET_KEY": KEY, "DATA_SOURCE": "bundled", **more}
        try:
            code = main(arguments, environ)
        except SystemExit as end:
            code = int(end.code)
        return (code, *capsys.readouterr())

    return command


def _grant(signer: Signer, days: int = 30, name: str = NAME) -> Grant:
    return Grant(QUERY, name, signer.today() + timedelta(days=days))


def _opens(signer: Signer, purpose: Purpose, token: str) -> bool:
    try:
        signer.open(purpose, token)
    except Refusal:
        return False
    return True


_ADDRESSES = {
    Purpose.SHARE: ("/s/{}", "https://desk.example.com/s/{}", "{}", "https://desk.example.com/small/s/{}/?utm=x#top"),
    Purpose.EMBED: ("/embed/{}?panel=price", "http://127.0.0.1:8050/embed/{}"),
    Purpose.IMAGE: ("/image/{}.png?width=800", "/image/{}.svg", "/image/{}.pdf", "/image/{}.txt", "/image/{}"),
}


@pytest.mark.parametrize(
    ("purpose", "form"), [(purpose, form) for purpose, forms in _ADDRESSES.items() for form in forms]
)
def test_any_address_of_a_link_takes_it_back_in_all_forms(
    signer: Signer, run: Run, purpose: Purpose, form: str
) -> None:
    """The three tokens of one name are closed on the server that runs; another link stays open."""
    tokens = {kind: signer.token(kind, _grant(signer)) for kind in Purpose}
    other = signer.token(Purpose.SHARE, _grant(signer, name="f" * 18))
    code, out, err = run("withdraw", form.format(tokens[purpose]))
    said = f"The link {NAME} has been taken back, with every form that it was shared in."
    assert (code, out.splitlines()[0], err) == (0, said, "")
    assert [_opens(signer, kind, token) for kind, token in tokens.items()] == [False] * 3
    assert _opens(signer, Purpose.SHARE, other)


def test_a_link_is_shown_with_what_it_opens_and_whether_it_does(signer: Signer, run: Run) -> None:
    """Open, expired, and taken back, which an expired one can be, too."""
    token, old = (signer.token(Purpose.EMBED, _grant(signer, days, name)) for days, name in ((0, NAME), (-1, "e" * 18)))
    code, out, _ = run("show", f"/embed/{token}")
    opens, until, name, state = re.findall(r"^\w+: +(.*)$", out, re.MULTILINE)
    assert (code, opens) == (0, f"embed of http://127.0.0.1:8050/{QUERY}")
    assert (until, name, state) == (f"{signer.today().day} {signer.today():%b %Y}", NAME, "open")
    assert "This link expired on" in run("show", old)[1].splitlines()[3]
    run("withdraw", token)
    run("withdraw", old)
    assert [run("show", one)[1].splitlines()[3] for one in (token, old)] == [
        "state:  This link has been taken back"
    ] * 2


def test_what_was_taken_back_before_is_said_to_be_and_noted_once(
    signer: Signer, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    """By the same link, by another form of it, or by its name."""
    caplog.set_level("INFO", "audit")
    run("withdraw", signer.token(Purpose.SHARE, _grant(signer)))
    for link in (signer.token(Purpose.SHARE, _grant(signer)), signer.token(Purpose.IMAGE, _grant(signer)), NAME):
        code, out, _ = run("withdraw", link)
        assert (code, out.splitlines()[0]) == (0, f"The link {NAME} had been taken back before; it opens nothing.")
    assert ["link withdrawn"] == caplog.messages


def test_a_name_from_the_log_is_enough(signer: Signer, run: Run) -> None:
    """The log of a server has names, and no token."""
    token = signer.token(Purpose.SHARE, _grant(signer))
    assert run("withdraw", NAME)[0] == 0
    assert not _opens(signer, Purpose.SHARE, token)


def test_all_links_are_taken_back_and_new_ones_open(signer: Signer, run: Run, tmp_path: Path) -> None:
    """Also those that the page's tags lead to, for which the same view then has others."""
    tokens = [signer.token(Purpose.IMAGE, _grant(signer, name=name)) for name in (NAME, PREVIEW)]
    noted = f"Every link made up to now has been taken back.\nNoted in {tmp_path / 'links'}.\n"
    assert run("withdraw", "--all") == (0, noted, "")
    assert [_opens(signer, Purpose.IMAGE, token) for token in tokens] == [False, False]
    assert _opens(signer, Purpose.IMAGE, signer.token(Purpose.IMAGE, _grant(signer)))


def test_the_picture_in_the_tags_of_a_page_is_no_link_of_its_own(signer: Signer, run: Run) -> None:
    """By its name the pictures of all pages would go; the message says what takes it back."""
    code, out, err = run("withdraw", signer.token(Purpose.IMAGE, _grant(signer, name=PREVIEW)))
    assert (code, out, "--all" in err, err.count("\n")) == (1, "", True, 1)


@pytest.mark.parametrize(
    "link",
    [
        "https://desk.example.com/?asof=2014-10-28",
        "https://desk.example.com",
        "nothing",
        "",
        "http://[",
        "/s/a.b.c",
        "\x1b[31m\r\n" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("command", ["show", "withdraw"])
def test_what_is_no_link_gets_one_line(run: Run, command: str, link: str) -> None:
    """Exit code 1, the text as it may be repeated, and no trace of Python."""
    code, out, err = run(command, link)
    assert (code, out, err.count("\n"), err.rstrip("\n").isprintable()) == (1, "", 1, True)
    assert err.startswith("desk links: “")
    assert ("cannot be taken back" in err) == ("desk.example.com" in link)
    assert ("was not made here" in err) == ("desk.example.com" not in link)


def test_another_key_knows_no_link(signer: Signer, run: Run) -> None:
    """Where the server's key is not set nothing is found, and nothing is said of either key."""
    token = signer.token(Purpose.SHARE, _grant(signer))
    code, _, err = run("withdraw", token, SECRET_KEY="")
    assert (code, "was not made here" in err, KEY in err) == (1, True, False)


def test_wrong_usage_ends_with_two(run: Run) -> None:
    """Without a command, a link, or with both a link and all; a setting that cannot be used counts, too."""
    for arguments in ((), ("show",), ("withdraw",), ("withdraw", "--all", "x"), ("revoke", "x")):
        assert run(*arguments)[0] == 2
    code, _, err = run("show", "x", PORT="0")
    assert (code, err) == (2, "desk links: PORT is '0'; it takes a whole number from 1 to 65535.\n")


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, run: Run) -> None:
    """The command says which file, in one line."""
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "withdrawn.json").write_text("{")
    code, _, err = run("withdraw", NAME)
    assert (code, err.count("\n"), "withdrawn.json cannot be read" in err) == (1, 1, True)
