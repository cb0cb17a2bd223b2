"""Print measurements in one table: ``./desk bench [--only NAME]``, ``./desk bench load [--seconds S]``."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import browser, deck, http, indicators, load, memory, pictures, server, still, study
from benchmarks.table import Row, show, show_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BENCHES = {
    module.__name__.rpartition(".")[2]: module
    for module in (indicators, server, study, pictures, deck, http, memory, browser, still)
}


def main() -> None:
    """Run the benches asked for; one that cannot run here takes a line that says why."""
    options = argparse.ArgumentParser(prog="./desk bench", description=__doc__)
    options.add_argument("load", nargs="?", choices=["load"], help="fifty readers at once, instead of all others")
    options.add_argument("--seconds", type=int, default=load.SECONDS, help="how long the readers stay")
    options.add_argument("--only", choices=BENCHES, help="run this one alone")
    asked = options.parse_args()
    show_head()
    if asked.load:
        _run("load", partial(load.rows, asked.seconds))
        return
    for name, bench in BENCHES.items():
        if asked.only in (None, name):
            _run(name, bench.rows)


def _run(name: str, rows: Callable[[], Iterable[Row]]) -> None:
    try:
        for row in rows():
            show(row)
    except Exception as error:  # noqa: BLE001 - the other lines are worth printing
        show(Row(f"{name}: not measured", f"{type(error).__name__}: {error}".splitlines()[0]))


if __name__ == "__main__":
    main()
