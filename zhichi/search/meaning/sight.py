"""What somebody may see of what is near, whichever store compares it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from zhichi.search.models import Document, IndexRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Q, QuerySet

FIELDS = ("pk", "kind", "object_id")


class Passage(NamedTuple):
    """A passage that may be seen; `nearness` is 1 for the same, about 0 for what has nothing to do with it."""

    document: int
    kind: str
    object_id: int
    start: int
    length: int
    nearness: float


@dataclass(frozen=True)
class Sight:
    """Rights and days as a condition on rows of the index, and the facets that were chosen."""

    visible: Q
    facets: Mapping[str, str] = field(default_factory=dict)

    def documents(self) -> QuerySet[Document, tuple[Any, ...]]:
        """Key, kind and object of all that may be seen, as one statement."""
        return self._chosen(IndexRow.objects.filter(self.visible).values("pk"))

    def among(self, keys: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Kind and object of those documents that may be seen."""
        allowed = list(IndexRow.objects.filter(self.visible, pk__in=set(keys)).values_list("pk", flat=True))
        return {key: (kind, object_id) for key, kind, object_id in self._chosen(allowed)}

    def _chosen(self, keys: Any) -> QuerySet[Document, tuple[Any, ...]]:
        facets: dict[str, Any] = {f"facets__{name}": value for name, value in self.facets.items()}
        return Document.objects.filter(pk__in=keys, **facets).values_list(*FIELDS)
