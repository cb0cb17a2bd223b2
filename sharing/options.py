"""The options of ``./desk report``, and which of them go with which form."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from components.state import RANGES, SCALES
from sharing.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "all"
TEXTS = ("markdown", "json")
PICTURES = ("png", "pdf", "svg")
BINARY = ("xlsx", "pptx", "png", "pdf")
TRACKED = ("xlsx", "html", "pptx")
"""Forms that hold the track records in any case."""
CARDED = ("xlsx", "pptx")
"""Forms that hold the published calls in any case."""
_FILES = (*FORMS, *PICTURES)
_TAKEN_BY = {
    "range": _FILES,
    "scale": _FILES,
    "theme": ("html", *PICTURES),
    "panel": (*(ending for ending, form in FORMS.items() if form.panels), *PICTURES),
    "width": PICTURES,
    "records": (*TEXTS, *TRACKED),
    "scorecard": (*TEXTS, *CARDED),
}


def parser() -> argparse.ArgumentParser:
    """Return the options of ``./desk report``."""
    report = argparse.ArgumentParser(
        prog="./desk report",
        description="Print what the page says, or write the files that it gives. "
        "Exit code 1: it cannot be had or written; 2: wrong usage.",
    )
    add = report.add_argument
    pair = "two symbols (default: ^RUT,^GSPC, or what the page shows instead of them)"
    add("--pair", metavar="SMALL,LARGE", help=pair)
    add("--as-of", metavar="YYYY-MM-DD", help="the session to stand on (default: the latest)")
    add("--source", metavar="SOURCE", help="auto, yahoo, csv or bundled (default: DATA_SOURCE)")
    add("--data-dir", metavar="DIR", help="folder of SYMBOL.csv files for --source csv (default: DATA_DIR)")
    add(
        "--format",
        choices=(*TEXTS, *_FILES),
        default=TEXTS[0],
        help=f"default: markdown; {', '.join(TRACKED)} hold track records and so take up to a minute the first time, "
        f"{', '.join(PICTURES[:2])} need a browser",
    )
    add("--output", metavar="FILE", help="written whole or not at all (default: standard output)")
    add("--range", metavar="RANGE", help=f"of a file: one of {', '.join(RANGES)} (default: 2Y)")
    add("--scale", metavar="SCALE", help=f"of a file: one of {', '.join(SCALES)} (default: rebased)")
    add("--theme", metavar="THEME", help="light or dark (default: light)")
    add("--panel", metavar="KEY", help="one panel alone, such as price, momentum, or, of a picture, case and card")
    add("--width", metavar="PIXELS", help="of a picture (default: 1200)")
    tracked = "with what followed when a claim was true before; takes up to a minute the first time"
    add("--records", action="store_true", help=tracked)
    add("--scorecard", metavar="CALL", help=f"with a published call judged; {ALL} for every one")
    add("--reveal", action="store_true", help="with what came after the as-of date: of a scorecard, or of a file")
    return report


def refused(options: argparse.Namespace, *, terminal: bool) -> str | None:
    """Return what is wrong with options that do not go together; None where all is well.

    Parameters
    ----------
    options : Namespace
    terminal : bool
        Whether standard output is one, which shows no files.
    """
    form = options.format
    for name, forms in _TAKEN_BY.items():
        if getattr(options, name) not in {None, False} and form not in forms:
            return f"--{name} is for --format {_either(forms)}; the format is {form}."
    if options.reveal and form in TEXTS and options.scorecard is None:
        return "--reveal is for --scorecard CALL."
    if terminal and form in BINARY and options.output is None:
        return f"--format {form} is no text for a terminal; --output names a file for it."
    return None


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
