"""The settings of what surrounds the page: who may see it, where it listens, how it is watched. One frozen value."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from data.settings import SettingsError, given_in, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

E = TypeVar("E", bound=StrEnum)
KEY_LEAST = 32  # characters of a SECRET_KEY
IDLE, IDLE_MOST = 60, 24 * 60  # minutes
HOURS, HOURS_MOST = 12, 7 * 24
HOPS_MOST = 5
_KEY_VARIETY = 10  # different characters that no key by chance falls short of
_WELL_KNOWN = ("change", "secret", "example", "replace", "placeholder", "password", "insecure", "123456789", "abcdefgh")
_PUBLISHED = {"192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf"}  # Flask's documentation
_USER_HEADER = "X-Forwarded-User"
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_TAKEN = re.compile(  # headers that browsers and proxies send to say something else
    r"(accept|access-control|content|if|proxy|sec|upgrade|x-desk)-.+|x-forwarded-(for|host|port|prefix|proto)|accept|"
    r"authorization|cache-control|connection|cookie|date|dnt|expect|forwarded|from|host|keep-alive|origin|pragma|"
    r"priority|range|referer|te|trailer|transfer-encoding|upgrade|user-agent|via|x-real-ip|x-request(ed-with|-id)",
    re.IGNORECASE,
)


class Mode(StrEnum):
    """Who may see the page."""

    LOCAL = "local"
    """Whoever sits at this machine; nothing listens elsewhere."""
    DESK = "desk"
    """Named users, who sign in here."""
    PROXY = "proxy"
    """Whom a proxy in front has let in, as its header says."""


class LogFormat(StrEnum):
    """How the log is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class HostingSettings:
    """Who may see the page, and how it is watched.

    Parameters
    ----------
    mode : Mode
        ACCESS_MODE.
    proxy_hops : int
        PROXY_HOPS: how many proxies in front add to the ``X-Forwarded-`` headers; 0 believes none of those.
    trusted_proxies : tuple of networks
        TRUSTED_PROXIES: from where the header with the user's name is believed; needed in the proxy mode alone.
    user_header : str
        USER_HEADER, of the proxy mode.
    editors : tuple of str
        EDITORS: names that are editors in the proxy mode; all others are viewers.
    idle : int, minutes
        SESSION_IDLE: without a request, until a user must sign in again.
    hours : int
        SESSION_HOURS: until a user must sign in again in any case.
    metrics : tuple of str and int, optional
        METRICS_BIND: where the metrics are served; None for nowhere.
    log_format : LogFormat
        LOG_FORMAT.
    """

    mode: Mode = Mode.LOCAL
    proxy_hops: int = 0
    trusted_proxies: tuple[Network, ...] = ()
    user_header: str = _USER_HEADER
    editors: tuple[str, ...] = ()
    idle: int = IDLE
    hours: int = HOURS
    metrics: tuple[str, int] | None = None
    log_format: LogFormat = LogFormat.TEXT

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings in `environ`; an empty value counts as not set.

        Raises
        ------
        SettingsError
            For a value that cannot be used; the message never holds a key.
        """
        given = partial(given_in, environ)
        mode = _among("ACCESS_MODE", given("ACCESS_MODE") or Mode.LOCAL, Mode)
        proxies = tuple(_network(text) for text in (given("TRUSTED_PROXIES") or "").split())
        if mode is Mode.PROXY and not proxies:
            raise SettingsError(
                "TRUSTED_PROXIES is not set; with ACCESS_MODE=proxy it must name the addresses of the proxy."
            )
        if mode is not Mode.LOCAL:
            _refuse_weak(given("SECRET_KEY"), mode)
        usual = LogFormat.TEXT if mode is Mode.LOCAL else LogFormat.JSON
        return cls(
            mode=mode,
            proxy_hops=whole_number("PROXY_HOPS", given("PROXY_HOPS"), 0, HOPS_MOST, least=0),
            trusted_proxies=proxies,
            user_header=_header(given("USER_HEADER") or _USER_HEADER),
            editors=tuple((given("EDITORS") or "").split()),
            idle=whole_number("SESSION_IDLE", given("SESSION_IDLE"), IDLE, IDLE_MOST),
            hours=whole_number("SESSION_HOURS", given("SESSION_HOURS"), HOURS, HOURS_MOST),
            metrics=_metrics(given("METRICS_BIND")),
            log_format=_among("LOG_FORMAT", given("LOG_FORMAT") or usual, LogFormat),
        )

    def refuse_open_bind(self, host: str) -> None:
        """Raise `SettingsError` if the page may not listen at `host`: without a login that is this machine alone."""
        if self.mode is Mode.LOCAL and not is_loopback(host):
            raise SettingsError(
                f"ACCESS_MODE is 'local', without a login, and {host!r} can be reached from other machines: "
                "listen on 127.0.0.1, or set ACCESS_MODE to desk or proxy."
            )

    def refuse_open_metrics(self) -> None:
        """Raise `SettingsError` if a page without a login would show its metrics to other machines; a worker may."""
        if self.metrics and self.mode is Mode.LOCAL and not is_loopback(self.metrics[0]):
            text = "{}:{}".format(*self.metrics)
            raise SettingsError(
                f"METRICS_BIND is {text!r}; with ACCESS_MODE=local it must be an address of this machine."
            )


def is_loopback(host: str) -> bool:
    """Whether a host is an address of this machine alone, or a socket in its file system."""
    if host == "localhost" or host.startswith("unix:"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _among(name: str, text: str, choices: type[E]) -> E:
    try:
        return choices(text.lower())
    except ValueError:
        raise SettingsError(f"{name} is {text!r}; it must be one of {', '.join(choices)}.") from None


def _refuse_weak(key: str | None, mode: Mode) -> None:
    remedy = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    if key is None:
        raise SettingsError(f"SECRET_KEY is not set; ACCESS_MODE={mode} needs one: {remedy}")
    if len(key) < KEY_LEAST:
        raise SettingsError(f"SECRET_KEY has {len(key)} characters; it must have at least {KEY_LEAST}: {remedy}")
    known = key in _PUBLISHED or any(word in key.lower() for word in _WELL_KNOWN)
    if known or len(set(key)) < _KEY_VARIETY:
        raise SettingsError(f"SECRET_KEY is one that others can guess; {remedy}")


def _network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise SettingsError(
            f"TRUSTED_PROXIES holds {text!r}; it takes addresses and networks such as 10.0.0.0/24, with spaces between."
        ) from None
    if network.prefixlen == 0:
        raise SettingsError(
            f"TRUSTED_PROXIES holds {text!r}, which is every address: anybody could name themselves an editor."
        )
    return network


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise SettingsError(f"USER_HEADER is {text!r}; it takes the name of a header such as X-Forwarded-User.")
    if _TAKEN.fullmatch(text):
        raise SettingsError(
            f"USER_HEADER is {text!r}, which says something else; it takes one that only the proxy sets."
        )
    return text


def _metrics(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 2**16:
        raise SettingsError(f"METRICS_BIND is {text!r}; it takes an address and a port such as 127.0.0.1:9400.")
    return host, int(port)
