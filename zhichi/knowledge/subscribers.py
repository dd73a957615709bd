"""What knowledge hears: the search index follows every change of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.knowledge.choices import KIND
from zhichi.knowledge.search import documents_of
from zhichi.search import services as search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded


def index_articles(events: Sequence[Recorded]) -> None:
    """A tail: put every article that changed into the search index, once a batch; what nobody may find leaves it."""
    ids = sorted({event.object_id for event in events if event.stream.startswith("article:")})
    if ids:
        documents = documents_of(ids)
        search.remove(KIND, set(ids) - {one.object_id for one in documents})
        search.index_documents(documents)
