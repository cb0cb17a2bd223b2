"""Each setting of what surrounds the page, and what is said of one that cannot be used."""

from __future__ import annotations

import ipaddress
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.settings import SettingsError
from hosting.settings import HostingSettings, LogFormat, Mode, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0cA"
DESK = {"ACCESS_MODE": "desk", "SECRET_KEY": KEY}
PROXY = {"ACCESS_MODE": "proxy", "SECRET_KEY": KEY, "TRUSTED_PROXIES": "10.0.0.1"}


def refused(environ: Mapping[str, str]) -> str:
    """Return what is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as raised:
        HostingSettings.from_environ(environ)
    return str(raised.value)


@pytest.mark.parametrize("environ", [{}, {"ACCESS_MODE": "", "PROXY_HOPS": " ", "SECRET_KEY": ""}])
def test_without_settings_the_page_is_for_this_machine(environ: dict[str, str]) -> None:
    """As the README has the defaults; what is empty counts as not set."""
    found = HostingSettings.from_environ(environ)
    assert (Mode.LOCAL, 0, (), "X-Forwarded-User", ()) == (
        found.mode,
        found.proxy_hops,
        found.trusted_proxies,
        found.user_header,
        found.editors,
    )
    assert (60, 12, None, LogFormat.TEXT) == (found.idle, found.hours, found.metrics, found.log_format)


def test_each_variable_sets_its_field() -> None:
    """All at once, written by hand."""
    given = {
        "ACCESS_MODE": "Proxy",
        "SECRET_KEY": KEY,
        "PROXY_HOPS": "2",
        "TRUSTED_PROXIES": "10.0.0.0/24  fd00::1",
        "USER_HEADER": "X-Auth-Request-Email",
        "EDITORS": "ann@example.com  bob",
        "SESSION_IDLE": "15",
        "SESSION_HOURS": "8",
        "METRICS_BIND": "0.0.0.0:9400",
        "LOG_FORMAT": "text",
    }
    expected = HostingSettings(
        mode=Mode.PROXY,
        proxy_hops=2,
        trusted_proxies=(ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("fd00::1/128")),
        user_header="X-Auth-Request-Email",
        editors=("ann@example.com", "bob"),
        idle=15,
        hours=8,
        metrics=("0.0.0.0", 9400),
        log_format=LogFormat.TEXT,
    )
    assert expected == HostingSettings.from_environ(given)


@pytest.mark.parametrize("header", ["X-Forwarded-User", "X-Auth-Request-Email", "Remote-User", "X-Remote-User"])
def test_a_header_that_proxies_name_users_in_is_taken(header: str) -> None:
    """As the documents of oauth2-proxy, Authelia and Apache have them."""
    assert header == HostingSettings.from_environ({**PROXY, "USER_HEADER": header}).user_header


@pytest.mark.parametrize("environ", [DESK, PROXY])
def test_a_service_logs_for_machines(environ: dict[str, str]) -> None:
    """Unless it is told otherwise."""
    assert LogFormat.JSON == HostingSettings.from_environ(environ).log_format


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ACCESS_MODE", "open", "must be one of local, desk, proxy"),
        ("ACCESS_MODE", "desk,proxy", "must be one of"),
        ("PROXY_HOPS", "-1", "a whole number from 0 to 5"),
        ("PROXY_HOPS", "6", "from 0 to 5"),
        ("PROXY_HOPS", "1.0", "from 0 to 5"),
        ("PROXY_HOPS", "١", "from 0 to 5"),
        ("PROXY_HOPS", "9" * 5000, "from 0 to 5"),
        ("TRUSTED_PROXIES", "10.0.0.1/24", "takes addresses and networks"),
        ("TRUSTED_PROXIES", "proxy.example.com", "takes addresses and networks"),
        ("TRUSTED_PROXIES", "*", "takes addresses and networks"),
        ("TRUSTED_PROXIES", "10.0.0.1,10.0.0.2", "takes addresses and networks"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "every address"),
        ("TRUSTED_PROXIES", "::/0", "every address"),
        ("USER_HEADER", "Host", "says something else"),
        ("USER_HEADER", "cookie", "says something else"),
        ("USER_HEADER", "X-Forwarded-For", "says something else"),
        ("USER_HEADER", "Sec-Fetch-User", "says something else"),
        ("USER_HEADER", "X_Forwarded_User", "takes the name of a header"),
        ("USER_HEADER", "X-User:", "takes the name of a header"),
        ("USER_HEADER", "X-User\r\nX", "takes the name of a header"),
        ("USER_HEADER", "x" * 65, "takes the name of a header"),
        ("SESSION_IDLE", "0", "a whole number from 1 to 1440"),
        ("SESSION_IDLE", "1441", "from 1 to 1440"),
        ("SESSION_HOURS", "169", "a whole number from 1 to 168"),
        ("SESSION_HOURS", "1e2", "from 1 to 168"),
        ("METRICS_BIND", "9400", "takes an address and a port"),
        ("METRICS_BIND", ":9400", "takes an address and a port"),
        ("METRICS_BIND", "127.0.0.1:0", "takes an address and a port"),
        ("METRICS_BIND", "127.0.0.1:65536", "takes an address and a port"),
        ("LOG_FORMAT", "xml", "must be one of text, json"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_value(name: str, value: str, says: str) -> None:
    """In one sentence."""
    said = refused({name: value})
    assert said.startswith(name)
    assert repr(value) in said
    assert says in said
    assert "\n" not in said


@pytest.mark.parametrize("mode", ["desk", "proxy"])
@pytest.mark.parametrize(
    ("key", "says"),
    [
        (None, "SECRET_KEY is not set; ACCESS_MODE="),
        ("  ", "SECRET_KEY is not set"),
        ("kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0c", "SECRET_KEY has 31 characters; it must have at least 32"),
        ("0" * 64, "others can guess"),
        ("abcabcabcabcabcabcabcabcabcabcabcabc", "others can guess"),
        ("please-change-me-kB7vQ2mX9tR4wZ8nL3pD6s", "others can guess"),
        ("Super-Secret-Key-for-the-desk-of-ours-1", "others can guess"),
        ("192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "others can guess"),
    ],
)
def test_a_service_needs_a_key_that_nobody_guesses(mode: str, key: str | None, says: str) -> None:
    """The sentence says how to make one, and never what was given; the last is the one in Flask's documentation."""
    said = refused({**PROXY, "ACCESS_MODE": mode, "SECRET_KEY": key or ""})
    assert says in said
    assert "secrets.token_urlsafe(48)" in said
    assert not key or not key.strip() or key not in said


def test_a_key_that_is_made_as_the_sentence_says_is_taken() -> None:
    """A thousand of them: none falls short by chance."""
    for _ in range(1000):
        HostingSettings.from_environ({**DESK, "SECRET_KEY": secrets.token_urlsafe(48)})


def test_a_proxy_must_be_named() -> None:
    """Else whoever reaches the page could name themselves."""
    said = refused({name: value for name, value in PROXY.items() if name != "TRUSTED_PROXIES"})
    assert "TRUSTED_PROXIES is not set; with ACCESS_MODE=proxy it must name the addresses of the proxy." == said


NAMES = sorted({*PROXY, "PROXY_HOPS", "METRICS_BIND", "SESSION_IDLE", "USER_HEADER"})


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
def test_any_text_gives_settings_or_a_sentence(environ: dict[str, str]) -> None:
    """Nothing else is raised."""
    with suppress(SettingsError):
        HostingSettings.from_environ(environ)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "unix:/run/desk.sock"])
def test_an_address_of_this_machine_alone_is_one(host: str) -> None:
    """RFC 1122, section 3.2.1.3, and RFC 4291, section 2.5.3; a socket in the file system has no network at all."""
    assert is_loopback(host)
    HostingSettings().refuse_open_bind(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "localhost.", "*"])
def test_any_other_address_is_refused_without_a_login(host: str) -> None:
    """By name; with a login it is taken."""
    with pytest.raises(SettingsError, match="ACCESS_MODE is 'local', without a login, and ") as raised:
        HostingSettings().refuse_open_bind(host)
    assert repr(host) in str(raised.value)
    HostingSettings.from_environ(DESK).refuse_open_bind(host)
