"""Every type of event can be read as a sentence, in English and in Chinese."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from importlib import import_module

import pytest
from babel.messages.pofile import read_po

from tests.architecture.tree import HOUSE, hold
from zhichi.core import events

pytestmark = pytest.mark.one_database

PLACEHOLDER = re.compile(r"%\((\w+)\)|{(\w+)")
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@cache
def _chinese() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in HOUSE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as lines:
            catalog = read_po(lines, locale="zh_Hans")
        found |= {
            str(entry.id): str(entry.string) for entry in catalog if entry.id and entry.string and not entry.fuzzy
        }
    return found


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _sentences() -> list[tuple[str, type[events.Event], str]]:
    return [
        (code, cls, sentence)
        for code, cls in events.types.items()
        for sentence in (cls.wording, cls.public_wording)
        if sentence
    ]


def test_every_event_type_is_known_from_the_start() -> None:
    known = {code for code, _ in events.types.items()}
    for path in HOUSE.rglob("events.py"):
        import_module(".".join(path.relative_to(HOUSE.parent).with_suffix("").parts))
    assert known, "no part has registered an event"
    late = {code for code, _ in events.types.items()} - known
    assert not late, f"import the part's events in AppConfig.ready(), else its history cannot be read: {sorted(late)}"


def test_every_event_has_a_code_and_a_wording() -> None:
    found = [code for code, cls in events.types.items() if not cls.wording or not CODE.fullmatch(code)]
    hold(found, {}, "give the event a dotted code and an English sentence")


def test_every_wording_is_translated() -> None:
    hold([f"{code}: {text!r}" for code, _, text in _sentences() if text not in _chinese()], {}, "no zh_Hans wording")


def test_wordings_agree_on_their_placeholders() -> None:
    found = [
        f"{code}: {text!r}"
        for code, _, text in _sentences()
        if _placeholders(text) != _placeholders(_chinese().get(text, text))
    ]
    hold(found, {}, "English and Chinese name different fields")


def test_wordings_name_only_what_the_event_holds() -> None:
    found = [
        f"{code}: {text!r}"
        for code, cls, text in _sentences()
        if _placeholders(text) - {field.name for field in dataclasses.fields(cls)} - {"actor"}
    ]
    hold(found, {}, "a placeholder is neither a field nor `actor`")
