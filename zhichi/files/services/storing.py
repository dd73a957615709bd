"""Store a content, bind it to its holder, sweep what nobody claimed; links to files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.core.limits import Limit
from zhichi.files import content_types, definitions, links, looking, scanner, selectors, standing, storage
from zhichi.files.choices import Measure, Scan
from zhichi.files.events import FileHeld, FileLinkRenewed, FileLinkRevoked
from zhichi.files.models import Attachment, Blob, FileLink
from zhichi.files.names import clean_name
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from zhichi.core.actors import Actor

SWEEP_BATCH = 500
CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024
UPLOADS = Limit("files.uploads", 600, 3600)  # of an account
GUEST_UPLOADS = Limit("files.guest_uploads", 60, 3600)  # from one network address
GUEST_MEGABYTES = Limit("files.guest_megabytes", 600, 3600)


_KEPT = ("id", "scan", "scan_said", "deleted_at", "released_said", "look", "look_said", "released_look")


class _Held(NamedTuple):
    """What is kept of a content that came before. `deleted_at` is as the database gives it."""

    key: int
    scan: str
    said: str
    deleted_at: Any
    released_said: str
    look: str
    look_said: str
    released_look: str


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who sends a file into a form: an account, or whoever holds the signed token of a guest's form at an address."""

    user: Any = None
    upload_token: str = ""
    address: str = ""

    @property
    def account(self) -> Any:
        """Who signed in, or None."""
        return self.user if self.user is not None and self.user.is_authenticated else None

    @property
    def is_staff(self) -> bool:
        """Whether a colleague sends it."""
        return self.account is not None and bool(self.account.is_staff_member)


def receive(*, upload: UploadedFile[bytes], visitor: Visitor, by: Actor, at: datetime) -> Attachment:
    """Store a file for a form that is still being written; it waits for `attach`, or for the sweep.

    Raises DomainError "form-expired", "too-many", "too-large" or "refused-type"; the messages are for the visitor.
    """
    key = "" if visitor.account else selectors.upload_key(visitor.upload_token)
    size = upload.size or 0
    if size > settings.MAX_ATTACHMENT_BYTES:
        raise too_large(upload.name or "")
    _refuse_flood(visitor, key, size)
    return store(
        content=upload.chunks(CHUNK),
        filename=upload.name or "",
        claimed_type=upload.content_type or "",
        by=by,
        at=at,
        upload_token=key,
        takes_programs=visitor.is_staff or bool(policy(definitions.PROGRAMS)),
        may_refuse=True,
    )


def _refuse_flood(visitor: Visitor, key: str, size: int) -> None:
    later = _("Try again later; what you typed stays here.")
    if visitor.account is None:
        if not key:
            raise DomainError(
                "form-expired",
                _("This form was open for too long for files."),
                _("Send it once without them; you can add them on the next page."),
            )
        is_flood = GUEST_UPLOADS.wait(visitor.address) or GUEST_MEGABYTES.wait(visitor.address, 1 + size // MEGABYTE)
    else:
        is_flood = UPLOADS.wait(visitor.account.pk)
    if is_flood:
        raise DomainError("too-many", _("Too many files in one hour."), later)
    count, total = selectors.waiting(user=visitor.account, upload_key=key)
    if count >= int(policy(definitions.WAITING)) or total + size > int(policy(definitions.WAITING_MB)) * MEGABYTE:
        raise DomainError("too-many", _("Too many files are waiting."), _("Send the form first, then add more files."))


def discard(*, attachment: Attachment, by: Actor, at: datetime) -> bool:
    """Delete a fresh upload that its sender does not want any more; whether it still was one."""
    with transaction.atomic():
        gone = Attachment.objects.filter(pk=attachment.pk, holder_id=None).delete()[0]
        _drop_if_unused(attachment.blob_id)
    return bool(gone)


@transaction.atomic
def remove(*, attachment: Attachment, by: Actor, at: datetime) -> None:
    """Delete a file whose time is over, and its content where no other file has it. Its holder keeps the record.

    Raises ProtectedError while a row still names it.
    """
    blob_id = attachment.blob_id
    Attachment.objects.filter(pk=attachment.pk).delete()
    _drop_if_unused(blob_id)


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
                blob=_blob(written, at, traits),
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


def sweep(*, at: datetime) -> int:
    """Delete uploads that nobody claimed in time, and contents that nothing names any more; returns how many."""
    kept = timedelta(hours=int(policy(definitions.KEPT)))
    stale = Attachment.objects.filter(holder_id=None, created_at__lt=at - kept)
    swept = 0
    for attachment_id, blob_id in list(stale.order_by("pk").values_list("pk", "blob_id")[:SWEEP_BATCH]):
        with transaction.atomic():
            swept += Attachment.objects.filter(pk=attachment_id, holder_id=None).delete()[0]
            _drop_if_unused(blob_id)
    return swept


def _blob(written: storage.Written, at: datetime, traits: tuple[str, str]) -> Blob:
    """The row of this content, made when new; its file is on the disk afterwards."""
    found = _insert(written, at, traits)
    while found is None:
        held = _hold(written.sha256)
        if held is None:  # a sweep deleted the row since: it is new again
            found = _insert(written, at, traits)
        elif held[3] or storage.path_of(written.sha256).exists():  # what was deleted is not taken in again
            written.discard()
            return _known(held, written, at, traits)
        else:
            found = held[0]
    storage.put_in_place(written)
    return Blob(
        pk=found,
        sha256=written.sha256,
        size=written.size,
        stored_at=at,
        scan=_first_scan(),
        look=traits[0],
        look_said=traits[1],
    )


def _first_scan() -> str:
    return Scan.WAITING if scanner.is_set_up() else Scan.OFF


def _known(held: _Held, written: storage.Written, at: datetime, traits: tuple[str, str]) -> Blob:
    """A content that came before. Scanned again where it never was, or where another has to hear what it holds."""
    scan, look, look_said = held.scan, held.look, held.look_said
    if held.deleted_at is None and scanner.is_set_up() and scan in {Scan.OFF, Scan.INFECTED}:
        scan = Scan.WAITING if scan == Scan.OFF else scan
        Blob.objects.filter(pk=held.key).update(scan=scan, scan_due=at)
    if fresh := set(filter(None, traits[0].split(","))) - set(look.split(",")):  # the same bytes under a worse name
        look, look_said = ",".join(sorted(fresh | set(filter(None, look.split(","))))), look_said or traits[1]
        Blob.objects.filter(pk=held.key).update(look=look, look_said=look_said)
    return Blob(
        pk=held.key,
        sha256=written.sha256,
        size=written.size,
        stored_at=at,
        scan=scan,
        scan_said=held.said,
        released_said=held.released_said,
        deleted_at=held.deleted_at,
        look=look,
        look_said=look_said,
        released_look=held.released_look,
    )


def _insert(written: storage.Written, at: datetime, traits: tuple[str, str]) -> int | None:
    # One statement for the common case, a new content; it also waits for a sweep that deletes the same content.
    moment = connection.ops.adapt_datetimefield_value(at)
    scan = _first_scan()
    due = moment if scan == Scan.WAITING else None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO files_blob (sha256, size, stored_at, scan, scan_due, look, look_said)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (sha256) DO NOTHING RETURNING id",
            [written.sha256, written.size, moment, str(scan), due, *traits],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _hold(sha256: str) -> _Held | None:
    # KEY SHARE keeps a sweep from deleting the row before our attachment names it, and lets others share the content.
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_KEPT)} FROM files_blob WHERE sha256 = %s{lock}",  # noqa: S608 - no outside text
            [sha256],
        )
        row = cursor.fetchone()
    return _Held(*row) if row else None


def _drop_if_unused(blob_id: int) -> None:
    blob = Blob.objects.select_for_update().filter(pk=blob_id).first()
    if blob is None or Attachment.objects.filter(blob=blob).exists():
        return
    # The file goes before the commit: whoever brings this content again waits for the row and then writes it anew.
    storage.path_of(blob.sha256).unlink(missing_ok=True)
    blob.delete()


def fresh_copies(*, attachments: Iterable[Attachment], by: Actor, at: datetime) -> list[Attachment]:
    """The same files once more as fresh uploads of `by`; their contents are not stored again."""
    copied = ("blob", "filename", "claimed_type", "content_type")
    rows = [
        Attachment(**{name: getattr(item, name) for name in copied}, uploaded_by_id=by.user_id, created_at=at)
        for item in attachments
    ]
    return Attachment.objects.bulk_create(rows)


def share(*, attachment: Attachment, stream: str, at: datetime) -> FileLink:
    """Make an address under which whoever holds it fetches this file, for as long as the handbook says."""
    expires = at + timedelta(days=int(policy(definitions.LINK_DAYS)))
    return FileLink.objects.create(attachment=attachment, stream=stream, created_at=at, expires_at=expires)


def unshare(*, attachments: Iterable[Attachment]) -> None:
    """Forget links that nobody was told of, because their letter was taken back."""
    FileLink.objects.filter(attachment__in=list(attachments)).delete()


@transaction.atomic
def revoke_link(*, link_id: int, by: Actor, at: datetime) -> bool:
    """Let a link hold no more; whether it did. Appends files.link_revoked to its stream."""
    link = FileLink.objects.select_for_update(of=("self",)).select_related("attachment").get(pk=link_id)
    if not link.holds(at):
        return False
    link.revoked_at = at
    link.save(update_fields=("revoked_at",))
    append(link.stream, FileLinkRevoked(name=link.attachment.filename), by=by, at=at)
    return True


@transaction.atomic
def renew_link(*, link_id: int, by: Actor, at: datetime) -> FileLink:
    """Let a link hold from now on as long as a new one; its address stays. Appends files.link_renewed."""
    link = FileLink.objects.select_for_update(of=("self",)).select_related("attachment").get(pk=link_id)
    days = int(policy(definitions.LINK_DAYS))
    link.revoked_at, link.expires_at = None, at + timedelta(days=days)
    link.save(update_fields=("revoked_at", "expires_at"))
    append(link.stream, FileLinkRenewed(name=link.attachment.filename, days=days), by=by, at=at)
    return link


def renew_expired(*, text: str, stream: str, by: Actor, at: datetime) -> int:
    """Let the links that a letter about `stream` names hold again where their time is over; returns how many.

    A link that somebody revoked stays so. Appends files.link_renewed for each.
    """
    named = [key for token in links.tokens_in(text) if (key := links.id_of(token)) is not None]
    rows = FileLink.objects.filter(pk__in=named, stream=stream, revoked_at=None, expires_at__lte=at)
    over = list(rows.order_by("pk").values_list("pk", flat=True))
    for link_id in over:
        renew_link(link_id=link_id, by=by, at=at)
    return len(over)


def note_download(*, link_id: int, at: datetime) -> None:
    """Count that a file was fetched by its link. Not an event: nobody knows who it was."""
    FileLink.objects.filter(pk=link_id).update(downloads=F("downloads") + 1, downloaded_at=at)
