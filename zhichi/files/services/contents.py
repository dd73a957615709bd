"""Contents: one row and one file for equal bytes, however many files name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from zhichi.files import scanner, storage
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment, Blob

if TYPE_CHECKING:
    from datetime import datetime

_KEPT = ("id", "scan", "scan_said", "deleted_at", "released_said", "look", "look_said", "released_look")


class Held(NamedTuple):
    """What is kept of a content that came before. `deleted_at` is as the database gives it."""

    key: int
    scan: str
    said: str
    deleted_at: Any
    released_said: str
    look: str
    look_said: str
    released_look: str


def keep(written: storage.Written, at: datetime, traits: tuple[str, str]) -> Blob:
    """The row of this content, made when new; its file is on the disk afterwards."""
    found = _insert(written, at, traits)
    while found is None:
        held = _hold(written.sha256)
        if held is None:  # a sweep deleted the row since: it is new again
            found = _insert(written, at, traits)
        elif held.deleted_at or storage.path_of(written.sha256).exists():  # what was deleted is not taken in again
            written.discard()
            return _known(held, written, at, traits)
        else:
            found = held.key
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


def _known(held: Held, written: storage.Written, at: datetime, traits: tuple[str, str]) -> Blob:
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


def _hold(sha256: str) -> Held | None:
    # KEY SHARE keeps a sweep from deleting the row before our attachment names it, and lets others share the content.
    lock = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_KEPT)} FROM files_blob WHERE sha256 = %s{lock}",  # noqa: S608 - no outside text
            [sha256],
        )
        row = cursor.fetchone()
    return Held(*row) if row else None


def drop_if_unused(blob_id: int) -> None:
    """Delete a content and its file when no file names it any more."""
    blob = Blob.objects.select_for_update().filter(pk=blob_id).first()
    if blob is None or Attachment.objects.filter(blob=blob).exists():
        return
    # The file goes before the commit: whoever brings this content again waits for the row and then writes it anew.
    storage.path_of(blob.sha256).unlink(missing_ok=True)
    blob.delete()
