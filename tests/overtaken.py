"""What happens between two steps of a thread, made to happen each time."""

from __future__ import annotations


class Overtaken:
    """An object of which another thread, which has read a file before it changed, notes what it read just after us."""

    def overtake(self) -> None:
        """Have what is noted now be what the other thread notes, once."""
        self.__dict__["slower"] = dict(vars(self))

    def __setattr__(self, name: str, value: object) -> None:
        """Note a value, which the other thread's replaces."""
        slower = self.__dict__.pop("slower", {})
        object.__setattr__(self, name, slower.get(name, value))
