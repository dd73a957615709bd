"""Names of shifts that the record and notices kept, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from zhichi.core.remembered import Remembered
from zhichi.roster.models import ShiftKind

SECONDS = 5.0


def kind_words(name: str) -> str:
    """The kept name of a kind of shift in the reader's language; any other name as it is.

    At most one query, and that for readers of English alone. Where two teams give the same name different English
    ones, the kept name says more than a guess.
    """
    return english_kinds().get(name, name) if name and get_language() == "en" else name


def shift_words(text: str) -> str:
    """The same for "早班 2026-11-23"."""
    name, blank, day = text.rpartition(" ")
    return f"{kind_words(name)}{blank}{day}"


def _read() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, english in ShiftKind.objects.exclude(name_en="").values_list("name", "name_en"):
        found.setdefault(name, set()).add(english)
    return {name: words.pop() for name, words in found.items() if len(words) == 1}


english_kinds = Remembered(_read, seconds=SECONDS)
