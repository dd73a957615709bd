"""Notices as sentences, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.notices.registry import kinds
from zhichi.records.selectors import fill

if TYPE_CHECKING:
    from zhichi.notices.models import Notice


def words(notice: Notice) -> str:
    """What a notice says. Never fails: a kind that this version does not know is shown by its code."""
    kind = kinds.find(notice.kind)
    if kind is None:
        return f"{notice.kind} {notice.label}".strip()
    return fill(notice.kind, kind.wording, {**notice.data, "matter": notice.label})
