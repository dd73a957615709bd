"""Reads of the Merkle log: hashes of events, signed heads, bundles that left the house (3.4.2, 3.4.3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from zhichi.records.models import BundleExport, Event, NotaryKey, SignedHead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db import models

HASHES_AT_ONCE = 2000
HEADS_AT_ONCE = 500
HEADS_FILE = "zhichi-heads/1"


def hashes(*, after: int = 0, until: int | None = None) -> Iterator[tuple[int, str]]:
    """Id and hash of every event in order of id, from after `after` to `until`, read in batches."""
    rows = Event.objects.order_by("pk").values_list("pk", "hash")
    if until is not None:
        rows = rows.filter(pk__lte=until)
    while some := list(rows.filter(pk__gt=after)[:HASHES_AT_ONCE]):
        yield from some
        after = some[-1][0]


def events_after(event_id: int) -> int:
    """How many events are newer than one."""
    return Event.objects.filter(pk__gt=event_id).count()


def signed_heads() -> models.QuerySet[SignedHead]:
    """Signed heads with their keys, the newest first."""
    return SignedHead.objects.select_related("key").defer("edge").order_by("-number")


def heads_in_order() -> Iterator[SignedHead]:
    """Every signed head with its key, the oldest first, read in batches."""
    number = -1
    while rows := list(signed_heads().filter(number__gt=number).order_by("number")[:HEADS_AT_ONCE]):
        yield from rows
        number = rows[-1].number


def known_keys() -> list[dict[str, Any]]:
    """The public keys that sign or signed heads, the oldest first, as files hold them."""
    return [{"fingerprint": key.fingerprint, "public": key.public} for key in NotaryKey.objects.order_by("pk")]


def heads_file() -> Iterator[str]:
    """All signed heads with the public keys as one JSON document, piece by piece: to be kept outside the house."""
    yield f'{{"format": "{HEADS_FILE}", "keys": {json.dumps(known_keys())}, "heads": [\n'
    for place, row in enumerate(heads_in_order()):
        yield ("," if place else "") + json.dumps(row.facts()) + "\n"
    yield "]}\n"


def exports() -> models.QuerySet[BundleExport]:
    """Bundles that left the house, the newest first."""
    return BundleExport.objects.order_by("-at", "-pk")


def exports_in(start: datetime, end: datetime) -> models.QuerySet[BundleExport]:
    """Bundles that left the house in a period."""
    return BundleExport.objects.filter(at__gte=start, at__lt=end)
