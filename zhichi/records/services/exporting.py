"""Export a part of the record as a bundle that anybody can check without this server (3.4.3; docs/decisions/0036)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhichi.core import bundle
from zhichi.core.chain import instant
from zhichi.core.errors import DomainError
from zhichi.records import bundling, notarised, policies, registry, standalone
from zhichi.records.events import RecordExported
from zhichi.records.models import BundleExport, Event, Stream
from zhichi.records.services.append import append
from zhichi.records.services.notary import STREAM, key_in_use, sign_head, sign_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import BinaryIO

    from zhichi.core.actors import Actor
    from zhichi.records.models import SignedHead

AT_ONCE = 500


class _Place(NamedTuple):
    """What the walk through the log knows of each event."""

    pk: int
    hash: str
    at: datetime
    stream_id: int


def export_bundle(
    *,
    target: BinaryIO,
    stream: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> BundleExport:
    """Write one object's stream ("ticket:17"), or the events from `start` to before `end` (aware), into `target`.

    A head is signed first, so that every settled event is under one. Call it outside a transaction. Appends
    record.exported to the object's stream, or to that of the record. Raises Refused, and DomainError for an object
    that `by` may not see, a period that ends before it begins, or when there is no event.
    """
    stream_id = _check(stream, start, end, by)
    sign_head(at=at)
    newest = notarised.signed_heads().first()
    if newest is None:
        raise _nothing()

    def is_wanted(event: _Place) -> bool:
        if stream_id is not None:
            return event.stream_id == stream_id
        return (start is None or event.at >= start) and (end is None or event.at < end)

    with bundling.Writer(target) as writer:
        _walk(writer, newest, is_wanted, progress)
        if not writer.events:
            raise _nothing()
        scope = {"stream": stream, "start": instant(start) if start else "", "end": instant(end) if end else ""}
        manifest = _complete(writer, newest, scope, by, at)
    with transaction.atomic():
        row = BundleExport.objects.create(
            at=at, by_id=by.user_id, by_label=by.label[:200], stream=stream, start=start, end=end,
            events=writer.events, manifest=manifest,
        )  # fmt: skip
        told = RecordExported(
            export=row.pk, of=stream, start=scope["start"], end=scope["end"], events=row.events, manifest=manifest
        )
        append(stream or STREAM, told, by=by, at=at)
    return row


def _check(stream: str, start: datetime | None, end: datetime | None, by: Actor) -> int | None:
    """The id of the stream that is meant; None for a period."""
    if not by.is_system:
        policies.EXPORT.check(by.user)
    if start and end and start >= end:
        message = _("The period ends before it begins.")
        raise DomainError("period", message, fields={"end": message})
    if not stream:
        return None
    kind, _colon, key = stream.partition(":")
    may_see = registry.holdables.find(kind)
    is_visible = by.is_system or (may_see is not None and key.isascii() and key.isdigit() and may_see(by.user, key))
    found = Stream.objects.filter(key=stream, length__gt=0).values_list("pk", flat=True).first() if is_visible else None
    if found is None:
        message = _("The record knows no such object, or you may not see it.")
        raise DomainError("no-object", message)
    return found


def _nothing() -> DomainError:
    message = _("There is no event in this period.")
    return DomainError("no-events", message, fields={"start": message})


def _walk(
    writer: bundling.Writer,
    newest: SignedHead,
    is_wanted: Callable[[_Place], bool],
    progress: Callable[[int, int], None] | None,
) -> None:
    """Through the log once; heads over chosen events are put in where they were signed, the newest in any case."""
    heads, taken = notarised.heads_in_order(), 0
    head = next(heads)
    for batch in _batches(newest.last_event):
        wanted = [event.pk for event in batch if is_wanted(event)]
        rows = {row.pk: row for row in Event.objects.select_related("stream", "payload").filter(pk__in=wanted)}
        for event in batch:
            if event.pk in rows:
                writer.add(rows[event.pk])
            else:
                writer.log.leave_out(event.hash)
            if event.pk == head.last_event:
                if writer.events > taken or head.number == newest.number:
                    writer.head(head)
                taken = writer.events
                head = next(heads, head)
        if progress:
            progress(writer.log.size, newest.size)
    if not writer.heads or writer.heads[-1]["number"] != newest.number:
        writer.head(newest)  # the event under it is gone: whoever checks the bundle finds that


def _batches(until: int) -> Iterator[list[_Place]]:
    rows = Event.objects.filter(pk__lte=until).order_by("pk").values_list("pk", "hash", "at", "stream_id")
    after = 0
    while batch := [_Place(*row) for row in rows.filter(pk__gt=after)[:AT_ONCE]]:
        yield batch
        after = batch[-1].pk


def _complete(writer: bundling.Writer, newest: SignedHead, scope: dict[str, str], by: Actor, at: datetime) -> str:
    """All files but those of the events; the manifest's digest."""
    keys = notarised.known_keys()
    heads = {"format": notarised.HEADS_FILE, "keys": keys, "heads": writer.heads}
    writer.write(bundle.HEADS_NAME, json.dumps(heads, indent=1) + "\n")
    writer.write(bundling.VERIFIER, standalone.source())
    key = key_in_use(at=at)
    writer.write(bundling.KEY, _pem(key.public))
    context = {
        "scope": scope, "at": at, "by": by.label, "events": writer.events, "shown": writer.shown, "key": key,
        "newest": newest, "heads": len(writer.heads), "language": get_language(),
    }  # fmt: skip
    writer.write(bundling.READ_ME, render_to_string("records/bundle.html", context))
    text = writer.finish(
        {
            "format": bundle.BUNDLE_FORMAT,
            "made_at": instant(at),
            "made_by": by.label,
            "scope": scope,
            "key": key.fingerprint,
            "public": key.public,
        }
    )
    writer.sign(sign_text(text, at=at))
    return hashlib.sha256(text).hexdigest()


def _pem(public: str) -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - a large library
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - the same

    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
