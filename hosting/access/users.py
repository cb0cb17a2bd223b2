"""Who may sign in: a small file, `users.json`, with each user's role, password as scrypt keeps it, and ended sessions.

The file is one so that what lets in and what shuts out are never apart: without it, or damaged, it lets nobody in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hosting.access.passwords import hashed
from hosting.access.record import Record, RecordError
from hosting.access.visitor import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "users.json"
NO_USERS = "There are no users yet: ./desk user add NAME."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ENDED = 200  # sessions of a user that are noted as ended one by one
_Kept = Mapping[str, "User"]


class UserError(ValueError):
    """A user cannot be added or changed; the message says why."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in.

    Parameters
    ----------
    name : str
        As it was given; two names that differ in capitals alone are one.
    role : Role
    password : str
        As `hosting.access.passwords.hashed` makes it.
    since : str
        The day when it was added, ISO, UTC.
    age : int
        Counts how often all sessions of the user were ended.
    ended : mapping of str to float
        Sessions that were ended, and when they would have ended by themselves: seconds since 1970.
    """

    name: str
    role: Role
    password: str = field(repr=False)
    since: str
    age: int = 0
    ended: Mapping[str, float] = field(default_factory=dict)


class Users:
    """The users of a desk, as `folder` has them now; each method raises `RecordError` where that cannot be told."""

    def __init__(self, folder: Path) -> None:
        self._record: Record[_Kept] = Record(folder / FILE, _read, _written, {})

    def find(self, name: str) -> User | None:
        """Return the user of a name; None where there is none."""
        return self._record.now().get(_key(name))

    def all(self) -> list[User]:
        """Return all users by name."""
        return [user for _, user in sorted(self._record.now().items())]

    def problem(self) -> str | None:
        """Return what is wrong with the file, in a sentence; None where somebody can sign in."""
        try:
            return None if self.all() else NO_USERS
        except RecordError as error:
            return f"Nobody can sign in: {error}"

    def add(self, name: str, role: Role, password: str) -> None:
        """Add a user; `UserError` for a name that is none or is taken, `PasswordError` for what is no password."""
        if not fit(name):
            raise UserError(
                f"{_shown(name)} is no name: it takes up to 64 letters from a to z, digits and . _ - @, a letter or a "
                "digit first."
            )
        made = User(name, role, hashed(password), datetime.now(UTC).date().isoformat())

        def edit(kept: _Kept) -> _Kept:
            if (there := kept.get(_key(name))) is not None:
                raise UserError(f"There is a user {there.name} already.")
            return {**kept, _key(name): made}

        self._record.change(edit)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password, which ends all sessions; errors as of `add`."""
        made = hashed(password)
        self._edit(name, lambda user: replace(user, password=made, age=user.age + 1, ended={}))

    def set_role(self, name: str, role: Role) -> None:
        """Give a user another role, which counts at once; `UserError` where there is no such user."""
        self._edit(name, lambda user: replace(user, role=role))

    def remove(self, name: str) -> None:
        """Remove a user, and all sessions; `UserError` where there is none."""

        def edit(kept: _Kept) -> _Kept:
            _known(kept, name)
            return {key: user for key, user in kept.items() if key != _key(name)}

        self._record.change(edit)

    def end(self, name: str, session: str, until: float, now: float) -> None:
        """Note that a session was ended, for as long as it would have lasted."""

        def edit(user: User) -> User:
            ended = {one: last for one, last in user.ended.items() if last > now} | {session: until}
            return replace(user, ended=ended) if len(ended) <= _ENDED else _aged(user)

        self._edit(name, edit)

    def end_all(self, name: str) -> None:
        """End all sessions of a user."""
        self._edit(name, _aged)

    def _edit(self, name: str, edit: Callable[[User], User]) -> None:
        self._record.change(lambda kept: {**kept, _key(name): edit(_known(kept, name))})


def fit(name: str) -> bool:
    """Whether a text may be a user's name."""
    return _NAME.fullmatch(name) is not None


def _key(name: str) -> str:
    return name.lower()


def _known(kept: _Kept, name: str) -> User:
    if (user := kept.get(_key(name))) is None:
        raise UserError(f"There is no user {_shown(name)}.")
    return user


def _aged(user: User) -> User:
    return replace(user, age=user.age + 1, ended={})


def _shown(name: str) -> str:
    return ascii(name[:64])


def _read(plain: Any) -> _Kept:  # noqa: ANN401 - JSON
    kept = {}
    for key, each in plain["users"].items():
        user = User(
            str(each["name"]),
            Role(each["role"]),
            str(each["password"]),
            str(each["since"]),
            int(each["age"]),
            {str(one): float(last) for one, last in each["ended"].items()},
        )
        if not fit(user.name) or _key(user.name) != key or not user.password.startswith("scrypt:"):
            raise ValueError(key)
        kept[key] = user
    return kept


def _written(kept: _Kept) -> object:
    return {
        "users": {
            key: {
                "name": user.name,
                "role": user.role.value,
                "password": user.password,
                "since": user.since,
                "age": user.age,
                "ended": dict(user.ended),
            }
            for key, user in kept.items()
        }
    }
