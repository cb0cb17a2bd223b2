from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.tree import Node, html, html_text


class _Reader(HTMLParser):
    """Reads HTML back into nodes, by the standard library's parser."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[list[object]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = [tag, dict(attrs)]
        self.open[-1].append(node)
        if tag not in {"input", "br"}:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].append(data)


def _read(text: str) -> object:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (node,) = reader.open.pop()
    return node


_NAMES = st.sampled_from(["class", "title", "data-query", "aria-label"])
_TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)
_NODES = st.recursive(
    st.builds(lambda attributes: ("input", attributes), st.dictionaries(_NAMES, _TEXTS)),
    lambda inner: st.builds(
        lambda tag, attributes, text, children: (tag, attributes, text, *children),
        st.sampled_from(["p", "div", "svg"]),
        st.dictionaries(_NAMES, _TEXTS),
        _TEXTS,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


def _listed(node: Node) -> object:
    """Return a node with lists for tuples, as the parser above gives them."""
    return node if isinstance(node, str) else [node[0], node[1], *map(_listed, node[2:])]


@given(_NODES)
def test_html_reads_back_as_the_nodes_it_was_written_from(node: Node) -> None:
    """Whatever stands in texts and attributes, the standard library's parser finds it again."""
    assert _listed(node) == _read(html_text(node))


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (html.P("1 < 2 & 3"), "<p>1 &lt; 2 &amp; 3</p>"),
        (html.Button("Go", disabled=True, type="button"), '<button disabled="" type="button">Go</button>'),
        (html.Button("Go", disabled=False), "<button>Go</button>"),
        (html.Div(hidden=True), '<div hidden=""></div>'),
        (html.A("CSV", href="csv?a=1&b=2", download=True), '<a href="csv?a=1&amp;b=2" download="">CSV</a>'),
        (html.P("x", **{"aria-hidden": True}), '<p aria-hidden="true">x</p>'),
        (html.P("x", **{"aria-expanded": False}), '<p aria-expanded="false">x</p>'),
        (html.P("x", className="a", tabIndex="-1"), '<p class="a" tabindex="-1">x</p>'),
        (html.P(["a", html.Br(), 2]), "<p>a<br>2</p>"),
        (html.Div(html.Svg(viewBox="0 0 1 1")), '<div><svg viewBox="0 0 1 1"></svg></div>'),
        (html.Label("Pair", htmlFor="pair"), '<label for="pair">Pair</label>'),
    ],
)
def test_an_element_is_written_as_a_browser_reads_it(element: Node, expected: str) -> None:
    """Written by hand after the HTML standard: void elements, boolean attributes, escapes, an svg among components."""
    assert _read(expected) == _read(html_text(element))


def test_a_percent_sign_stays_on_the_line_of_its_number() -> None:
    """The blank before it is one that no line breaks at."""
    assert html.P("2.5 % up") == ("p", {}, "2.5\N{NO-BREAK SPACE}% up")
