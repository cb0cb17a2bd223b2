"""Names of the page's parts that callbacks, scripts, tests and style sheets speak of."""

from enum import StrEnum


class Id(StrEnum):
    """One name a part; the value is what stands in the page."""

    # What the reader sets
    PAIR = "pair"
    SMALL = "small-symbol"
    LARGE = "large-symbol"
    AS_OF = "as-of"
    PICK = "as-of-pick"
    CALENDAR = "as-of-calendar"
    PREVIOUS = "as-of-previous"
    NEXT = "as-of-next"
    SCRUB = "scrub"
    SCRUBBED = "scrubbed"
    AFTER = "after"
    RANGE = "range"
    SCALE = "scale"
    AVERAGE = "average"
    ROC = "roc"
    THEME = "theme"
    COPY = "copy-link"
    SETTINGS = "settings"
    MOMENTUM = "momentum"
    # What the page says
    NOTICES = "notices"
    OFFLINE = "offline"
    ANNOUNCER = "announcer"
    VERDICT = "verdict"
    TRUST = "trust"
    CHART_HEAD = "chart-head"
    READOUT = "readout"
    PANES = "panes"
    CHART = "chart"
    CASES = "cases"
    NUMBERS = "numbers"
    COPIED = "copied"
    # What stands behind the page
    FIRST = "first"
    ASKED = "asked"
    ANSWERED = "answered"
