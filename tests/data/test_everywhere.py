"""What was computed is looked for where all hosts find it, then where this one has it."""

from __future__ import annotations

from data.kept import Everywhere, kept


class Store(dict[str, bytes]):
    """A store in memory; one that is away keeps nothing."""

    away = False

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes, unless there are some."""
        if not self.away:
            self.setdefault(name, content)


def test_what_is_kept_is_kept_in_both() -> None:
    """So that it outlives Redis, and reaches the other hosts."""
    redis, folder = Store(), Store()
    Everywhere(redis, folder).put("a", b"one")
    assert ({"a": b"one"}, {"a": b"one"}) == (redis, folder)


def test_what_all_hosts_have_goes_before_what_this_one_has() -> None:
    """Two hosts that made the same on their own while Redis was away show the same again afterwards."""
    redis, folder = Store(a=b"of the other host"), Store(a=b"of this one")
    assert b"of the other host" == Everywhere(redis, folder).get("a")


def test_what_redis_lost_it_is_given_again() -> None:
    """By whoever looks for it next; while it is away the folder answers alone."""
    redis, folder = Store(), Store()
    both = Everywhere(redis, folder)
    redis.away = True
    both.put("a", b"one")
    assert (b"one", {}) == (both.get("a"), redis)
    redis.away = False
    assert (b"one", {"a": b"one"}) == (both.get("a"), redis)
    assert both.get("b") is None


def test_without_redis_there_is_the_folder_alone() -> None:
    """Nothing stands between."""
    folder = Store()
    assert kept(folder, None, "study", 60.0) is folder
