"""Names of the page's parts that callbacks, tests and style sheets speak of."""

from enum import StrEnum


class Id(StrEnum):
    """One name a part; the value is what stands in the page."""

    URL = "url"
    SHELL = "shell"
    # What the reader sets
    PAIR = "pair"
    SMALL = "small-symbol"
    LARGE = "large-symbol"
    AS_OF = "as-of"
    CALENDAR = "as-of-calendar"
    LATEST = "as-of-latest"
    OCTOBER = "as-of-october-2014"
    PREVIOUS = "as-of-previous"
    NEXT = "as-of-next"
    RANGE = "range"
    SCALE = "scale"
    AVERAGE = "average"
    AVERAGE_50 = "average-50"
    AVERAGE_100 = "average-100"
    AVERAGE_200 = "average-200"
    ROC = "roc"
    THEME = "theme"
    COPY = "copy-link"
    CSV = "csv"
    # What the page says
    NOTICES = "notices"
    ANNOUNCER = "announcer"
    VERDICT = "verdict"
    TRUST = "trust"
    CHART_HEAD = "chart-head"
    CHART = "chart"
    CASES = "cases"
    NUMBERS = "numbers"
    COPIED = "copied"
    # What stays behind the page
    DRAWN = "drawn"
    STAMP = "stamp"
    PINNED = "pinned-link"
    DOWNLOAD = "download"
    TICK = "tick"
    TOCK = "tock"
