"""The settings: whether each can be used, and whether one was meant that has another name."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from data.settings import SettingsError
from hosting.watch.checkup.findings import broken, look, ok

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hosting.watch.checkup.findings import Finding

KNOWN = (
    "ACCESS_MODE",
    "BIND",
    "CACHE_DIR",
    "CALLS_DIR",
    "CHROMIUM",
    "DATA_DIR",
    "DATA_SOURCE",
    "EDITORS",
    "EMBED_ORIGINS",
    "LOG_FORMAT",
    "METRICS_BIND",
    "PORT",
    "PPTX_TEMPLATE",
    "PREVIEW_FIGURES",
    "PROXY_HOPS",
    "PUBLIC_BASE_URL",
    "PYTHON",
    "REDIS_URL",
    "SECRET_KEY",
    "SESSION_HOURS",
    "SESSION_IDLE",
    "SHARE_DAYS",
    "STATE_DIR",
    "TRUSTED_PROXIES",
    "USER_HEADER",
    "YAHOO_CONNECT_TO",
)
"""The variables that the product reads."""
_ALIKE = 0.88  # part of the letters in common, from which on two names are taken for one
_LEAST = 6  # letters of a name that another can be taken for
_PART = "settings"


def variables(
    environ: Mapping[str, str], readers: Sequence[Callable[[Mapping[str, str]], object]]
) -> Iterator[Finding]:
    """Yield what is wrong with the settings, or that nothing is; no value of an unknown variable is shown."""
    wrong = False
    for read in readers:
        try:
            read(environ)
        except SettingsError as error:
            wrong = True
            yield broken(_PART, str(error), "The service does not start like this; correct the variable.")
    for name in sorted(environ):
        meant = _meant(name)
        if meant:
            yield look(_PART, f"{name} is set, which nothing reads.", f"If {meant} is meant, name it so.")
    given = [name for name in KNOWN if environ.get(name, "").strip()]
    if not wrong:
        yield ok(_PART, f"Set: {', '.join(given)}." if given else "None is set; all are at their defaults.")


def _meant(name: str) -> str | None:
    """Return the variable that an unknown one looks like."""
    if name in KNOWN:
        return None
    plain = _plain(name)
    for known in KNOWN:
        if plain == _plain(known) or (
            len(known) >= _LEAST
            and name[0].upper() == known[0]
            and SequenceMatcher(None, plain, _plain(known)).ratio() >= _ALIKE
        ):
            return known
    return None


def _plain(name: str) -> str:
    return name.upper().replace("_", "").replace("-", "")
