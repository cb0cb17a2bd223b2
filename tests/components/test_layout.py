from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from components.ids import Id
from components.page import index, layout
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


def test_every_id_stands_once_in_the_page() -> None:
    """The layout has exactly the parts that are named, so that no callback speaks of a part that is not there."""
    found = [part.id for part in layout(PAIRS)._traverse() if getattr(part, "id", None)]
    assert sorted(found) == sorted(name for name in Id if name is not Id.SHELL)


def test_the_list_offers_every_fixed_pair() -> None:
    """Each pair of the data service can be chosen by its label."""
    select = next(part for part in layout(PAIRS)._traverse() if getattr(part, "id", None) == Id.PAIR)
    assert [choice["label"] for choice in select.data] == [pair.label for pair in PAIRS]


def test_the_document_keeps_all_of_dashs_placeholders() -> None:
    """Dash refuses a document that lacks one of them."""
    wanted = {"app_entry", "config", "scripts", "renderer", "metas", "title", "favicon", "css"}
    assert set(re.findall(r"\{%(\w+)%\}", index())) == wanted
    assert '<html lang="en">' in index()


def test_the_vendored_script_comes_with_its_licence() -> None:
    """The licence stands beside the script, and the script names its version."""
    script = ASSETS / "vendor" / "plotly-basic-4.1.1.min.js"
    assert "plotly.js (basic - minified) v4.1.1" in script.read_text(encoding="utf-8")[:200]
    assert "MIT License" in (ASSETS / "vendor" / "plotly-basic-4.1.1.LICENSE").read_text(encoding="utf-8")
