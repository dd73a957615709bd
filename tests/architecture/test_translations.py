"""Every string a person reads exists in Chinese too, and nothing is left over in the translation files."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import hold, product_modules, shorten, syntax
from tools.messages import gaps

MARKS = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy", "pgettext_lazy"}

pytestmark = pytest.mark.one_database


def test_every_message_is_translated() -> None:
    hold([str(gap) for gap in gaps()], {}, "run `make messages`, then translate")


def test_no_message_hides_in_an_f_string() -> None:
    """xgettext looks into f-strings only since 0.23: with an older one such a message would silently stay English."""
    found = [
        f"{shorten(path)}:{call.lineno}"
        for path in product_modules()
        for text in ast.walk(syntax(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS
    ]
    hold(found, {}, "give the words a name of their own before the f-string")
