"""Pictures of a view: rendered one at a time by a browser beside the page, and kept by state and data version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Pictures:
    """Renders pictures and keeps them.

    Parameters
    ----------
    browser : str or None
        What renders them; without one only SVG and text can be had.
    folder : Path
        Where they are kept, and where the processes of a machine wait for each other.
    """

    def __init__(self, browser: str | None, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
