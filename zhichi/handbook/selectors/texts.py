"""The service charter and the glossary (1.1, 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.handbook.charter_data import TEXT_EN, TEXT_ZH
from zhichi.handbook.glossary_data import GROUPS, TERMS, Term
from zhichi.handbook.models import CharterVersion
from zhichi.handbook.selectors.conformance import active_language

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Charter:
    """The service charter in one language. Version 1 is the shipped text and has no date."""

    number: int
    text: str
    at: datetime | None


def charter(language: str | None = None) -> Charter:
    """The service charter in force (1.1), in `language` ("zh-hans", "en"; default the active one)."""
    is_english = (language or active_language()).startswith("en")
    row = CharterVersion.objects.order_by("-number").first()
    if row is None:
        return Charter(1, TEXT_EN if is_english else TEXT_ZH, None)
    return Charter(row.number, row.text_en if is_english else row.text_zh, row.at)


def charter_in_both() -> tuple[int, str, str]:
    """Version, Chinese and English text of the service charter in force (1.1)."""
    row = CharterVersion.objects.order_by("-number").first()
    return (row.number, row.text_zh, row.text_en) if row is not None else (1, TEXT_ZH, TEXT_EN)


def charter_versions() -> QuerySet[CharterVersion]:
    """All charters that somebody wrote, newest first, with their authors."""
    return CharterVersion.objects.select_related("author").order_by("-number")


def glossary() -> list[tuple[str, list[tuple[Term, str, str]]]]:
    """The glossary by group, each term with name and meaning in the active language."""
    language = active_language()
    place = 1 if language.startswith("en") else 0
    return [
        (names[place], [(term, term.name(language), term.meaning(language)) for term in TERMS if term.group == group])
        for group, names in GROUPS.items()
    ]
