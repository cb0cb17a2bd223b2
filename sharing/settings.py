"""The settings of what leaves the page: one frozen value, read once."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from data.settings import SettingsError, given_in, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_LEAST = 32  # characters of a SECRET_KEY
DAYS, DAYS_MOST = 90, 3650
PORT, PORT_MOST = 8050, 2**16 - 1
_ADDRESS = re.compile(
    r"https?://([a-z0-9_][a-z0-9_.-]*|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?(?P<path>(/[a-z0-9_.~-]*)*)",
    re.IGNORECASE,
)
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class SharingSettings:
    """How links are signed, where they lead, and what pictures and slides are made with.

    Each field is set by the environment variable of the same name in capitals, but for `share_days` by SHARE_DAYS and
    `port` by PORT, as everywhere.

    Parameters
    ----------
    secret_key : str or None
        What links are signed with; None for a key that is made once and kept in STATE_DIR.
    public_base_url : str or None
        Where readers find the page, without a slash at its end; None for this machine alone.
    share_days : int
        Days until a snapshot, an embed or an image link expires.
    embed_origins : tuple of str
        Origins whose pages may frame an embed, such as ``https://wiki.example.com``.
    pptx_template : Path or None
        A presentation of the desk's own, whose masters and fonts decks take.
    chromium : str or None
        The browser that pictures are rendered with: the one set, or one that is installed.
    port : int
        Where the page is on this machine.
    preview_figures : bool or None
        Whether what chats show of a link holds the verdict and a picture: chats keep what they fetch. None leaves it to
        who may see the page.
    """

    secret_key: str | None = field(default=None, repr=False)
    public_base_url: str | None = None
    share_days: int = DAYS
    embed_origins: tuple[str, ...] = ()
    pptx_template: Path | None = None
    chromium: str | None = None
    port: int = PORT
    preview_figures: bool | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings in `environ`; an empty value counts as not set.

        Raises
        ------
        SettingsError
            For a value that cannot be used; the message never holds a key.
        """
        given = {name: given_in(environ, name) for name in map(str.upper, cls.__slots__)}
        return cls(
            secret_key=_key(given["SECRET_KEY"]),
            public_base_url=_base(given["PUBLIC_BASE_URL"]),
            share_days=whole_number("SHARE_DAYS", given["SHARE_DAYS"], DAYS, DAYS_MOST),
            embed_origins=tuple(_origin(text) for text in (given["EMBED_ORIGINS"] or "").split()),
            pptx_template=_template(given["PPTX_TEMPLATE"]),
            chromium=_browser(given["CHROMIUM"]),
            port=whole_number("PORT", given["PORT"], PORT, PORT_MOST),
            preview_figures=_yes("PREVIEW_FIGURES", given["PREVIEW_FIGURES"]),
        )

    def base(self, host: str | None = None) -> str:
        """Return where links lead, without a slash at the end.

        Parameters
        ----------
        host : str, optional
            What a request calls this server. It counts on this machine alone: a name from a request is never written
            into a link that others open.
        """
        if self.public_base_url:
            return self.public_base_url
        name, _, port = (host or "").rpartition(":")
        if name in {"127.0.0.1", "localhost", "[::1]"} and port.isascii() and port.isdigit():
            return f"http://{host}"
        return f"http://127.0.0.1:{self.port}"


def _key(text: str | None) -> str | None:
    if text is not None and (len(text) < KEY_LEAST or not text.isprintable()):
        raise SettingsError(
            f"SECRET_KEY has {len(text)} characters; it must have at least {KEY_LEAST}, all of them printable."
        )
    return text


def _base(text: str | None) -> str | None:
    if text is None:
        return None
    if _path(text) is None:
        raise SettingsError(f"PUBLIC_BASE_URL is {text!r}; it must be an address such as https://desk.example.com.")
    return text.rstrip("/")


def _origin(text: str) -> str:
    if _path(text) not in {"", "/"}:
        raise SettingsError(
            f"EMBED_ORIGINS holds {text!r}; it takes origins such as https://wiki.example.com, with spaces between."
        )
    return text.rstrip("/")


def _path(text: str) -> str | None:
    """Return the path of an address that can stand in a header and in HTML as it is; None for anything else."""
    found = _ADDRESS.fullmatch(text)
    if not found or not 1 <= int(found["port"] or 1) <= PORT_MOST:
        return None
    return found["path"]


def _yes(name: str, text: str | None) -> bool | None:
    if text is not None and text.lower() not in {"yes", "no"}:
        raise SettingsError(f"{name} is {text!r}; it takes yes or no.")
    return None if text is None else text.lower() == "yes"


def _template(text: str | None) -> Path | None:
    if text is not None and not Path(text).is_file():
        raise SettingsError(f"PPTX_TEMPLATE is {text!r}; it must name an existing presentation.")
    return Path(text) if text else None


def _browser(text: str | None) -> str | None:
    if text is not None and shutil.which(text) is None:
        raise SettingsError(f"CHROMIUM is {text!r}; it must name a browser that can be run.")
    return next((found for name in ([text] if text else _BROWSERS) if (found := shutil.which(name))), None)
