"""Writes of files: store a content, bind it to its holder, sweep what nobody claimed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.files import content_types, storage
from zhichi.files.models import Attachment, Blob
from zhichi.files.names import clean_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.core.actors import Actor

UNCLAIMED_FOR = timedelta(days=1)
SWEEP_BATCH = 500


def store(  # noqa: PLR0913 - a file as somebody sent it; callers name the few they need
    *,
    content: bytes | BinaryIO | Iterable[bytes],
    filename: str,
    claimed_type: str,
    by: Actor,
    at: datetime,
    holder: tuple[str, int] | None = None,
    is_inline: bool = False,
    content_id: str = "",
    upload_token: str = "",
    limit: int | None = None,
) -> Attachment:
    """Store a content once and an attachment that names it. `upload_token` is the unsigned key of a guest's form.

    `limit` is in bytes (default: the setting for attachments).

    The content is read in pieces. Appends no event: the holder's event names its attachments. Raises DomainError
    "too-large". When the caller's transaction is rolled back, at most a file that nobody names stays on the disk.
    """
    try:
        written = storage.write_temporary(content, limit=limit or settings.MAX_ATTACHMENT_BYTES)
    except storage.TooLarge:
        raise too_large(filename) from None
    name, claim = clean_name(filename), content_types.plain_claim(claimed_type)
    kind = content_types.detect(written.head, written.tail, filename=name, claimed_type=claim)
    try:
        with transaction.atomic(savepoint=False):
            row = Attachment(
                blob=_blob(written, at),
                filename=name,
                claimed_type=claim,
                content_type=kind,
                is_inline=is_inline,
                content_id=content_id[:255],
                holder_kind=holder[0] if holder else "",
                holder_id=holder[1] if holder else None,
                uploaded_by_id=by.user_id,
                upload_token=upload_token,
                created_at=at,
            )
            insert(row)
            return row
    except BaseException:
        written.discard()
        raise


def too_large(filename: str) -> DomainError:
    """The refusal of a file that is longer than allowed."""
    megabytes = settings.MAX_ATTACHMENT_BYTES // (1024 * 1024)
    return DomainError(
        "too-large",
        _("“%(name)s” is larger than %(limit)s MB.") % {"name": clean_name(filename), "limit": megabytes},
        _("Send a smaller file, or put it where we can fetch it and tell us the address."),
    )


@transaction.atomic
def attach(*, attachments: Iterable[Attachment], holder: tuple[str, int], by: Actor, at: datetime) -> int:
    """Bind fresh uploads to their holder; returns how many. An upload that hangs on something already stays there."""
    ids = [attachment.pk for attachment in attachments]
    if not ids:
        return 0
    rows = Attachment.objects.filter(pk__in=ids, holder_id=None)
    return rows.update(holder_kind=holder[0], holder_id=holder[1], upload_token="")


def sweep(*, at: datetime) -> int:
    """Delete uploads that nobody claimed for a day, and contents that nothing names any more; returns how many."""
    stale = Attachment.objects.filter(holder_id=None, created_at__lt=at - UNCLAIMED_FOR)
    swept = 0
    for attachment_id, blob_id in list(stale.order_by("pk").values_list("pk", "blob_id")[:SWEEP_BATCH]):
        with transaction.atomic():
            swept += Attachment.objects.filter(pk=attachment_id, holder_id=None).delete()[0]
            _drop_if_unused(blob_id)
    return swept


def _blob(written: storage.Written, at: datetime) -> Blob:
    """The row of this content, made when new; its file is on the disk afterwards."""
    found = _insert(written, at)
    if found is None:
        found = _hold(written.sha256)
        if storage.path_of(written.sha256).exists():
            written.discard()
            return Blob(pk=found, sha256=written.sha256, size=written.size, stored_at=at)
    storage.put_in_place(written)
    return Blob(pk=found, sha256=written.sha256, size=written.size, stored_at=at)


def _insert(written: storage.Written, at: datetime) -> int | None:
    # One statement for the common case, a new content; it also waits for a sweep that deletes the same content.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO files_blob (sha256, size, stored_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (sha256) DO NOTHING RETURNING id",
            [written.sha256, written.size, connection.ops.adapt_datetimefield_value(at)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _hold(sha256: str) -> int:
    # KEY SHARE keeps a sweep from deleting the row before our attachment names it, and lets others share the content.
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM files_blob WHERE sha256 = %s{lock}", [sha256])  # noqa: S608 - no outside text
        return int(cursor.fetchone()[0])


def _drop_if_unused(blob_id: int) -> None:
    blob = Blob.objects.select_for_update().filter(pk=blob_id).first()
    if blob is None or Attachment.objects.filter(blob=blob).exists():
        return
    # The file goes before the commit: whoever brings this content again waits for the row and then writes it anew.
    storage.path_of(blob.sha256).unlink(missing_ok=True)
    blob.delete()
