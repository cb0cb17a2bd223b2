"""What slides lie on: whether their ground is dark, and which of its colours can be read there."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pptx.slide import SlideLayout

_READABLE = 4.5  # to one: the least contrast of a text
_LINEAR = 0.04045  # below, a part of a colour is as bright as it is large
_SYSTEM = {"windowText": "000000", "window": "FFFFFF"}
_HOLDERS = "./p:bgRef | ./p:bgPr/a:solidFill | ./p:bgPr/a:gradFill/a:gsLst/a:gs"
_LINK = "{A12FA001-AC4F-418D-AE19-62706E023703}"
_LINK_SPACE = "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is under the texts of a layout.

    Parameters
    ----------
    theme : str
        ``light`` or ``dark``: whose colours of the page can be told from it.
    ink : str
        What the colour of texts is called: ``tx1``, or ``bg1`` where a master's ground is of nearly the colour of that.
    links : bool
        Whether the colour of links can be read on it.
    """

    theme: str
    ink: str
    links: bool

    @property
    def muted(self) -> float:
        """How much brighter than its ink a text is that stands back; below zero, darker."""
        return 0.25 if self.theme == "light" else -0.25

    def linked(self, run: Any, address: str) -> None:  # noqa: ANN401 - the library's run
        """Have a run open an address, in the ink where the colour of links cannot be read."""
        run.hyperlink.address = address
        if not self.links:
            run.font.color.theme_color = MSO_THEME_COLOR.from_xml(self.ink)
            listed = etree.SubElement(run._r.rPr.hlinkClick, qn("a:extLst"))  # noqa: SLF001 - the library has no way to it
            told = etree.SubElement(listed, qn("a:ext"), uri=_LINK)
            etree.SubElement(told, f"{{{_LINK_SPACE}}}hlinkClr", {"val": "tx"}, {"ahyp": _LINK_SPACE})


def ground_of(layout: SlideLayout) -> Ground:
    """Return what the slides of a layout lie on: its own fill, else its master's.

    A gradient is taken for its first colour, and a picture, like no fill, for ``bg1``.
    """
    master = layout.slide_master
    colours = _colours(master)
    own = [one for owner in (layout, master) for one in owner._element.xpath("./p:cSld/p:bg")]  # noqa: SLF001 - as above
    held = own[0].xpath(_HOLDERS) if own else []
    under = (_colour(held[0], colours) if held else None) or colours["bg1"]
    ink = max(("tx1", "bg1"), key=lambda name: contrast(colours[name], under))
    dark = contrast(colours[ink], (0.0, 0.0, 0.0)) > contrast(colours[ink], (1.0, 1.0, 1.0))
    return Ground("dark" if dark else "light", ink, contrast(colours["hlink"], under) >= _READABLE)


def contrast(one: Colour, other: Colour) -> float:
    """Return how far two colours are apart, from 1 to 21, as the Web Content Accessibility Guidelines measure it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(master: Any) -> dict[str, Colour]:  # noqa: ANN401 - the library's master
    """Return a master's colours by all their names: the theme's, and what its map makes of them (``tx1``)."""
    theme = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    listed = theme.find(f".//{qn('a:clrScheme')}")
    found = {etree.QName(one).localname: _colour(one, {}) for one in listed}
    own = {name: colour for name, colour in found.items() if colour}
    mapped = master._element.find(qn("p:clrMap")).attrib  # noqa: SLF001 - as above
    return own | {name: own[place] for name, place in mapped.items() if place in own}


def _colour(owner: Any, colours: Mapping[str, Colour]) -> Colour | None:  # noqa: ANN401 - an element
    """Return the colour that an element holds, lighter or darker as it says; None for one that is told otherwise."""
    one = next(iter(owner), None)
    if one is None:
        return None
    kind, value = etree.QName(one).localname, one.get("lastClr") or one.get("val")
    value = _SYSTEM.get(value, value)
    if kind == "schemeClr":
        found = colours.get(value)
    elif kind in {"srgbClr", "sysClr"}:
        red, green, blue = (part / 255 for part in bytes.fromhex(value))
        found = (red, green, blue)
    else:
        found = None
    return found and _shifted(found, {etree.QName(part).localname: part.get("val") for part in one})


def _shifted(colour: Colour, by: Mapping[str, str]) -> Colour:
    hue, light, saturation = rgb_to_hls(*colour)
    light = light * int(by.get("lumMod", 100000)) / 100000 + int(by.get("lumOff", 0)) / 100000
    return hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
