"""Every string a person reads exists in Chinese too, and nothing is left over in the translation files."""

from __future__ import annotations

import ast

import pytest
from babel.messages.pofile import read_po

from tests.architecture.tree import HOUSE, hold, product_modules, shorten, syntax
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


def test_messages_are_marked_by_names_that_are_looked_for() -> None:
    """What is marked by another name is in no catalogue, and so would stay English unseen."""
    found = [
        f"{shorten(path)}:{node.lineno} {name.name} as {name.asname}"
        for path in product_modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in {None, "_"}
    ]
    hold(found, {}, "import it under its own name, or as _")


def test_one_message_has_one_translation() -> None:
    """Django throws the catalogues of all parts together: of two translations of one message only one is ever shown."""
    words: dict[tuple[str, str], dict[str, str]] = {}
    for path in sorted(HOUSE.rglob("zh_Hans/LC_MESSAGES/django.po")):
        for entry in read_po(path.read_bytes().splitlines(keepends=True), locale="zh_Hans"):
            if entry.id and entry.string:
                key = (entry.context or "", first(entry.id))
                words.setdefault(key, {})[shorten(path).partition("/locale")[0]] = first(entry.string)
    found = [f"{key[1]!r}: {told}" for key, told in words.items() if len(set(told.values())) > 1]
    hold(found, {}, "agree on one, or tell them apart by a context (pgettext)")


def first(text: str | list[str] | tuple[str, ...]) -> str:
    """The message itself, or its singular."""
    return text if isinstance(text, str) else text[0]
