"""Pictures of what came: fetched, looked at, scanned and stored as files of the article."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from zhichi.core.canonical import sha256
from zhichi.core.errors import DomainError
from zhichi.files import selectors as files_read
from zhichi.files import services as files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment
    from zhichi.gathering.registry import Found

MOST = 60  # of one article
_PICTURE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')


@dataclass
class Kept:
    """The text with our own pictures, the files that are new, and what is kept of each address."""

    html: str = ""
    fresh: list[Attachment] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=dict)
    lost: int = 0


def keep(found: Found, known: Mapping[str, list[str]], *, by: Actor, at: datetime) -> Kept:
    """Store the pictures of what came; one that cannot be had, or is none, is left out of the text."""
    kept = Kept()

    def swap(match: re.Match[str]) -> str:
        source = _SOURCE.search(match[0])
        address = entities.unescape(source[1]) if source else ""
        is_new = bool(address) and address not in kept.known and len(kept.known) < MOST
        if is_new and (held := _store(found, address, known, kept, by, at)) is not None:
            kept.known[address] = held
        if address not in kept.known:
            kept.lost += 1
            return ""
        return _SOURCE.sub(lambda _match: f'src="{entities.escape(kept.known[address][1])}"', match[0])

    kept.html = _PICTURE.sub(swap, found.html)
    return kept


def _store(
    found: Found, address: str, known: Mapping[str, list[str]], kept: Kept, by: Actor, at: datetime
) -> list[str] | None:
    picture = found.load(address)
    kind = files_read.picture_type(picture.content) if picture is not None else ""
    if picture is None or not kind:
        return None
    held = known.get(address)
    digest = sha256(picture.content)
    if held is not None and held[0] == digest:
        return list(held)
    name = picture.name if "." in picture.name else f"{picture.name}.{kind.rpartition('/')[2]}"
    try:
        made = files.store(
            content=picture.content, filename=name, claimed_type=kind, by=by, at=at, takes_programs=False
        )
    except DomainError:
        return None
    kept.fresh.append(made)
    return [digest, reverse("files:download", args=[made.public_id, made.filename])]
