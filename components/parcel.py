"""How a still page comes by its style, its font and its scripts: from the server it is on, or out of itself."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_ASSETS = Path(__file__).resolve().parents[1] / "assets"
_VENDOR = 'url("vendor/'
FONT = "vendor/inter-latin-5.3.0.woff2"
LOOKS = ("tokens.css", "page.css", "controls.css", "chart.css", "records.css", "odds.css")
"""How the page looks, still or not."""
STYLES = (*LOOKS, "print.css", "still.css")
DRAWING = (
    "vendor/plotly-basic-4.1.1.min.js",
    "format.js",
    "chart.js",
    "plot.js",
    "axes.js",
    "marks.js",
    "overlay.js",
    "strips.js",
    "cursor.js",
    "table.js",
    "sight.js",
)
"""What draws the chart, in this order, and asks no server."""
SCRIPTS = (*DRAWING, "page.js", "still.js")
"""What draws a still page."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What stands around the body of a still page.

    Parameters
    ----------
    ahead : str
        HTML of the head: what is to be fetched, and the sign in the browser's tab.
    style : str
        All style sheets.
    boot : str
        The first script.
    scripts : str
        HTML of the others.
    hashes : tuple of str
        Of each script that stands in the document, as a content security policy names it.
    """

    ahead: str
    style: str
    boot: str
    scripts: str
    hashes: tuple[str, ...]


@cache
def linked(up: str) -> Parcel:
    """Return the parts of a page that fetches them from its own server, `up` being where that has its home."""
    boot, at = _text("boot.js"), f"{up}assets/"
    ahead = [
        f'<link rel="icon" href="{up}_favicon.ico">',
        f'<link rel="preload" href="{at}{FONT}" as="font" type="font/woff2" crossorigin>',
        *(f'<link rel="preload" href="{at}{name}" as="script">' for name in SCRIPTS),
    ]
    scripts = "".join(f'<script src="{at}{name}"></script>' for name in SCRIPTS)
    return Parcel("\n    ".join(ahead), _style(f'url("{at}vendor/'), boot, scripts, (_hash(boot),))


@cache
def packed() -> Parcel:
    """Return the parts of a page that holds them all and may fetch nothing."""
    font = b64encode((_ASSETS / FONT).read_bytes()).decode()
    style = _style(_VENDOR).replace(f'url("{FONT}")', f'url("data:font/woff2;base64,{font}")')
    boot, *scripts = (_inside(_text(name)) for name in ("boot.js", *SCRIPTS))
    hashes = tuple(_hash(script) for script in (boot, *scripts))
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    ahead = [f'<meta http-equiv="Content-Security-Policy" content="{policy}">', '<link rel="icon" href="data:,">']
    return Parcel(
        "\n    ".join(ahead), style, boot, "".join(f"<script>{script}</script>" for script in scripts), hashes
    )


def _style(vendor: str) -> str:
    return "".join(_text(name) for name in STYLES).replace(_VENDOR, vendor)


def _text(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _inside(script: str) -> str:
    """Return a script as it may stand in a document: what would end it is written otherwise in its texts."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
