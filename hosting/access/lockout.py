"""Failed sign-ins: after some in a row a name, or an address, must wait, each time longer, up to a quarter of an hour.

Counted by itself is a name at an address from which that user has signed in before: so a stranger who fails
elsewhere with the name of another does not shut that user out from there, and neither do those who fail beside them,
behind the same address. Who is at home there is otherwise answered as strangers are, so that nobody learns who it is.
A failure is counted before the password is looked at, so that many at once are no way around.
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from hosting.access.record import Record, RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FILE = "failed.json"
FREE, SHARED = 5, 20  # failures in a row until a name must wait, and an address with whatever names
FIRST, LONGEST = 60, 900  # seconds
FORGOTTEN = 3600  # seconds after the last failure
_USUAL, _USUAL_LASTS = 10, 90 * 86400  # addresses of a user from which they have signed in, and seconds
_STRANGERS = 1000  # names that nobody has, and as many addresses: the oldest go first, those of users never
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Failed:
    """Failures in a row and the time of the last, by what is counted; and from where users signed in, and when last."""

    counts: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    usual: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Lockout:
    """Counts failures for all processes in `folder`; where that cannot be written, each process counts by itself."""

    def __init__(self, folder: Path) -> None:
        self._record: Record[_Failed] = Record(folder / FILE, _read, _written, _Failed())
        self._unkept: _Failed | None = None
        self._lock = Lock()
        self.problem: str | None = None
        """What is wrong with the file, in a sentence."""

    def attempt(self, name: str, address: str, now: float, *, known: bool) -> float:
        """Count a sign-in as failed, unless it must wait; return for how many seconds.

        Parameters
        ----------
        name : str
        address : str
            Of who asks.
        now : float, seconds since 1970
        known : bool
            Whether there is a user of that name.
        """
        found = 0.0

        def edit(failed: _Failed) -> _Failed:
            nonlocal found
            failed = _pruned(failed, now)
            (own, shared), home = _keys(failed, name.lower(), _network(address), known=known)
            of_name, held = (_wait(key, failed.counts, now) for key in (own, shared))
            found = max(of_name, held) if of_name or not home else 0.0
            if of_name:
                return failed
            more = {own: (failed.counts.get(own, (0, now))[0] + 1, now)}
            if not held:
                more[shared] = (failed.counts.get(shared, (0, now))[0] + 1, now)
            return replace(failed, counts={**failed.counts, **more})

        self._change(edit)
        return found

    def wait(self, name: str, address: str, now: float, *, known: bool) -> float:
        """Return for how many seconds a sign-in must wait, without counting one; arguments as of `attempt`."""
        failed = _both(self._last(), self._unkept)
        keys, home = _keys(failed, name.lower(), _network(address), known=known)
        return max(_wait(key, failed.counts, now) for key in (keys[:1] if home else keys))

    def held(self, address: str, now: float) -> float:
        """Return for how many seconds strangers must wait at an address, whatever their names."""
        return _wait(_shared(_network(address)), _both(self._last(), self._unkept).counts, now)

    def forgive(self, name: str, address: str, *, known: bool, held: bool = False) -> None:
        """Take back the failure that was counted for a sign-in which was not looked at, `held` as of `succeeded`."""
        keys = slice(1 if held else 2)
        self._change(lambda failed: _less(failed, _keys(failed, name.lower(), _network(address), known=known)[0][keys]))

    def succeeded(self, name: str, address: str, now: float, *, held: bool = False) -> None:
        """Take back the failure that was counted for a sign-in, and note its address as one of the user's.

        Where strangers had to wait at the address already (`held`), it was not counted for that.
        """
        name, place = name.lower(), _network(address)

        def edit(failed: _Failed) -> _Failed:
            (own, shared), _ = _keys(failed, name, place, known=True)
            counts = {key: count for key, count in _less(failed, [] if held else [shared]).counts.items() if key != own}
            recent = sorted({**failed.usual.get(name, {}), place: now}.items(), key=lambda one: one[1])[-_USUAL:]
            return _Failed(counts, {**failed.usual, name: dict(recent)})

        self._change(edit)

    def forget(self, name: str) -> None:
        """Forget all of a user who is removed, or has another password."""
        name = name.lower()

        def edit(failed: _Failed) -> _Failed:
            counts = {key: count for key, count in failed.counts.items() if key.split()[:2] != ["user", name]}
            return _Failed(counts, {one: places for one, places in failed.usual.items() if one != name})

        self._change(edit)

    def _change(self, edit: Callable[[_Failed], _Failed]) -> None:
        with self._lock:
            try:
                self._record.change(lambda kept: edit(_both(kept, self._unkept)))
            except RecordError as error:
                if self.problem is None:
                    _log.warning("failed sign-ins are counted by each process alone: %s", error)
                self.problem = f"Failed sign-ins are counted by each process alone: {error}"
                self._unkept = edit(self._unkept or self._last())
            else:
                self._unkept = self.problem = None

    def _last(self) -> _Failed:
        try:
            return self._record.now()
        except RecordError:
            return _Failed()


def _keys(failed: _Failed, name: str, place: str, *, known: bool) -> tuple[list[str], bool]:
    """Return what a sign-in counts for, the name and the address, and whether that user is at home there."""
    if known and place in failed.usual.get(name, {}):
        return [f"user {name} {place}", _shared(place)], True
    # A typed name that nobody has may be a password: its hash alone is kept.
    own = f"user {name}" if known else f"name {sha256(name.encode(errors='replace')).hexdigest()[:16]}"
    return [own, _shared(place)], False


def _shared(place: str) -> str:
    return f"from {place}"


def _wait(key: str, counts: Mapping[str, tuple[int, float]], now: float) -> float:
    """Return the seconds that a key must wait; a time ahead, of before a clock was set back, counts as now."""
    number, last = counts.get(key, (0, now))
    over = number - (SHARED if key.startswith("from ") else FREE)
    return 0.0 if over < 0 else max(0.0, min(FIRST * 2.0 ** min(over, 10), LONGEST) - (now - last))


def _pruned(failed: _Failed, now: float) -> _Failed:
    lately = sorted(
        ((key, (number, min(last, now))) for key, (number, last) in failed.counts.items() if now - last < FORGOTTEN),
        key=lambda one: one[1][1],
    )
    strangers = [key for key, _ in lately if key.startswith("name ")][:-_STRANGERS]
    places = [key for key, _ in lately if key.startswith("from ")][:-_STRANGERS]
    dropped = {*strangers, *places}
    usual = {
        name: kept
        for name, addresses in failed.usual.items()
        if (kept := {place: last for place, last in addresses.items() if now - last < _USUAL_LASTS})
    }
    return _Failed({key: count for key, count in lately if key not in dropped}, usual)


def _less(failed: _Failed, keys: list[str]) -> _Failed:
    """Return failures with one less of each key."""
    fewer = {key: (number - (key in keys), last) for key, (number, last) in failed.counts.items()}
    return replace(failed, counts={key: count for key, count in fewer.items() if count[0]})


def _both(kept: _Failed, unkept: _Failed | None) -> _Failed:
    """Return what the file holds with what could not be written to it."""
    if unkept is None:
        return kept
    return _Failed({**kept.counts, **unkept.counts}, {**kept.usual, **unkept.usual})


def _network(address: str) -> str:
    """Return what is counted as one address: of the sixth version its first half, which one reader has alone."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(mapped) if mapped.version == 4 else str(ipaddress.ip_network((mapped, 64), strict=False))  # noqa: PLR2004


def _read(plain: Any) -> _Failed:  # noqa: ANN401 - JSON
    return _Failed(
        {str(key): (int(number), float(last)) for key, (number, last) in plain["counts"].items()},
        {
            str(name): {str(place): float(last) for place, last in places.items()}
            for name, places in plain["usual"].items()
        },
    )


def _written(failed: _Failed) -> object:
    return {
        "counts": {key: list(count) for key, count in failed.counts.items()},
        "usual": {name: dict(places) for name, places in failed.usual.items()},
    }
