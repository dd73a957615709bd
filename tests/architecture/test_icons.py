"""Every icon that the code names is in the installed package: an unknown one would take its whole page down."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from lucide import IconDoesNotExist

from tests.architecture.tree import hold, product_modules, shorten, syntax, templates
from zhichi.knowledge import registry as knowledge
from zhichi.tickets import registry as tickets
from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.one_database

IN_TEMPLATES = re.compile(r"{%\s*icon\s+\"([^\"]+)\"")


def test_every_icon_exists() -> None:
    unknown = [
        f"{where}: {name}" for where, name in sorted({*_in_code(), *_in_templates(), *_registered()}) if _missing(name)
    ]
    hold(unknown, {}, "lucide has no icon of this name")


def test_an_unknown_icon_is_found_out() -> None:
    assert _missing("circle-of-nothing")
    assert len({name for _, name in _in_code()}) > 50


def _missing(name: str) -> bool:
    try:
        icon(name)
    except IconDoesNotExist:
        return True
    return False


def _registered() -> Iterator[tuple[str, str]]:
    yield from (("article types", kind.icon) for kind in knowledge.types.values())
    yield from (("events in a conversation", name) for name in tickets.icons.values())


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in templates():
        yield from ((shorten(path), name) for name in IN_TEMPLATES.findall(path.read_text("utf-8")))


def _in_code() -> Iterator[tuple[str, str]]:
    for path in product_modules():
        for node in ast.walk(syntax(path)):
            yield from ((shorten(path), name) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    """Icons in a table called …ICONS, given as `icon=`, or drawn by `icon(…)`."""
    found: list[ast.expr | None] = []
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id.endswith("ICONS") for target in targets):
            found += node.value.values if isinstance(node.value, ast.Dict) else getattr(node.value, "elts", [])
    elif isinstance(node, ast.Call):
        found += [given.value for given in node.keywords if given.arg == "icon"]
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        found += node.args[:1] if called == "icon" else []
    for value in found:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
