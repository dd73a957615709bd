"""Compare what events stated with versions, so that `verify` also finds a forged text (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.knowledge.models import ArticleVersion, Remark
from zhichi.knowledge.services import remarks
from zhichi.knowledge.services._write import digest
from zhichi.records.registry import Doubt, Recorded, compare, named

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_versions(events: Sequence[Recorded]) -> list[Doubt]:
    """Versions whose words differ from what was submitted."""
    rows = ArticleVersion.objects.in_bulk([event.data["version_id"] for event in events])
    return compare(events, named(rows, "version_id"), digest)


def check_remarks(events: Sequence[Recorded]) -> list[Doubt]:
    """Comments whose words differ from what was written."""
    rows = Remark.objects.in_bulk([event.data["remark_id"] for event in events])
    return compare(events, named(rows, "remark_id"), remarks.digest)
