"""What a chat or a mail shows of a link: tags in the head of its document, for readers who run no script.

Every text comes from a view, none from an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.ledger import ledger
from components.page import LINE
from components.pictures.card import HEIGHT, WIDTH
from components.tree import html
from components.verdict import heading, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.tree import Node
    from components.view import View

NAME = "Small-Cap Desk"


def preview_tags(view: View, url: str, image: str | None) -> list[Node]:
    """Return the tags of a link to a view: equal ones of Open Graph and of Twitter, and a description.

    Parameters
    ----------
    view : View
        Shown as it was asked for, without a notice.
    url : str
        Whole address of the link.
    image : str or None
        Whole address of its picture of `WIDTH` x `HEIGHT` pixels; None where none can be made.
    """
    spoken = heading(view)
    words = _tags(title(view), f"{spoken} {ledger(view.claims).summary.text}")
    if image is None:
        return [*words, *_open_graph({"og:url": url}), *_named({"twitter:card": "summary"})]
    secure = {"og:image:secure_url": image} if image.startswith("https://") else {}
    return [
        *words,
        *_open_graph({"og:url": url, "og:image": image, **secure, "og:image:type": "image/png"}),
        *_open_graph({"og:image:width": WIDTH, "og:image:height": HEIGHT, "og:image:alt": spoken}),
        *_named({"twitter:card": "summary_large_image", "twitter:image": image, "twitter:image:alt": spoken}),
    ]


def plain_tags(name: str = NAME, said: str = LINE) -> list[Node]:
    """Return the tags of a link without a picture.

    Parameters
    ----------
    name, said : str
        What the page is; those of the desk where it shows no view, or another one than was asked for.
    """
    return [*_tags(name, said), *_named({"twitter:card": "summary"})]


def oembed_tag(address: str, name: str) -> Node:
    """Return the tag by which a wiki finds the frame for a link, at the address of its description in JSON."""
    return html.Link(rel="alternate", type="application/json+oembed", href=address, title=name)


def _tags(name: str, said: str) -> Iterator[Node]:
    yield from _open_graph({"og:type": "website", "og:site_name": NAME, "og:title": name, "og:description": said})
    yield from _named({"description": said, "twitter:title": name, "twitter:description": said})


def _open_graph(tags: dict[str, object]) -> list[Node]:
    return [html.Meta(property=name, content=content) for name, content in tags.items()]


def _named(tags: dict[str, object]) -> list[Node]:
    return [html.Meta(name=name, content=content) for name, content in tags.items()]
