"""The command that looks at shared links and takes them back: ``./desk links``."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commentary.wording import day
from components.state import shown
from data.settings import DataSettings, SettingsError
from sharing.keys import Keys, KeysError
from sharing.refusals import Refusal
from sharing.settings import SharingSettings
from sharing.tokens import PREVIEW, Purpose, Signer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sharing.tokens import Grant

NO_LINK = 1
USAGE_ERROR = 2
_KINDS = {Purpose.SHARE: "snapshot", Purpose.EMBED: "embed", Purpose.IMAGE: "image"}
_NAME = re.compile(r"[0-9a-f]{18}")  # as `sharing.tokens.new_name` makes them
_VIEW = "The link of a view is not signed: whoever can reach the page can open it, and it cannot be taken back."
_audit = logging.getLogger("audit")
_FORM = re.compile(r"\.(png|svg|pdf|txt)$")


def parser() -> argparse.ArgumentParser:
    """Return the arguments of ``./desk links``."""
    links = argparse.ArgumentParser(
        prog="./desk links",
        description="Look at a shared link, or take it back; a server that runs follows at once. "
        "Exit code 1: there is no such link, or it cannot be taken back; 2: wrong usage.",
    )
    commands = links.add_subparsers(dest="command", required=True)
    show = commands.add_parser("show", help="print what a link opens, until when, and whether it still does")
    show.add_argument("link", metavar="LINK", help="the address of a snapshot, an embed or an image, or its token")
    withdraw = commands.add_parser("withdraw", help="take back a link, in all its forms")
    which = withdraw.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "link", metavar="LINK", nargs="?", help="as for show, or the name that the server's log gives it"
    )
    which.add_argument("--all", action="store_true", help="take back every link that has been made up to now")
    return links


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command and return its exit code; errors are one line on stderr."""
    options = parser().parse_args(arguments)
    try:
        settings, sharing = DataSettings.from_environ(environ), SharingSettings.from_environ(environ)
    except SettingsError as error:
        return _fail(USAGE_ERROR, str(error))
    keys = Keys(settings.state_dir / "links")
    try:
        signer = Signer(sharing.secret_key or keys.key(), keys)
        done = _show(signer, options.link, sharing) if options.command == "show" else _withdraw(signer, keys, options)
    except Refusal as error:
        where = "SECRET_KEY" if sharing.secret_key else f"the key in {keys.folder}"
        looked = "" if _is_view(options.link) else f" Looked with {where}."
        return _fail(NO_LINK, f"“{shown(options.link)}”: {error}{looked}")
    except KeysError as error:
        return _fail(NO_LINK, str(error))
    sys.stdout.write(f"{done}\n")
    return 0


def _show(signer: Signer, link: str, sharing: SharingSettings) -> str:
    purpose, grant = _made(signer, link)
    try:
        signer.open(purpose, _token(link))
        state = "open"
    except Refusal as refusal:
        state = str(refusal).partition(".")[0]
    return "\n".join(
        [
            f"opens:  {_KINDS[purpose]} of {sharing.base()}/{grant.query}",
            f"until:  {day(grant.expires)}",
            f"name:   {grant.name}",
            f"state:  {state}",
        ]
    )


def _withdraw(signer: Signer, keys: Keys, options: argparse.Namespace) -> str:
    if options.all:
        keys.withdraw(None)
        _audit.info("link withdrawn", extra={"link": "all"})
        return f"Every link made up to now has been taken back.\nNoted in {keys.folder}."
    return f"{taken_back(signer, keys, options.link)}\nNoted in {keys.folder}."


def taken_back(signer: Signer, keys: Keys, link: str) -> str:
    """Take back a link in all its forms, and return what to say of it.

    Parameters
    ----------
    signer : Signer
    keys : Keys
    link : str
        Its address, its token or its name.

    Raises
    ------
    Refusal
        404 for one that was not made here, is the page's own address, or stands in a page where nobody shared it.
    KeysError
        If that cannot be noted.
    """
    name = link if _NAME.fullmatch(link) else _made(signer, link)[1].name
    if name == PREVIEW:
        raise Refusal(
            404,
            "This address stands in the page for chats to show; nobody shared it, and ./desk links withdraw --all "
            "takes it back.",
        )
    if keys.withdrawn(name):
        return f"The link {name} had been taken back before; it opens nothing."
    keys.withdraw(name)
    _audit.info("link withdrawn", extra={"link": name})
    return f"The link {name} has been taken back, with every form that it was shared in."


def _made(signer: Signer, link: str) -> tuple[Purpose, Grant]:
    """Return what a link was made for; `Refusal` for one that was not made here, or is the page's own address."""
    try:
        return signer.made(_token(link))
    except Refusal as refusal:
        if _is_view(link):
            raise Refusal(404, _VIEW) from refusal
        raise


def _is_view(link: str) -> bool:
    if "asof=" in link or "pair=" in link:
        return True
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.path in {"", "/"}


def _token(link: str) -> str:
    """Return the token in an address; of any other text its last part, which then opens nothing."""
    try:
        path = urlsplit(link).path
    except ValueError:
        return ""
    return _FORM.sub("", path.rstrip("/").rpartition("/")[2])


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"desk links: {sentence}\n")
    return code
