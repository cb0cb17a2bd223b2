"""``./desk user``: who may sign in."""

from __future__ import annotations

import argparse
import logging
import sys
from getpass import getpass
from typing import TYPE_CHECKING

from data.settings import DataSettings, SettingsError
from hosting.access.audit import COMMAND_LINE, keep_audit
from hosting.access.lockout import Lockout
from hosting.access.passwords import LEAST, MOST, PasswordError
from hosting.access.record import RecordError
from hosting.access.users import UserError, Users
from hosting.access.visitor import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NOT_DONE = 1
USAGE_ERROR = 2
_audit = logging.getLogger("audit")


def parser() -> argparse.ArgumentParser:
    """Return the arguments of ``./desk user``."""
    user = argparse.ArgumentParser(
        prog="./desk user",
        description="Say who may sign in (ACCESS_MODE=desk); a server that runs follows at once. A password has at "
        f"least {LEAST} characters and at most {MOST} bytes; it is asked for twice, or comes as one line with --stdin. "
        "Exit code 1: it cannot be done; 2: wrong usage.",
    )
    commands = user.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="add a user")
    add.add_argument("--editor", action="store_true", help="who also makes and takes back links, and adds calls")
    password = commands.add_parser("password", help="give a user another password, which signs them out everywhere")
    role = commands.add_parser("role", help="make a user a viewer or an editor, at once")
    remove = commands.add_parser("remove", help="remove a user, who is signed out at once")
    for command in (add, password, role, remove):
        command.add_argument("name", metavar="NAME")
    for command in (add, password):
        command.add_argument("--stdin", action="store_true", help="read the password from standard input, one line")
    role.add_argument("role", choices=[each.value for each in Role])
    commands.add_parser("list", help="print who may sign in")
    return user


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Add, change, remove or list users; return the exit code. Errors are one line on stderr."""
    options = parser().parse_args(arguments)
    try:
        folder = DataSettings.from_environ(environ).state_dir / "access"
    except SettingsError as error:
        return _fail(USAGE_ERROR, str(error))
    keep_audit(folder, COMMAND_LINE)
    try:
        said = _done(Users(folder), folder, options)
    except EOFError:
        return _fail(USAGE_ERROR, "There is no terminal to ask for a password; --stdin reads it as one line.")
    except (UserError, PasswordError, RecordError) as error:
        return _fail(NOT_DONE, str(error))
    except KeyboardInterrupt:
        return _fail(NOT_DONE, "Nothing was changed.")
    sys.stdout.write(f"{said}\n")
    return 0


def _done(users: Users, folder: Path, options: argparse.Namespace) -> str:
    """Do what is asked for, and return what to say of it."""
    name = getattr(options, "name", "")
    match options.command:
        case "add":
            role = Role.EDITOR if options.editor else Role.VIEWER
            users.add(name, role, _password(stdin=options.stdin))
            _audit.info("user added", extra={"changed": name, "role": role.value})
            return f"{name} may sign in, as {role.value}."
        case "password":
            users.set_password(name, _password(stdin=options.stdin))
            Lockout(folder).forget(name)
            _audit.info("user changed", extra={"changed": name, "what": "password"})
            return f"{name} has another password, and is signed out everywhere."
        case "role":
            users.set_role(name, Role(options.role))
            _audit.info("user changed", extra={"changed": name, "what": "role", "role": options.role})
            return f"{name} is {options.role}, at once."
        case "remove":
            users.remove(name)
            Lockout(folder).forget(name)
            _audit.info("user removed", extra={"changed": name})
            return f"{name} is removed, and signed out everywhere."
        case _:
            return "\n".join(f"{user.name:32} {user.role.value:8} since {user.since}" for user in users.all()) or (
                "There are no users yet: ./desk user add NAME"
            )


def _password(*, stdin: bool) -> str:
    """Return the password that is typed twice, or comes as one line; it is on no screen and in no list of processes."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise EOFError
    first = getpass("Password: ")
    if first != getpass("The same again: "):
        raise PasswordError("The two passwords are not the same; nothing was changed.")
    return first


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"desk user: {sentence}\n")
    return code
