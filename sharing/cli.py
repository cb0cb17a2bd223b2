"""The command line of the headless twin."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from components.state import ViewState, shown, takes
from components.view import viewer
from data.build import build_service
from data.errors import DataError
from data.settings import DataSettings, DataSource, SettingsError
from sharing.called import Called
from sharing.records import Computed
from sharing.report import as_json, as_markdown
from sharing.scorecard import broken, calls_in, judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commentary.calls.model import Call
    from components.view import View

_EXACT = (DataSource.YAHOO, DataSource.CSV)  # sources that, once named, are not replaced by the bundled prices
ALL = "all"
_COMPUTING = "desk report: computing the study, some seconds...\n"
DATA_ERROR = 1
USAGE_ERROR = 2


def parser() -> argparse.ArgumentParser:
    """Return the options of ``./desk report``."""
    report = argparse.ArgumentParser(
        prog="./desk report",
        description="Print what the page says. Exit code 1: the prices cannot be had; 2: wrong usage.",
    )
    report.add_argument(
        "--pair",
        metavar="SMALL,LARGE",
        help="two symbols (default: ^RUT,^GSPC, or what the page shows instead of them)",
    )
    report.add_argument("--as-of", metavar="YYYY-MM-DD", help="the session to stand on (default: the latest)")
    report.add_argument("--source", metavar="SOURCE", help="auto, yahoo, csv or bundled (default: DATA_SOURCE)")
    report.add_argument(
        "--data-dir", metavar="DIR", help="folder of SYMBOL.csv files for --source csv (default: DATA_DIR)"
    )
    report.add_argument("--format", choices=("markdown", "json"), default="markdown", help="default: markdown")
    report.add_argument(
        "--records",
        action="store_true",
        help="with what followed when a claim was true before; takes up to a minute",
    )
    report.add_argument("--scorecard", metavar="CALL", help="with a published call judged; all for every one")
    report.add_argument(
        "--reveal", action="store_true", help="settle the calls' forecasts that were due after the as-of date, too"
    )
    return report


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command and return its exit code; errors are one line on stderr."""
    options = parser().parse_args(arguments)
    logging.getLogger().addHandler(logging.NullHandler())  # what readers must know is in the report itself
    given = {"pair": options.pair, "asof": options.as_of}
    for option, (name, text) in zip(("--pair", "--as-of"), given.items(), strict=True):
        if text is not None and ViewState.from_parameters([(name, text)])[1]:
            return _fail(USAGE_ERROR, f"{option} is “{shown(text)}”; it takes {takes(name)}.")
    state, _ = ViewState.from_parameters((name, text) for name, text in given.items() if text is not None)
    overrides = {"DATA_SOURCE": options.source, "DATA_DIR": options.data_dir}
    try:
        settings = DataSettings.from_environ(
            {**environ, **{name: text for name, text in overrides.items() if text is not None}}
        )
    except SettingsError as error:
        return _fail(USAGE_ERROR, str(error))
    if options.data_dir is not None and settings.data_source is not DataSource.CSV:
        return _fail(USAGE_ERROR, f"--data-dir is for --source csv; the source is {settings.data_source}.")
    known, errors = ((), ()) if options.scorecard is None else calls_in(settings.calls_dir)()
    wanted, refusal = _wanted(options, known, errors)
    if refusal:
        return _fail(USAGE_ERROR, refusal)
    if options.reveal:
        state = replace(state, after="shown")
    with closing(build_service(settings)) as prices:
        prices.pair(state.small, state.large)
        prices.settle()  # a command has more time than a reader: what has been asked is waited for
        if options.pair is not None or options.source in _EXACT:
            try:
                prices.exact_pair(state.small, state.large)
            except DataError as error:
                return _fail(DATA_ERROR, f"{state.small} and {state.large} cannot be had: {error}")
        if options.records and sys.stderr.isatty():
            sys.stderr.write(_COMPUTING)
        view = viewer(prices, Computed() if options.records else None)(state.to_query())
        called = Called(judged(wanted, view, viewer(prices)), errors) if wanted else None
    return _print(view, options.format, called, with_records=options.records)


def _wanted(options: argparse.Namespace, known: Sequence[Call], errors: Sequence[str]) -> tuple[list[Call], str]:
    """Return the calls asked for, or why there are none to be had."""
    if options.scorecard is None:
        return [], "--reveal is for --scorecard CALL." if options.reveal else ""
    wanted = [call for call in known if options.scorecard in {call.key, ALL}]
    if wanted:
        return wanted, ""
    names = ", ".join([*(call.key for call in known), ALL])
    why = f"it takes one of {names}."
    return [], f"--scorecard is “{shown(options.scorecard)}”; {broken(options.scorecard, errors) or why}"


def _print(view: View, form: str, called: Called | None, *, with_records: bool) -> int:
    first = view.pair.sessions[0].date()
    if view.state.as_of and view.state.as_of < first:
        return _fail(DATA_ERROR, f"{view.state.as_of} lies before the first session of these prices, {first}.")
    text = (
        json.dumps(as_json(view, called, with_records=with_records), indent=2, ensure_ascii=False, allow_nan=False)
        if form == "json"
        else as_markdown(view, called, with_records=with_records)
    )
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except OSError as error:
        return _fail(DATA_ERROR, f"the report could not be written: {error.strerror}.")
    return 0


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"desk report: {sentence}\n")
    return code
