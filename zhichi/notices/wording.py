"""Notices as sentences, in the language of the reader, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from zhichi.notices.registry import kinds
from zhichi.records.selectors import fill, stream_url

if TYPE_CHECKING:
    from zhichi.notices.models import Notice


def words(notice: Notice) -> str:
    """What a notice says. Never fails: a kind that this version does not know is shown by its code."""
    kind = kinds.find(notice.kind)
    if kind is None:
        return f"{notice.kind} {notice.label}".strip()
    return fill(notice.kind, kind.wording, {**notice.data, "matter": notice.label})


def address_of(notice: Notice) -> str:
    """Where a notice leads: the page on which what it asks for is done, else that of its matter; empty for neither."""
    kind = kinds.find(notice.kind)
    if kind is not None and kind.url_name:
        return reverse(kind.url_name)
    return (stream_url(notice.stream) or "") if notice.stream else ""
