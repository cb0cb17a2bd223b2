"""How much room a text takes, estimated without its font: never less than the page's own font takes."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

_CLASSES = {
    0.28: "Iijl",
    0.3: " ‘’",
    0.32: ",.:·",
    0.34: "!';",
    0.36: "`t|",
    0.38: "()/[\\]",
    0.4: "fr",
    0.44: "1",
    0.46: "{}",
    0.48: "-_",
    0.5: "^–",
    0.52: "“”",
    0.54: '"*',
    0.56: "?s",
    0.58: "7JLakxz•",
    0.6: "Fcevy",
    0.62: "5Ehnou",
    0.64: "2369bdgpq",
    0.66: "#$08BPRSZ",
    0.68: "&+4<=>T~−",
    0.72: "KXY",
    0.74: "ACDV",
    0.76: "GHNU",
    0.78: "OQ",
    0.84: "w",
    0.92: "m",
    0.94: "M",
    1.0: "@",
    1.02: "%",
    1.04: "W",
}
"""Widths of a semi-bold letter in shares of the font's size, rounded up; a lighter one takes less."""
_WIDTHS = {letter: share for share, letters in _CLASSES.items() for letter in letters}
_WIDEST = 1.1  # what is not listed: signs of status, other scripts
_ELLIPSIS = "…"


@cache
def _share(letter: str) -> float:
    return _WIDTHS.get(normalize("NFKD", letter)[0], _WIDEST)


def length(text: str, size: float) -> float:
    """Return the room that a text takes at most in one line, in the unit of `size`."""
    return size * sum(map(_share, text))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text in lines that fit a width, broken between words; a word that does not fit is broken anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if length(longer, size) <= width:
            line = longer
            continue
        lines += [line] if line else []
        *broken, line = _pieces(word, size, width)
        lines += broken
    return [*lines, line]


def _pieces(word: str, size: float, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and length(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def cut(text: str, size: float, width: float) -> str:
    """Return a text that fits into one line of a width, with an ellipsis where its end is left out."""
    if length(text, size) <= width:
        return text
    while text and length(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
