"""Failed sign-ins: who must wait, for how long, and that no stranger shuts a user out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hosting.access.lockout import Lockout

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000.0
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def lockout(tmp_path: Path) -> Lockout:
    """Return an empty one."""
    return Lockout(tmp_path)


def fail(lockout: Lockout, times: int, name: str = "vera", address: str = ELSEWHERE, *, known: bool = True) -> None:
    """Fail so often, each as soon as it may."""
    for _ in range(times):
        assert lockout.attempt(name, address, NOW, known=known) == 0.0


@pytest.mark.parametrize("known", [True, False])
def test_from_the_fifth_failure_on_each_doubles_the_wait_up_to_a_quarter_of_an_hour(
    lockout: Lockout,
    known: bool,  # noqa: FBT001
) -> None:
    """1, 2, 4, 8 and then 15 minutes, also for a name that nobody has: the waits do not tell which names there are."""
    now, waits = NOW, []
    for number in range(11):
        assert lockout.attempt("vera", f"203.0.113.{number}", now, known=known) == 0.0
        waits.append(lockout.attempt("vera", f"203.0.113.{number}", now, known=known) if number >= 4 else 0.0)
        now += waits[-1]
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900]


def test_an_attempt_while_one_must_wait_makes_the_wait_no_longer(lockout: Lockout) -> None:
    """It is refused without being looked at, and counts for nothing."""
    fail(lockout, 5)
    for seconds in (1, 30, 59):
        assert lockout.attempt("vera", ELSEWHERE, NOW + seconds, known=True) == 60 - seconds
    assert lockout.attempt("vera", ELSEWHERE, NOW + 60, known=True) == 0.0


def test_a_success_begins_anew_and_an_hour_forgets(lockout: Lockout) -> None:
    """Four failures more are free each time."""
    fail(lockout, 4)
    lockout.attempt("vera", ELSEWHERE, NOW, known=True)
    lockout.succeeded("vera", ELSEWHERE, NOW)
    fail(lockout, 5)
    assert lockout.attempt("vera", ELSEWHERE, NOW, known=True) == 60
    assert [lockout.attempt("vera", ELSEWHERE, NOW + 3601, known=True) for _ in range(5)] == [0] * 5


def test_a_stranger_does_not_shut_a_user_out_from_their_usual_address(lockout: Lockout) -> None:
    """Wherever they fail with that name; from an address that the user has never had, the name must wait."""
    lockout.attempt("vera", HOME, NOW, known=True)
    lockout.succeeded("vera", HOME, NOW)
    fail(lockout, 5)
    assert lockout.attempt("vera", "203.0.113.5", NOW, known=True) == 60
    assert lockout.attempt("Vera", HOME, NOW, known=True) == 0.0


def test_a_user_is_not_shut_out_by_others_behind_the_same_address(lockout: Lockout) -> None:
    """An address must wait from the twentieth failure on, whatever the names; who has signed in there need not."""
    lockout.attempt("vera", HOME, NOW, known=True)
    lockout.succeeded("vera", HOME, NOW)
    for number in range(20):
        fail(lockout, 1, f"made-up-{number}", HOME, known=False)
    assert lockout.attempt("another", HOME, NOW, known=False) == 60
    assert lockout.attempt("edith", HOME, NOW, known=True) == 60
    assert lockout.attempt("vera", HOME, NOW, known=True) == 0.0


def test_failures_of_who_is_at_home_count_for_the_address_too(lockout: Lockout) -> None:
    """Four users and a stranger, four times each: twenty; a right password then leaves the address as it was."""
    names = ("vera", "edith", "nora", "ana")
    for name in names:
        lockout.succeeded(name, HOME, NOW)
    for name in names:
        fail(lockout, 4, name, HOME)
    fail(lockout, 4, "made-up", HOME, known=False)
    assert lockout.held(HOME, NOW) == 60
    assert lockout.attempt("vera", HOME, NOW + 30, known=True) == 0.0
    lockout.succeeded("vera", HOME, NOW + 30, held=True)
    assert lockout.held(HOME, NOW + 30) == 30
    assert lockout.attempt("made-up", HOME, NOW + 60, known=False) == 0.0
    assert lockout.held(HOME, NOW + 60) == 120


def test_a_usual_address_locks_too(lockout: Lockout) -> None:
    """Who sits at a user's place may not try for ever."""
    lockout.attempt("vera", HOME, NOW, known=True)
    lockout.succeeded("vera", HOME, NOW)
    fail(lockout, 5, address=HOME)
    assert lockout.attempt("vera", HOME, NOW, known=True) == 60


def test_ten_thousand_made_up_names_neither_grow_the_file_nor_free_a_locked_name(tmp_path: Path) -> None:
    """Each from an address of its own; what is kept of them has a bound, and the count of a user stays."""
    lockout = Lockout(tmp_path)
    fail(lockout, 5)
    lockout._change(  # as attempts would, without ten thousand writes
        lambda failed: type(failed)(
            {
                **failed.counts,
                **{f"name {number}": (1, NOW) for number in range(10_000)},
                **{f"from {number}": (1, NOW) for number in range(10_000)},
            },
            failed.usual,
        )
    )
    fail(lockout, 1, "one more", known=False)
    assert (tmp_path / "failed.json").stat().st_size < 200_000
    assert lockout.attempt("vera", ELSEWHERE, NOW, known=True) == 60


def test_processes_count_together_and_what_is_typed_is_not_kept(tmp_path: Path) -> None:
    """A name that nobody has may be a password in the wrong field."""
    one, other = Lockout(tmp_path), Lockout(tmp_path)
    for lockout in (one, other, one, other, one):
        fail(lockout, 1)
        fail(lockout, 1, "my secret pass phrase", "203.0.113.1", known=False)
    assert other.attempt("vera", ELSEWHERE, NOW, known=True) == 60
    assert other.attempt("my secret pass phrase", "203.0.113.1", NOW, known=False) == 60
    assert "secret" not in (tmp_path / "failed.json").read_text()


def test_where_nothing_can_be_written_each_process_counts_by_itself(tmp_path: Path) -> None:
    """A file stands where the folder would be; once it is gone, what was counted is written down."""
    folder = tmp_path / "access"
    folder.write_text("in the way")
    lockout = Lockout(folder)
    fail(lockout, 5)
    assert lockout.attempt("vera", ELSEWHERE, NOW, known=True) == 60
    assert "counted by each process alone" in str(lockout.problem)
    folder.unlink()
    assert lockout.attempt("vera", ELSEWHERE, NOW, known=True) == 60
    assert lockout.problem is None
    assert Lockout(folder).attempt("vera", ELSEWHERE, NOW, known=True) == 60


def test_a_damaged_file_is_counted_beside_and_said(tmp_path: Path) -> None:
    """Nobody is let through for it."""
    (tmp_path / "failed.json").write_text("{")
    lockout = Lockout(tmp_path)
    fail(lockout, 5)
    assert lockout.attempt("vera", ELSEWHERE, NOW, known=True) == 60
    assert "damaged" in str(lockout.problem)


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_a_wait(lockout: Lockout) -> None:
    """Failures of two days ahead count as of now."""
    fail(lockout, 5)
    before = NOW - 2 * 86_400
    assert lockout.attempt("vera", ELSEWHERE, before, known=True) == 60
    assert lockout.attempt("vera", ELSEWHERE, before + 60, known=True) == 0.0


def test_one_half_of_an_address_of_the_sixth_version_is_one_reader(lockout: Lockout) -> None:
    """A customer has 2^64 of them (RFC 6177); an address of the fourth within the sixth is that of the fourth."""
    for number in range(20):
        fail(lockout, 1, f"made-up-{number}", f"2001:db8:1:2::{number + 1:x}", known=False)
    assert lockout.attempt("another", "2001:db8:1:2:ffff::1", NOW, known=False) == 60
    assert lockout.attempt("another", "2001:db8:1:3::1", NOW, known=False) == 0.0
    lockout.attempt("vera", "::ffff:192.0.2.7", NOW, known=True)
    lockout.succeeded("vera", "::ffff:192.0.2.7", NOW)
    fail(lockout, 5)
    assert lockout.attempt("vera", HOME, NOW, known=True) == 0.0


def test_who_is_removed_leaves_nothing(lockout: Lockout, tmp_path: Path) -> None:
    """Neither failures nor addresses."""
    fail(lockout, 3)
    lockout.succeeded("vera", HOME, NOW)
    lockout.forget("Vera")
    assert "vera" not in (tmp_path / "failed.json").read_text()
