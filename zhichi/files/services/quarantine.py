"""What somebody with the right does with a locked content: release it, delete it, take it out for a look (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict
from zhichi.files import scanner, selectors
from zhichi.files.choices import Scan
from zhichi.files.events import ContentDeleted, FileLockedAgain, FileReleased, FileTakenOut, ScanAsked
from zhichi.files.models import Blob
from zhichi.files.policies import QUARANTINE
from zhichi.files.services.scanning import tell
from zhichi.files.standing import is_held, locked_why
from zhichi.files.storage import path_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def release(*, blob_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Let everybody who may see its files open this content; what the scanner said of it was a false alarm.

    It is locked anew when the scanner says something else. Appends files.released. Raises Conflict "not-locked".
    """
    blob = _locked_row(blob_id, by)
    said = _require_locked(blob)
    blob.released_said = blob.scan_said if blob.scan in {Scan.INFECTED, Scan.FAILED} else ""
    blob.released_look = blob.look
    blob.save(update_fields=("released_said", "released_look"))
    tell(
        selectors.with_content(blob.pk),
        lambda item: FileReleased(name=item.filename, said=said, reason=reason),
        by=by,
        at=at,
    )


@transaction.atomic
def lock_again(*, blob_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a release back. Appends files.locked_again. Raises Conflict "not-released"."""
    blob = _locked_row(blob_id, by)
    if not (blob.released_said or blob.released_look):
        raise Conflict("not-released", _("This file is locked already."), _("Load the page again."))
    blob.released_said = blob.released_look = ""
    blob.save(update_fields=("released_said", "released_look"))
    files = selectors.with_content(blob.pk)
    tell(files, lambda item: FileLockedAgain(name=item.filename, reason=reason), by=by, at=at)


@transaction.atomic
def delete_content(*, blob_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Delete the bytes of a locked content for good; its rows, and messages with their proofs, stay.

    The same bytes are not taken in again. Appends files.content_deleted. Raises Conflict "not-locked".
    """
    blob = _locked_row(blob_id, by)
    _require_locked(blob)
    blob.deleted_at, blob.scan_due = at, None
    blob.save(update_fields=("deleted_at", "scan_due"))
    sha256 = blob.sha256
    tell(
        selectors.with_content(blob.pk),
        lambda item: ContentDeleted(name=item.filename, sha256=sha256, reason=reason),
        by=by,
        at=at,
    )
    # Before the commit: a row that says "deleted" must never have bytes. A commit that fails leaves a lost content.
    path_of(sha256).unlink(missing_ok=True)


@transaction.atomic
def take_out(*, blob_id: int, reason: str, by: Actor, at: datetime) -> BinaryIO:
    """The bytes of a locked content, open for reading, for somebody who examines them. Appends files.taken_out.

    Raises FileNotFoundError when the disk lost it.
    """
    blob = _locked_row(blob_id, by)
    content = path_of(blob.sha256).open("rb")
    files = selectors.with_content(blob.pk)
    tell(files, lambda item: FileTakenOut(name=item.filename, reason=reason), by=by, at=at)
    return content


@transaction.atomic
def scan_again(*, blob_id: int, by: Actor, at: datetime) -> None:
    """Have a content scanned once more, now. Appends files.scan_asked. Raises Conflict "no-scanner"."""
    blob = _locked_row(blob_id, by)
    if not scanner.is_set_up():
        raise Conflict("no-scanner", _("No virus scanner is set up: files are not scanned."))
    blob.scan_due, blob.scan_tries = at, 0
    blob.save(update_fields=("scan_due", "scan_tries"))
    tell(selectors.with_content(blob.pk)[:1], lambda item: ScanAsked(name=item.filename), by=by, at=at)


def _locked_row(blob_id: int, by: Actor) -> Blob:
    QUARANTINE.check(by.user)
    blob = Blob.objects.select_for_update().get(pk=blob_id)
    if blob.deleted_at is not None:
        raise Conflict("deleted", _("The content of this file was deleted."), _("Load the page again."))
    return blob


def _require_locked(blob: Blob) -> str:
    """What it is locked for: the scanner's finding, or the traits that are held back."""
    if is_held(blob) and blob.scan != Scan.INFECTED:
        return blob.look
    if blob.scan not in {Scan.INFECTED, Scan.FAILED} or not locked_why(blob)[1]:
        raise Conflict("not-locked", _("This file is not locked any more."), _("Load the page again."))
    return blob.scan_said
