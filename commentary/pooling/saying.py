"""What is said of the probabilities and the votes: each beside what it must be measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.model import LEAST, PLAIN
from commentary.evidence.naming import CONFIDENCE_PCT, awaited
from commentary.model import Side
from commentary.pooling import pool
from commentary.pooling.model import Outcome, Voter
from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.evidence.model import Study
    from commentary.model import EvidenceValue, Sentence
    from commentary.pooling.model import Score
    from commentary.pooling.reading import Ballot, Reading

_THAT = {
    Outcome.SMALL_HIGHER: "{small} is higher {horizon_sessions:n session} later",
    Outcome.SMALL_AHEAD: "{small} is ahead of {large} over {horizon_sessions:n session}",
}
_RULES_OF = {Voter.TRADINGVIEW: "TradingView", Voter.BARCHART: "Barchart"}
_LEFT_OUT = {
    Voter.TRADINGVIEW: "its volume-weighted average: no volume goes into this rating",
    Voter.BARCHART: "Trend Seeker, whose rule is not published",
}

_WAYS = {Side.BEAR: "bearish", Side.BULL: "bullish"}
_CLOSE = 0.1  # points: nearer shares are not told apart by the decimal that is shown


def probability(outcome: Outcome, reading: Reading | None, small: str, large: str) -> Sentence:
    """Return the pooled probability of an outcome beside its base rate, or why there is none.

    Parameters
    ----------
    outcome : Outcome
    reading : Reading or None
        None where too few outcomes are known.
    small, large : str
        What to call the instruments: "Russell 2000", "S&P 500".
    """
    evidence = facts(horizon_sessions=outcome.horizon)
    names = named(small, large)
    if reading is None:
        evidence |= facts(least_windows=pool.LEAST)
        template = (
            f"No probability yet that {_THAT[outcome]}: the base rate needs {{least_windows:n window}} of "
            "{horizon_sessions:n session}, laid end to end, whose outcome is known."
        )
        return sentence(template, evidence, names)
    evidence |= facts(
        probability_pct=100 * reading.probability,
        base_pct=100 * reading.base,
        difference_points=100 * (reading.probability - reading.base),
        groups=len(reading.contributions),
    )
    template = (
        f"Pooled from {{groups:n group}} of claims, the probability that {_THAT[outcome]} is "
        f"{{probability_pct:share}}, {_against(reading)}."
    )
    return sentence(template, evidence, names)


def _against(reading: Reading) -> str:
    if reading.probability == reading.base:
        return "the base rate"
    if abs(100 * (reading.probability - reading.base)) < _CLOSE:
        return "about the base rate of {base_pct:share}"
    side = "above" if reading.probability > reading.base else "below"
    return f"{{difference_points:share points}} {side} the base rate of {{base_pct:share}}"


def skill(score: Score, study: Study | None, *, still: bool = False) -> Sentence:
    """Return how a probability has done beside the base rate, and whether that can be told from zero.

    Parameters
    ----------
    score : Score
    study : Study or None
        Knows the interval; None while it has not been computed.
    still : bool
        Whether nothing can be filled in later where it is said.
    """
    evidence = scored(score)
    if score.independent < LEAST:
        template = (
            "Too few outcomes are known to score it: {independent_windows:n window} of {horizon_sessions:n session}, "
            "laid end to end."
        )
        return sentence(template, evidence, {})
    template = (
        "Over {scored_sessions:n session} ({independent_windows:n window} laid end to end) its Brier score was "
        "{brier:brier} against {base_brier:brier} of the base rate: "
    )
    if score.skill_pct is None:
        return sentence(f"{template}the outcome was always the same, so there is no skill to measure.", evidence, {})
    evidence |= facts(skill_pct=score.skill_pct)
    template += "skill {skill_pct:signed share}"
    if score.independent < PLAIN:
        template += ". Too few windows to tell."
    elif study is None:
        template += f". Whether that can be told from zero {awaited(still=still)}."
    elif score.name in study.skill_pct:
        low, high = study.skill_pct[score.name]
        evidence |= facts(interval_pct=CONFIDENCE_PCT, skill_low_pct=low, skill_high_pct=high)
        template += ", {interval_pct:limit} interval {skill_low_pct:signed share} to {skill_high_pct:signed share}. "
        template += _judged(low, high)
    else:
        template += "."
    return sentence(template, evidence, {})


def _judged(low: float, high: float) -> str:
    """Return what an interval of the skill says."""
    if low > 0:
        return "Better than the base rate."
    return "Worse than the base rate." if high < 0 else "Not distinguishable from zero."


def scored(score: Score) -> dict[str, EvidenceValue]:
    """Return what a score rests on, as evidence."""
    return facts(
        scored_sessions=score.n,
        independent_windows=score.independent,
        horizon_sessions=score.outcome.horizon,
        brier=score.brier,
        base_brier=score.base_brier,
    )


def vote(ballot: Ballot) -> Sentence:
    """Return how a vote stands, and how many of its signals these prices allow."""
    evidence = facts(cast=ballot.cast, signals=ballot.signals, rating=ballot.rating)
    if ballot.share is not None:
        evidence |= facts(bullish_pct=100 * ballot.share, bullish=round(ballot.share * ballot.cast))
    return sentence(_claims(ballot) if ballot.voter is Voter.CLAIMS else _signals(ballot), evidence, {})


def _claims(ballot: Ballot) -> str:
    if ballot.share is None:
        testable = "of {signals:n} that can be tested holds" if ballot.signals else "can be tested"
        return f"No claim {testable}: there is no bullish share."
    if ballot.cast == 1:
        side = "bullish" if ballot.share else "bearish"
        return f"The only claim that holds, of {{signals:n}} testable, is {side}."
    are = "is" if round(ballot.share * ballot.cast) == 1 else "are"
    return (
        f"Of {{cast:n claim}} that hold, {{bullish:n}} {are} bullish, a share of {{bullish_pct:share}}; "
        "{signals:n} can be tested."
    )


def lopsided(testable: Mapping[Side, int]) -> Sentence | None:
    """Return that one side has at most half as many claims to vote with as the other; None where it has more.

    Parameters
    ----------
    testable : mapping of Side to int
        Claims that can be decided.
    """
    less, more = sorted(Side, key=lambda side: testable[side])
    if testable[less] * 2 > testable[more] or not testable[more]:
        return None
    cast = f"few {_WAYS[less]} votes" if testable[less] else f"no {_WAYS[less]} vote"
    template = (
        f"Of the claims that can be tested, {{more:n}} {'is' if testable[more] == 1 else 'are'} {_WAYS[more]} and "
        f"{{less:n}} {_WAYS[less]}, so {cast} can be cast."
    )
    return sentence(template, facts(more=testable[more], less=testable[less]), {})


def _signals(ballot: Ballot) -> str:
    rules = f"by {_RULES_OF[ballot.voter]}'s published rules"
    if ballot.share is None:
        return f"No rating {rules} yet: too few sessions."
    more = (
        "" if ballot.cast == ballot.signals - 1 else ", and what needs highs and lows or more sessions than there are"
    )
    return (
        f"{{rating}} {rules}: a bullish share of {{bullish_pct:share}}, a signal for neither counted as half. "
        f"{{cast:n}} of {{signals:n signal}} can be cast; not {_LEFT_OUT[ballot.voter]}{more}."
    )
