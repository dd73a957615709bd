"""Every icon that code or a template names is in the installed package: a missing one breaks the page that shows it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lucide import IconDoesNotExist

from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.one_database

SOURCE = Path(__file__).resolve().parents[2] / "zhichi"
IN_TEMPLATE = re.compile(r"""\{% icon "([a-z0-9-]+)"|\bicon_name="([a-z0-9-]+)\"""")
LEAST = 150  # names found; fewer would mean that this test looks in the wrong place


def test_keeps_to_icons_that_exist() -> None:
    named = {**dict(_in_code()), **dict(_in_templates())}
    assert len(named) > LEAST
    unknown = {name: place for name, place in named.items() if not _exists(name)}
    assert not unknown, unknown


def test_finds_a_wrong_name_wherever_one_may_stand() -> None:
    code = (
        "class Kind:\n    code: str\n    icon: str = 'bell'\n"
        "Kind('a', 'wrong-by-place'); Kind(code='a', icon='wrong-by-name'); register_icon('a', 'wrong-by-call')\n"
        "ICONS = {'a.b': 'wrong-in-a-table'}\nMARK_ICONS: dict[str, str] = {'a.b': 'wrong-in-a-typed-table'}\n"
    )
    tree = ast.parse(code)
    found = {name for name in _named_in(tree, _places([tree])) if name.startswith("wrong")}
    assert len(found) == 5, found


def _exists(name: str) -> bool:
    try:
        return bool(icon(name))
    except IconDoesNotExist:
        return False


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in SOURCE.rglob("templates/**/*.html"):
        for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            yield match[1] or match[2], str(path.relative_to(SOURCE))


def _in_code() -> Iterator[tuple[str, str]]:
    paths = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    places = _places(trees.values())
    for path, tree in trees.items():
        for name in _named_in(tree, places):
            yield name, str(path.relative_to(SOURCE))


def _places(trees: Iterable[ast.Module]) -> dict[str, int]:
    """Class with a field `icon` → the place of that field among its arguments."""
    found = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                fields = [name for item in node.body if (name := _field(item))]
                if "icon" in fields:
                    found[node.name] = fields.index("icon")
    return found


def _field(item: ast.stmt) -> str:
    """The name of a field of a dataclass; empty for anything else."""
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return item.target.id
    return ""


def _named_in(tree: ast.Module, places: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _literals(_of_call(node, places))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(item, ast.Name) and item.id.endswith("ICONS") for item in targets):
                yield from _literals(node.value.values)


def _of_call(node: ast.Call, places: dict[str, int]) -> Iterator[ast.expr]:
    yield from (item.value for item in node.keywords if item.arg == "icon")
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    place = places.get(called)
    if place is not None and place < len(node.args):
        yield node.args[place]
    if called == "register_icon":
        yield node.args[-1]


def _literals(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
