"""The tags of a link by which a chat shows a card, and a wiki finds its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from components.pictures import CARD
from components.previews import NAME, oembed_tag, plain_tags, preview_tags
from components.verdict import title
from sharing.keys import KeysError
from sharing.tokens import Purpose

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View
    from sharing.context import Sharing
    from sharing.tokens import Grant


def page_tags(sharing: Sharing, view: View | None) -> list[Node]:
    """Return the tags of the page of a link, the same all day.

    Their address and picture are those of the session shown, whatever day a link without a date is opened on. A page
    that could not be built, or says that it shows something else than was asked for, has no picture, and none has where
    previews are without figures.
    """
    if view is None or view.pair.notice or view.ignored or not sharing.figures:
        return plain_tags()
    grant = sharing.preview(view)
    try:
        return preview_tags(view, f"{sharing.base()}/{grant.query}", card(sharing, grant))
    except KeysError:  # the log of every address that opens a link says so; the page itself goes on
        return plain_tags()


def snapshot_tags(sharing: Sharing, grant: Grant, view: View, token: str) -> list[Node]:
    """Return the tags of a snapshot, whose token has been opened: its card, taken back with it, and its frame."""
    if view.pair.notice or view.ignored:
        return plain_tags()
    address = f"{sharing.base()}/s/{token}"
    if not sharing.figures:
        return [*plain_tags(), found_by(sharing, address, view)]
    return [*preview_tags(view, address, card(sharing, grant)), found_by(sharing, address, view)]


def card(sharing: Sharing, grant: Grant) -> str | None:
    """Return the address of the card of what a grant allows; None where there is none to be had."""
    if not (sharing.pictures.rendered and sharing.figures):
        return None
    return f"{sharing.base()}/image/{sharing.signer.token(Purpose.IMAGE, grant)}.png?panel={CARD}"


def found_by(sharing: Sharing, address: str, view: View) -> Node:
    """Return the tag by which the frame for an address of ours is found."""
    name = title(view) if sharing.figures else NAME
    return oembed_tag(f"{sharing.base()}/oembed?url={quote(address, safe='')}&format=json", name)
