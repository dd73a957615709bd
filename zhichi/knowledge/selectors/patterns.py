"""Reads of templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.knowledge.models import Pattern

if TYPE_CHECKING:
    from django.db.models import QuerySet


def patterns(*, active: bool | None = True) -> QuerySet[Pattern]:
    """Templates by type and name: those in use, those that are not, or all of them."""
    rows = Pattern.objects.select_related("source", "by")
    return rows if active is None else rows.filter(is_active=active)


def pattern(key: int) -> Pattern | None:
    """One template."""
    return patterns(active=None).filter(pk=key).first()
