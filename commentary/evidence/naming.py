"""What the parts of a track record are called, in one place for the page and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from commentary.evidence.model import LEAST, LEVEL, PLAIN, YEAR_END, Target
from commentary.evidence.outcomes import shown
from commentary.wording import LEAST_P, facts, write
from indicators.events import REARM

if TYPE_CHECKING:
    from commentary.evidence.model import Study
    from indicators.panel import PairPanel

CONFIDENCE_PCT = 95  # of every interval
MONTH = 21  # sessions


class Noun(NamedTuple):
    """What an event is called: alone as a heading, and several of them in a sentence."""

    one: str
    many: str


_EVENTS = {
    ("B1", "touch"): Noun("touch", "touches"),
    ("B1", "rejected"): Noun("rejection", "rejections"),
    ("B1", "overtaken"): Noun("close above", "closes above its average"),
    ("U1", "cross_rising"): Noun("cross, average rising", "crosses above a rising average"),
    ("U1", "cross_falling"): Noun("cross, average falling", "crosses above a falling average"),
    ("U2", "onset"): Noun("past year behind on this date", "past years in which it was behind on this date"),
    ("U3", "onset"): Noun("past year in a like position", "past years in a like position on this date"),
}
_ONSET = Noun("onset", "times it became true")
_COMPARING = ("B5", "B6", "B7")  # claims about small against large

_APART = (
    "n counts events at least {apart_sessions:n session} apart whose outcome was known on the as-of date. Returns run "
    "from the close of the event."
)
_ALL_WINDOWS = (
    "All windows begin on any session since the slope of the average is known. They overlap: their n comes to so many "
    "windows end to end, and fewer than {least_cases:n} of these are too few for numbers."
)
_OVERLAP = "Cases closer together than the sessions of a row overlap too: Wilson's interval is then too narrow."
_EARLIER_YEARS = "n counts earlier years. Returns run from the close on the same date to the last close of the year."
_ALL_YEARS = "All windows are those of every earlier year with prices on that date."
_SHARES = (
    "Higher, ahead or gained counts returns above zero, with Wilson's {interval_pct:limit} interval. With fewer than "
    "{least_cases:n case} no percentage is shown."
)
_GREY = "A row of fewer than {plain_cases:n case} is grey."
_DIFFERENCE = (
    "The difference is the mean after the events minus the mean of all windows. Its {interval_pct:limit} interval is "
    "from {draws:n resample} in blocks."
)
_CHANCE = (
    "p is how often as large a difference came in {histories:n} simulated histories in which the events were found "
    "again. A small p is extrapolated from a tail fitted to these histories, and not told apart below {least_p:p}; q "
    "is p corrected for the {rows:n row} tested jointly. An edge counts as measured below {level_pct:limit}."
)
_ON_CLOSES = (
    "These prices have no highs: a touch of the {average_window_sessions:n}-day average during the day cannot be seen, "
    "so only closes above it are counted."
)


def event(claim: str, name: str) -> Noun:
    """Return what an event of a claim is called: "touch", "onset"."""
    return _EVENTS.get((claim, name), _ONSET)


def target(which: Target, small: str, large: str) -> str:
    """Return whose return is counted: "Russell 2000", "Russell 2000 minus S&P 500"."""
    return {Target.SMALL: small, Target.LARGE: large, Target.RELATIVE: f"{small} minus {large}"}[which]


def within(horizon: int) -> str:
    """Return over which time: "5 sessions", "to the year's end"."""
    return "to the year's end" if horizon == YEAR_END else write("{horizon:n session}", facts(horizon=horizon))


def later(horizon: int) -> str:
    """Return when the outcome is known: "5 sessions later", "at the year's end"."""
    return "at the year's end" if horizon == YEAR_END else f"{within(horizon)} later"


def too_few(n: int) -> str:
    """Return what stands in the place of a percentage of fewer than ten cases."""
    return write("too few (n = {cases:n})", facts(cases=n))


class Headline(NamedTuple):
    """The row that speaks for a claim."""

    target: Target
    horizon: int


def headline(claim: str) -> Headline:
    """Return which target and horizon a claim is first asked about: what it speaks of, a month later."""
    targets, horizons = shown(claim)
    if horizons == (YEAR_END,):
        return Headline(targets[0], YEAR_END)
    return Headline(Target.RELATIVE if claim in _COMPARING else Target.SMALL, MONTH)


def on_closes(panel: PairPanel) -> str | None:
    """Return what the record of a test of the average leaves out where there are no highs; None where there are."""
    small = panel.small
    if small.average_test.from_highs:
        return None
    return write(_ON_CLOSES, facts(average_window_sessions=small.trend.window))


def awaited(*, still: bool, many: bool = False) -> str:
    """Return what is said in the place of what a study would tell, which is not there: "is being computed".

    Parameters
    ----------
    still : bool
        Whether it is said where nothing can be filled in later: "was not computed when this was made".
    many : bool
        Whether it is said of several things.
    """
    if still:
        return f"{'were' if many else 'was'} not computed when this was made"
    return f"{'are' if many else 'is'} being computed"


def notes(study: Study | None, *, year_end: bool, shaded: bool = True, still: bool = False) -> tuple[str, ...]:
    """Return how the numbers of a track record are to be read, a note each.

    Parameters
    ----------
    study : Study or None
        None while it has not been computed.
    year_end : bool
        Whether the outcomes are those at the year's end.
    shaded : bool
        Whether rows of few cases are grey where the notes stand.
    still : bool
        As of `awaited`.
    """
    evidence = facts(
        apart_sessions=REARM,
        interval_pct=CONFIDENCE_PCT,
        least_cases=LEAST,
        plain_cases=PLAIN,
        level_pct=100 * LEVEL,
    )
    counted = (_EARLIER_YEARS, _ALL_YEARS, _SHARES) if year_end else (_APART, _ALL_WINDOWS, _SHARES, _OVERLAP)
    tested: tuple[str, ...] = (f"The interval of the difference, p and q {awaited(still=still, many=True)}.",)
    if study is not None:
        tested = (_DIFFERENCE, _CHANCE)
        evidence |= facts(draws=study.draws, histories=study.histories, rows=study.rows, least_p=LEAST_P)
    return tuple(write(template, evidence) for template in (*counted, *([_GREY] if shaded else []), *tested))
