"""The settings of the product: one frozen value, read once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_VAR = Path(__file__).resolve().parent.parent / "var"


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names both in a sentence."""


class DataSource(StrEnum):
    """Where prices may come from."""

    AUTO = "auto"
    """Yahoo, else what Yahoo last answered, else the bundled prices."""
    YAHOO = "yahoo"
    CSV = "csv"
    """A folder of files, else the bundled prices for symbols that have no file there."""
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class DataSettings:
    """How prices are had, and where a desk's own calls lie.

    Each field is set by the environment variable of the same name in capitals.

    Parameters
    ----------
    data_source : DataSource
    data_dir : Path or None
        Folder of the CSV files; needed for the source csv alone.
    cache_dir : Path
        Where answers are shared between the processes of a machine. Where it is not writable each process keeps its
        own.
    state_dir : Path
        Where the last good answer for each symbol is kept. Where it is not writable there is none after a restart.
    redis_url : str or None
        A Redis through which machines share answers and give each other work; `cache_dir` stands in while it fails.
    yahoo_connect_to : str or None
        For tests only: a loopback address ``IP:PORT`` that answers in Yahoo's place. Certificates are not checked then,
        which is why any address beyond this machine is refused.
    calls_dir : Path or None
        A folder of published calls beside those that come with the product.
    """

    data_source: DataSource = DataSource.AUTO
    data_dir: Path | None = None
    cache_dir: Path = _VAR / "cache"
    state_dir: Path = _VAR / "last-good"
    redis_url: str | None = None
    yahoo_connect_to: str | None = None
    calls_dir: Path | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings in `environ`; an empty value counts as not set.

        Raises
        ------
        SettingsError
            For a value that cannot be used.
        """
        given = {name: given_in(environ, name) for name in map(str.upper, cls.__slots__)}
        source = _source(given["DATA_SOURCE"] or DataSource.AUTO)
        return cls(
            data_source=source,
            data_dir=_data_dir(given["DATA_DIR"], source),
            cache_dir=Path(given["CACHE_DIR"] or _VAR / "cache"),
            state_dir=Path(given["STATE_DIR"] or _VAR / "last-good"),
            redis_url=_redis_url(given["REDIS_URL"]),
            yahoo_connect_to=_loopback(given["YAHOO_CONNECT_TO"]),
            calls_dir=_folder("CALLS_DIR", given["CALLS_DIR"]) if given["CALLS_DIR"] else None,
        )


def given_in(environ: Mapping[str, str], name: str) -> str | None:
    """Return the value of a setting; None if it is not set, or empty."""
    return environ.get(name, "").strip() or None


def whole_number(name: str, text: str | None, usual: int, most: int, *, least: int = 1) -> int:
    """Return the number that a setting is, `usual` if it is not set.

    Raises
    ------
    SettingsError
        If it is no whole number from `least` to `most`.
    """
    if text is None:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or not least <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}; it takes a whole number from {least} to {most}.")
    return int(text)


def _source(text: str) -> DataSource:
    try:
        return DataSource(text.lower())
    except ValueError:
        raise SettingsError(f"DATA_SOURCE is {text!r}; it must be one of {', '.join(DataSource)}.") from None


def _data_dir(text: str | None, source: DataSource) -> Path | None:
    if source is not DataSource.CSV:
        return Path(text) if text else None
    if text is None:
        raise SettingsError("DATA_DIR is not set; with DATA_SOURCE=csv it must name the folder of the CSV files.")
    return _folder("DATA_DIR", text)


def _folder(name: str, text: str) -> Path:
    if not Path(text).is_dir():
        raise SettingsError(f"{name} is {text!r}; it must name an existing folder.")
    return Path(text)


def _redis_url(text: str | None) -> str | None:
    if text and urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        scheme = urlsplit(text).scheme  # the rest may hold a password
        raise SettingsError(f"REDIS_URL begins with {scheme!r}; it must begin with redis://, rediss:// or unix://.")
    return text


def _loopback(text: str | None) -> str | None:
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    try:
        usable = ipaddress.ip_address(host.strip("[]")).is_loopback and 0 < int(port) < 2**16
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"YAHOO_CONNECT_TO is {text!r}; it must be a loopback address such as 127.0.0.1:8443.")
    return text
