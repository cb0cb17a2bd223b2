from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import pytest

from components.controls import held, scrubber
from components.ids import Id
from components.page import body, document
from components.state import ViewState
from data.instruments import PAIRS

ROOT = Path(__file__).resolve().parent.parent.parent
ASSETS = ROOT / "assets"
_MODULES = sorted([*ROOT.glob("components/**/*.py"), *ROOT.glob("callbacks/**/*.py")])


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_has_a_literal_id_or_a_style(module: Path) -> None:
    """Ids are members of `Id`, in components and in callbacks, and looks live in the style sheets."""
    calls = [node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    keywords = [keyword for call in calls for keyword in call.keywords]
    assert [keyword.lineno for keyword in keywords if keyword.arg == "style"] == []
    assert [word.lineno for word in keywords if word.arg == "id" and isinstance(word.value, ast.Constant)] == []
    wired = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"Input", "Output", "State"}]
    assert [call.lineno for call in wired if call.args and isinstance(call.args[0], ast.Constant)] == []


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_holds_css_or_javascript(module: Path) -> None:
    """No text in Python looks like a style rule or a function of the browser's."""
    texts = [
        node.value
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in texts if re.search(r"function\s*\(|=>\s*[{(]|\{\s*[\w-]+:\s*[^}]+;\s*\}", text)] == []


PLACES = ("notices", "verdict", "trust", "chart-head", "readout", "panes", "cases", "numbers", "odds", "patterns")
PARTS = tuple(map(Id, PLACES))
BEHIND = {Id.FIRST, Id.ASKED, Id.ANSWERED}  # in the document around the page's body, and in Dash's own layout


def _body(state: ViewState) -> str:
    now = held(state, PAIRS)
    return body(PAIRS, now, {part: [] for part in PARTS}, scrubber(now, 2, 3, "Tue 28 Oct 2014"), account=True)


def test_every_id_stands_once_in_the_page() -> None:
    """The body has exactly the parts that are named, so that no script speaks of a part that is not there."""
    found = re.findall(r' id="([^"]+)"', _body(ViewState()))
    named = [name for name in found if not name.endswith("-refused")]
    assert sorted(named) == sorted(set(Id) - BEHIND)


def test_the_list_offers_every_fixed_pair_and_selects_the_one_shown() -> None:
    """Each pair of the data service can be chosen by its label; a pair of the reader's own selects none of them."""
    shown = re.search(r'<select id="pair".*?</select>', _body(ViewState(small="IWM", large="SPY")))[0]
    options = re.findall(r'<option value="([^"]*)"([^>]*)>([^<]*)', shown)
    assert [label for _, _, label in options[1:]] == [html.escape(pair.label, quote=False) for pair in PAIRS]
    assert [value for value, rest, _ in options if "selected" in rest] == ["IWM,SPY"]
    own = re.search(r'<select id="pair".*?</select>', _body(ViewState(small="A", large="B")))[0]
    assert re.findall(r'<option value="([^"]*)"[^>]*selected', own) == [""]


def test_the_scrubber_is_served_where_the_as_of_session_lies() -> None:
    """The third of three sessions, under its date, before any script has run."""
    slide = re.search(r'<input type="range"[^>]*>', _body(ViewState()))[0]
    assert all(part in slide for part in ('max="2"', 'value="2"', 'aria-valuetext="Tue 28 Oct 2014"'))


def test_the_document_puts_each_part_in_its_place_once_and_as_it_is() -> None:
    """A text that looks like a placeholder of Dash's is text; a place that nobody fills is an error."""
    template = (ROOT / "components" / "index.html").read_text(encoding="utf-8")
    places = dict.fromkeys(re.findall(r"\{%(\w+)%\}", template), "x") | {"title": "{%scripts%}"}
    written = document(places)
    assert "<title>{%scripts%}</title>" in written
    assert '<html lang="en" data-theme="x">' in written
    with pytest.raises(KeyError):
        document({})


def test_what_is_vendored_comes_with_its_licence() -> None:
    """The licence stands beside the script and the font, and the script names its version."""
    script = ASSETS / "vendor" / "plotly-basic-4.1.1.min.js"
    assert "plotly.js (basic - minified) v4.1.1" in script.read_text(encoding="utf-8")[:200]
    assert "MIT License" in (ASSETS / "vendor" / "plotly-basic-4.1.1.LICENSE").read_text(encoding="utf-8")
    assert "SIL Open Font License" in (ASSETS / "vendor" / "inter-latin-5.3.0.LICENSE").read_text(encoding="utf-8")
