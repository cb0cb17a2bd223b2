"""The settings of what leaves the page: what is taken, what is refused, and that no message shows a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.settings import SettingsError
from sharing.settings import SharingSettings

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789abcdef0123456789abcdef"


def _read(**environ: str) -> SharingSettings:
    return SharingSettings.from_environ(environ)


@pytest.mark.parametrize(
    "empty", [{}, dict.fromkeys(["SECRET_KEY", "PUBLIC_BASE_URL", "EMBED_ORIGINS"], " "), {"SHARE_DAYS": ""}]
)
def test_what_is_not_set_is_as_usual(empty: dict[str, str]) -> None:
    """No key, this machine, 90 days, no origin, no template, port 8050; an empty value counts as not set."""
    found = _read(**empty)
    assert (found.secret_key, found.public_base_url, found.share_days) == (None, None, 90)
    assert (found.embed_origins, found.pptx_template, found.port) == ((), None, 8050)


def test_each_variable_sets_its_field(tmp_path: Path) -> None:
    """Values as an operator would write them, with spaces around."""
    template = tmp_path / "desk.pptx"
    template.touch()
    browser = tmp_path / "browser"
    browser.touch(0o755)
    found = _read(
        SECRET_KEY=f" {KEY} ",
        PUBLIC_BASE_URL="https://desk.example.com:8443/small/",
        SHARE_DAYS="3650",
        EMBED_ORIGINS="https://wiki.example.com  http://[::1]:8060/",
        PPTX_TEMPLATE=str(template),
        CHROMIUM=str(browser),
        PORT="65535",
    )
    assert found == SharingSettings(
        KEY,
        "https://desk.example.com:8443/small",
        3650,
        ("https://wiki.example.com", "http://[::1]:8060"),
        template,
        str(browser),
        65535,
    )


@pytest.mark.parametrize(("text", "found"), [("yes", True), ("NO", False), ("", None)])
def test_previews_hold_figures_as_set_or_as_the_mode_has_it(text: str, found: bool | None) -> None:  # noqa: FBT001
    """Nothing set leaves it to who may see the page."""
    assert _read(PREVIEW_FIGURES=text).preview_figures is found


@pytest.mark.parametrize("text", ["1", "true", "maybe"])
def test_previews_take_yes_or_no(text: str) -> None:
    """In a sentence that names both."""
    with pytest.raises(SettingsError, match=f"PREVIEW_FIGURES is '{text}'; it takes yes or no"):
        _read(PREVIEW_FIGURES=text)


_NO_ADDRESS = [
    "desk.example.com",
    "ftp://desk.example.com",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://user@desk.example.com",
    "https://:pass@desk.example.com",
    "https://desk.example.com:0",
    "https://desk.example.com:65536",
    "https://desk.example.com:",
    "https://desk.example.com?x=1",
    "https://desk.example.com?",
    "https://desk.example.com#x",
    "https://*.example.com",
    "https://desk.example.com\r\nX-Evil: 1",
    'https://desk.example.com"onload="x',
    "https://desk.example.com'",
    "https://desk.example.com;script-src *",
    "https://desk.example.com,https://b.example.com",
    "https://desk.example.com\\@evil.example.com",
    "https://dësk.example.com",
    "https://desk.example.com/{%scripts%}",
    "https://desk.example.com/<b>",
]


@pytest.mark.parametrize("text", _NO_ADDRESS)
def test_a_base_that_is_no_plain_address_is_refused(text: str) -> None:
    """The message names the variable and shows the value as Python writes it, so in one line."""
    with pytest.raises(SettingsError, match=r"^PUBLIC_BASE_URL is .*; it must be an address") as refused:
        _read(PUBLIC_BASE_URL=text)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "text", [text for text in _NO_ADDRESS if "\n" not in text] + ["*", "'self'", "null", "data:", "https://a.example/x"]
)
def test_an_origin_that_could_open_more_than_itself_is_refused(text: str) -> None:
    """One bad origin among good ones is enough; nothing of it could reach the header that lists them."""
    with pytest.raises(SettingsError, match=r"^EMBED_ORIGINS holds "):
        _read(EMBED_ORIGINS=f"https://wiki.example.com {text}")


def test_a_line_break_between_origins_is_a_space() -> None:
    """What stands behind it has to be an origin, too; a header's name is none."""
    assert _read(EMBED_ORIGINS="https://a.example\r\nhttps://b.example").embed_origins == (
        "https://a.example",
        "https://b.example",
    )
    with pytest.raises(SettingsError, match="'X-Evil:'"):
        _read(EMBED_ORIGINS="https://a.example\r\nX-Evil: 1")


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name in ("SHARE_DAYS", "PORT") for text in ("0", "-1", "1.5", "٣", "1e3", "99999999", "x")]
    + [("SHARE_DAYS", "3651"), ("PORT", "65536")],
)
def test_a_number_out_of_its_bounds_is_refused(name: str, text: str) -> None:
    """The message names the variable and the value."""
    with pytest.raises(SettingsError, match=f"^{name} is '{text}'; it takes a whole number from 1 to"):
        _read(**{name: text})


@pytest.mark.parametrize("name", ["PPTX_TEMPLATE", "CHROMIUM"])
def test_a_file_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    """So is a folder in its place."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(SettingsError, match=f"^{name} is "):
            _read(**{name: str(path)})


@pytest.mark.parametrize("key", ["short", KEY[:-1], f"{KEY}\x07{KEY}", f"{KEY}\udcff"])
def test_a_key_that_cannot_be_used_is_refused_and_never_shown(key: str) -> None:
    """The message says how many characters it has, and none of them."""
    with pytest.raises(SettingsError, match=r"^SECRET_KEY has [0-9]+ characters") as refused:
        _read(SECRET_KEY=key)
    assert key[:5] not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("localhost:8123", "http://localhost:8123"),
        ("[::1]:8123", "http://[::1]:8123"),
        ("evil.example.com:80", "http://127.0.0.1:8050"),
        ("127.0.0.1.evil.example.com:80", "http://127.0.0.1:8050"),
        ("127.0.0.1:80@evil.example.com", "http://127.0.0.1:8050"),
        ("127.0.0.1:٣", "http://127.0.0.1:8050"),
        ("", "http://127.0.0.1:8050"),
        (None, "http://127.0.0.1:8050"),
    ],
)
def test_a_name_from_a_request_counts_on_this_machine_alone(host: str | None, base: str) -> None:
    """With a public address set, no request changes it."""
    assert SharingSettings().base(host) == base
    assert SharingSettings(public_base_url="https://desk.example.com").base(host) == "https://desk.example.com"
