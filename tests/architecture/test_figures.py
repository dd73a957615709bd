"""Every figure of the handbook names the records it counts, or says why there is nothing to list."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import hold, product_modules, shorten, syntax
from zhichi.handbook import registry
from zhichi.handbook.clauses_data import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.one_database

SAYS = {"rows", "unlisted"}
ROWS_PLACE = 5  # rows among the arguments of Figure
LEAST = 60  # figures that the parts show today; fewer means that this test looks past them

UNSAID: dict[str, str] = {}
UNCOMPARED: dict[str, str] = {
    "1.2": "who works here and has read the handbook now",
    "1.3": "the glossary that is shipped",
    "4.1": "people by post now, covered by their working hours as they are now; the roster's part is compared",
}


def test_every_figure_leads_to_its_records_or_says_why_not() -> None:
    figures = list(_figures())
    assert len(figures) > LEAST
    unsaid = {f"{place}:{call.lineno}" for place, call in figures if not _says(call)}
    hold(unsaid, UNSAID, "give rows=…, or unlisted=… with the reason")


def test_no_figure_says_both() -> None:
    both = {f"{place}:{call.lineno}" for place, call in _figures() if len(SAYS & _named(call)) > 1}
    hold(both, {}, "a figure with rows is listed")


def test_clauses_are_compared_with_the_period_before_or_say_why_not() -> None:
    apart = {
        clause for clause in CLAUSES if (main := registry.providers.find(clause)) and main not in registry.compared
    }
    added = {clause for clause, provider in registry.additions.values() if provider not in registry.compared}
    hold(apart | added, UNCOMPARED, "register with compares=True; mark what says how things are now with is_now")


def _figures() -> Iterator[tuple[str, ast.Call]]:
    for path in product_modules():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Figure":
                yield shorten(path), node


def _named(call: ast.Call) -> set[str]:
    return {item.arg for item in call.keywords if item.arg}


def _says(call: ast.Call) -> bool:
    return bool(SAYS & _named(call)) or len(call.args) > ROWS_PLACE
