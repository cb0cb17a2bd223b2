"""Panels of a view as pictures that stand by themselves: SVG with its title, its date, its source and its words."""

from components.figures.panels import PanelError
from components.pictures.fonts import font_face, with_font
from components.pictures.picture import CARD, CASE, CHART, NARROWEST, WIDEST, Picture, described, picture

__all__ = [
    "CARD",
    "CASE",
    "CHART",
    "NARROWEST",
    "WIDEST",
    "PanelError",
    "Picture",
    "described",
    "font_face",
    "picture",
    "with_font",
]
