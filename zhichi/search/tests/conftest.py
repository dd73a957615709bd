"""Two invented kinds, and people who see all or a part of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Q

from zhichi.search import lexicon, registry, selectors, services
from zhichi.search.registry import Document, SearchRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

STAFF = SimpleNamespace(is_staff_member=True, mine=None)
CUSTOMER = SimpleNamespace(is_staff_member=False, mine=[1, 2])
KIND, OTHER = "test-thing", "test-other"


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Register the kinds for one test."""

    def visible(user: Any) -> Any:
        return None if user.mine is None else Q(object_id__in=user.mine)

    def load(ids: Any, user: Any) -> dict[int, SearchRow]:
        return {key: SearchRow(f"#{key}", "", f"/{key}/", "ticket") for key in ids if key != 13}

    for name in (KIND, OTHER):
        registry.kind(name, visible=visible, load=load)
    yield
    for name in (KIND, OTHER):
        del registry.kinds._items[name]


def thing(key: int, text: str, *, title: str = "", **given: Any) -> Document:
    """A document of the first kind, unless told."""
    return Document(**{"kind": KIND, "object_id": key, "title": title, "text": text, **given})


def found(query: str, *, user: Any = STAFF, kinds: Any = (KIND, OTHER), **given: Any) -> list[int]:
    """What holds everything."""
    hits = selectors.find(query, for_user=user, kinds=kinds, **given)
    return [hit.object_id for hit in hits if hit.is_whole]


def partly(query: str, **given: Any) -> list[int]:
    """What holds a part."""
    hits = selectors.find(query, for_user=STAFF, kinds=(KIND, OTHER), **given)
    return [hit.object_id for hit in hits if not hit.is_whole]


def count_words(at: datetime) -> None:
    """Take a census that is in force at once."""
    services.take_census(at=at)
    lexicon.forget()
