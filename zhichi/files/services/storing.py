"""Store a file, bind it to its holder, copy it for another, sweep what nobody claimed."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.files import content_types, definitions, looking, standing, storage
from zhichi.files.choices import Measure
from zhichi.files.events import FileHeld
from zhichi.files.models import Attachment
from zhichi.files.names import clean_name
from zhichi.files.services import contents
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.core.actors import Actor

SWEEP_BATCH = 500


@transaction.atomic
def remove(*, attachment: Attachment, by: Actor, at: datetime) -> None:
    """Delete a file whose time is over, and its content where no other file has it. Its holder keeps the record.

    Raises ProtectedError while a row still names it.
    """
    blob_id = attachment.blob_id
    Attachment.objects.filter(pk=attachment.pk).delete()
    contents.drop_if_unused(blob_id)


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
    takes_programs: bool = True,
    may_refuse: bool = False,
) -> Attachment:
    """Store a content once and an attachment that names it. `upload_token` is the unsigned key of a guest's form.

    `limit` is in bytes (default: the setting for attachments). Whether it is a program is told by its bytes. With
    `may_refuse` somebody is there to be told that the handbook refuses such files; without, they are held back.

    The content is read in pieces. Appends files.held for one that is held back, else nothing: the holder's event names
    its attachments. Raises DomainError "too-large" or "refused-type". When the caller's transaction is rolled
    back, at most a file that nobody names stays on the disk.
    """
    written = _write(content, filename, limit or settings.MAX_ATTACHMENT_BYTES)
    name, claim = clean_name(filename), content_types.plain_claim(claimed_type)
    try:
        kind = content_types.detect(written.head, written.tail, filename=name, claimed_type=claim)
        traits = _looked(written, name, kind)
        _refuse_kind(name, kind, traits, takes_programs=takes_programs, may_refuse=may_refuse)
        with transaction.atomic(savepoint=False):
            row = Attachment(
                blob=contents.keep(written, at, traits),
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
            _tell_held(row, by, at)
            return row
    except BaseException:
        written.discard()
        raise


def _write(content: bytes | BinaryIO | Iterable[bytes], filename: str, limit: int) -> storage.Written:
    try:
        return storage.write_temporary(content, limit=limit)
    except storage.TooLarge:
        raise too_large(filename) from None


def _looked(written: storage.Written, name: str, kind: str) -> tuple[str, str]:
    if written.size <= len(written.head):  # all of it is here
        return looking.look(BytesIO(written.head), filename=name, content_type=kind, head=written.head)
    with Path(written.temporary).open("rb") as content:
        return looking.look(content, filename=name, content_type=kind, head=written.head)


def _refuse_kind(name: str, kind: str, traits: tuple[str, str], *, takes_programs: bool, may_refuse: bool) -> None:
    if kind in content_types.PROGRAMS and not takes_programs:
        raise _refused_type(name)
    if may_refuse and standing.measure_of(traits[0]) == Measure.REFUSE:
        words = _("“%(name)s” is not taken here. %(why)s.") % {"name": name, "why": standing.traits_words(*traits)}
        raise DomainError("refused-type", words, _("Send a picture, a log or a document instead, or ask us first."))


def _tell_held(row: Attachment, by: Actor, at: datetime) -> None:
    blob = row.blob
    if blob.look and standing.is_held(blob):
        append(f"file:{blob.pk}", FileHeld(name=row.filename, traits=blob.look, detail=blob.look_said), by=by, at=at)


def _refused_type(name: str) -> DomainError:
    return DomainError(
        "refused-type",
        _("“%s” is a program, whatever its name says. Programs are not taken here.") % name,
        _("Send a picture, a log or a document instead, or ask us first."),
    )


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


def fresh_copies(*, attachments: Iterable[Attachment], by: Actor, at: datetime) -> list[Attachment]:
    """The same files once more as fresh uploads of `by`; their contents are not stored again."""
    copied = ("blob", "filename", "claimed_type", "content_type")
    rows = [
        Attachment(**{name: getattr(item, name) for name in copied}, uploaded_by_id=by.user_id, created_at=at)
        for item in attachments
    ]
    return Attachment.objects.bulk_create(rows)


def sweep(*, at: datetime) -> int:
    """Delete uploads that nobody claimed in time, and contents that nothing names any more; returns how many."""
    kept = timedelta(hours=int(policy(definitions.KEPT)))
    stale = Attachment.objects.filter(holder_id=None, created_at__lt=at - kept)
    swept = 0
    for attachment_id, blob_id in list(stale.order_by("pk").values_list("pk", "blob_id")[:SWEEP_BATCH]):
        with transaction.atomic():
            swept += Attachment.objects.filter(pk=attachment_id, holder_id=None).delete()[0]
            contents.drop_if_unused(blob_id)
    return swept
