"""Print every measurement in one table: ``./desk bench [--only NAME]``."""

from __future__ import annotations

import argparse

from benchmarks import browser, deck, http, indicators, memory, pictures, server, still, study
from benchmarks.table import Row, show, show_head

BENCHES = {
    module.__name__.rpartition(".")[2]: module
    for module in (indicators, server, study, pictures, deck, http, memory, browser, still)
}


def main() -> None:
    """Run the benches asked for; one that cannot run here takes a line that says why."""
    options = argparse.ArgumentParser(prog="./desk bench", description=__doc__)
    options.add_argument("--only", choices=BENCHES, help="run this one alone")
    only = options.parse_args().only
    show_head()
    for name, bench in BENCHES.items():
        if only in (None, name):
            try:
                for row in bench.rows():
                    show(row)
            except Exception as error:  # noqa: BLE001 - the other lines are worth printing
                show(Row(f"{name}: not measured", f"{type(error).__name__}: {error}".splitlines()[0]))


if __name__ == "__main__":
    main()
