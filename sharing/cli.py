"""The command line of the headless twin: what the page says, and the files that it gives, without a server."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from components.figures.panels import PanelError
from components.pictures.picture import CASE
from components.state import ViewState, shown, takes
from components.view import stamped, viewer
from data.build import build_service
from data.errors import DataError
from data.settings import DataSettings, DataSource, SettingsError
from sharing.asked import Asked
from sharing.called import Called
from sharing.forms import FORMS, Content
from sharing.options import ALL, CARDED, PICTURES, TEXTS, TRACKED, parser, refused
from sharing.pictures import Pictures
from sharing.records import Computed
from sharing.refusals import Refusal
from sharing.report import as_json, as_markdown
from sharing.scorecard import broken, calls_in, cards_of, judged
from sharing.settings import SharingSettings
from sharing.writing import write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from commentary.calls.model import Call, Scorecard
    from components.view import View
    from data.model import Pair
    from data.service import PriceService
    from sharing.records import Kept

_EXACT = (DataSource.YAHOO, DataSource.CSV)  # sources that, once named, are not replaced by the bundled prices
_OF_THE_VIEW = {"pair": "pair", "as_of": "asof", "range": "range", "scale": "scale", "theme": "theme"}
_COMPUTING = "desk report: computing the study, some seconds...\n"
_HERE = "DESK_FROM"  # the folder from which the launcher was called
DATA_ERROR = 1
USAGE_ERROR = 2


class Stopped(Exception):  # noqa: N818 - an exit, not a fault
    """The command ends with an exit code and a sentence."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def main(
    arguments: Sequence[str], environ: Mapping[str, str], kept: Callable[[DataSettings], Kept] | None = None
) -> int:
    """Run one command and return its exit code; errors are one line on stderr.

    Parameters
    ----------
    arguments : sequence of str
    environ : mapping of str to str
    kept : callable, optional
        Returns where studies are kept; without it each command computes its own.
    """
    options = parser().parse_args(arguments)
    logging.getLogger().addHandler(logging.NullHandler())  # what readers must know is in the report itself
    try:
        made = _made(options, environ, kept)
        try:
            write(made, options.output, environ.get(_HERE, ""))
        except OSError as error:
            name = "the report" if options.output is None else options.output
            raise Stopped(DATA_ERROR, f"{name} could not be written: {error.strerror}.") from error
    except Stopped as end:
        _say(str(end))
        return end.code
    return 0


def _made(
    options: argparse.Namespace, environ: Mapping[str, str], kept: Callable[[DataSettings], Kept] | None
) -> bytes:
    """Return what is asked for."""
    refusal = refused(options, terminal=sys.stdout.isatty())
    if refusal:
        raise Stopped(USAGE_ERROR, refusal)
    state, asked = _state(options), _asked(options)
    settings, sharing = _settings(options, environ)
    with_calls = options.scorecard is not None or options.format in CARDED
    known, errors = calls_in(settings.calls_dir)() if with_calls else ((), ())
    wanted = _wanted(options, known, errors)
    with closing(build_service(settings)) as prices:
        first = _pair(prices, state, options).sessions[0].date()
        if state.as_of and state.as_of < first:
            raise Stopped(DATA_ERROR, f"{state.as_of} lies before the first session of these prices, {first}.")
        tracked = options.records or options.format in TRACKED or options.panel == CASE
        studies = Computed(kept(settings) if kept else None, _say_computing) if tracked else None
        view = viewer(prices, studies)(state.to_query())
        called = Called(_cards(options, wanted, view, viewer(prices)), errors)
    if options.format in TEXTS:
        return _text(view, options, called if wanted else None)
    for sentence in (*([view.pair.notice] if view.pair.notice else []), *view.ignored, *errors):
        _say(sentence)  # a file may have no place for it
    try:
        if asked:
            return Pictures(sharing.chromium, settings.cache_dir / "pictures").get(view, asked)
        link = f"{sharing.base()}/{stamped(view)}"
        return FORMS[options.format].make(Content(view, lambda: called, link, sharing.pptx_template, options.panel))
    except PanelError as error:
        raise Stopped(USAGE_ERROR, str(error)) from error
    except Refusal as error:
        raise Stopped(DATA_ERROR, str(error)) from error


def _settings(options: argparse.Namespace, environ: Mapping[str, str]) -> tuple[DataSettings, SharingSettings]:
    overrides = {"DATA_SOURCE": options.source, "DATA_DIR": options.data_dir}
    given = {**environ, **{name: text for name, text in overrides.items() if text is not None}}
    try:
        settings = DataSettings.from_environ(given)
        sharing = SharingSettings() if options.format in TEXTS else SharingSettings.from_environ(given)
    except SettingsError as error:
        raise Stopped(USAGE_ERROR, str(error)) from error
    if options.data_dir is not None and settings.data_source is not DataSource.CSV:
        raise Stopped(USAGE_ERROR, f"--data-dir is for --source csv; the source is {settings.data_source}.")
    return settings, sharing


def _asked(options: argparse.Namespace) -> Asked | None:
    """Return the picture that is asked for; None for any other form."""
    if options.format not in PICTURES:
        return None
    given = [(name, getattr(options, name)) for name in ("panel", "width") if getattr(options, name) is not None]
    try:
        return Asked.read(options.format, given)
    except Refusal as error:
        raise Stopped(USAGE_ERROR, f"--{error}") from error


def _state(options: argparse.Namespace) -> ViewState:
    given = {option: getattr(options, option) for option in _OF_THE_VIEW}
    given = {option: text for option, text in given.items() if text is not None}
    for option, text in given.items():
        name = _OF_THE_VIEW[option]
        if ViewState.from_parameters([(name, text)])[1]:
            written = option.replace("_", "-")
            raise Stopped(USAGE_ERROR, f"--{written} is “{shown(text)}”; it takes {takes(name)}.")
    state, _ = ViewState.from_parameters((_OF_THE_VIEW[option], text) for option, text in given.items())
    return replace(state, after="shown") if options.reveal else state


def _pair(prices: PriceService, state: ViewState, options: argparse.Namespace) -> Pair:
    """Return the prices; a pair or a source that was named is not replaced by another."""
    pair = prices.pair(state.small, state.large)
    prices.settle()  # a command has more time than a reader: what has been asked is waited for
    if options.pair is None and options.source not in _EXACT:
        return pair
    try:
        return prices.exact_pair(state.small, state.large)
    except DataError as error:
        raise Stopped(DATA_ERROR, f"{state.small} and {state.large} cannot be had: {error}") from error


def _wanted(options: argparse.Namespace, known: Sequence[Call], errors: Sequence[str]) -> list[Call]:
    """Return the calls asked for; of a file that holds them in any case, all."""
    asked = options.scorecard
    wanted = [call for call in known if asked in {None, call.key, ALL}]
    if wanted or asked is None:
        return wanted
    names = ", ".join([*(call.key for call in known), ALL])
    why = f"it takes one of {names}."
    raise Stopped(USAGE_ERROR, f"--scorecard is “{shown(asked)}”; {broken(asked, errors) or why}")


def _cards(
    options: argparse.Namespace, wanted: Sequence[Call], view: View, ask: Callable[[str], View]
) -> tuple[Scorecard, ...]:
    """Return the calls judged; of one made after the as-of session a text says so, if it is asked for by name."""
    if options.scorecard in {None, ALL}:
        return cards_of(wanted, view, ask)
    (card,) = judged(wanted, view, ask)
    if options.format not in TEXTS and not card.statements:
        raise Stopped(DATA_ERROR, card.summary.text)
    return (card,)


def _text(view: View, options: argparse.Namespace, called: Called | None) -> bytes:
    text = (
        json.dumps(as_json(view, called, with_records=options.records), indent=2, ensure_ascii=False, allow_nan=False)
        if options.format == "json"
        else as_markdown(view, called, with_records=options.records)
    )
    return (text.rstrip("\n") + "\n").encode()


def _say_computing() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_COMPUTING)


def _say(sentence: str) -> None:
    sys.stderr.write(f"desk report: {sentence}\n")
