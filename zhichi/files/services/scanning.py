"""Let the virus scanner look at contents, each once, in the worker: never on the way of a mail or a page (6.4.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.files import definitions, scanner, selectors
from zhichi.files.choices import Scan, Unscannable
from zhichi.files.clamd import Answer, Unclear
from zhichi.files.events import ScannedAgain, VirusFound, VirusFoundLater
from zhichi.files.models import Blob
from zhichi.files.standing import require_open, standing_of
from zhichi.files.storage import path_of
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhichi.core.events import Event
    from zhichi.files.clamd import About
    from zhichi.files.models import Attachment
    from zhichi.files.scanner import Scanner

AT_ONCE = 20
MINE = timedelta(minutes=10)  # longer than a scan takes; a worker that died in it leaves it to the others afterwards
MOST_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)  # four times as long after each try: the last comes after almost six hours
BY = Actor.system("virus scanner")


def scan_due(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Scan contents that are due, the longest waiting first; returns how many were looked at. Not in a transaction.

    Appends files.found, or files.found_later, where something is found.
    Raises Away when the scanner cannot be reached: everything waits on.
    """
    daemon = scanner.current()
    if daemon is None:
        return 0
    due = Blob.objects.filter(scan_due__lte=at, deleted_at=None).order_by("scan_due", "pk")
    rows = list(due.filter(scan=Scan.WAITING)[:limit]) or list(due[:limit])  # people wait for new ones only
    if not rows:
        return 0
    about = daemon.about()
    return sum(_scan(row, daemon, about, at) for row in rows)


def refuse_locked(*, attachments: Iterable[Attachment]) -> None:
    """Raise FileLocked for a file that may not be sent on. One that still waits may: its letter waits for it."""
    for item in attachments:
        if not standing_of(item).waits:
            require_open(item)


def _scan(row: Blob, daemon: Scanner, about: About, at: datetime) -> bool:
    claimed = Blob.objects.filter(pk=row.pk, scan_due=row.scan_due).update(scan_due=at + MINE)
    if not claimed:
        return False
    try:
        with path_of(row.sha256).open("rb") as content:
            answer = daemon.scan(content)
    except FileNotFoundError:
        answer = Answer(why_not=Unscannable.LOST)
    except Unclear as error:
        if row.scan_tries + 1 < MOST_TRIES:
            pause = FIRST_PAUSE * 4**row.scan_tries
            Blob.objects.filter(pk=row.pk).update(scan_due=at + pause, scan_tries=row.scan_tries + 1)
            return True
        answer = Answer(why_not=str(error)[:200])
    _note(row.pk, answer, about, at)
    return True


@transaction.atomic
def _note(blob_id: int, answer: Answer, about: About, at: datetime) -> None:
    """Keep a verdict, and tell those who have the file and were not told yet."""
    blob = Blob.objects.select_for_update().filter(pk=blob_id).first()
    if blob is None:  # nobody wanted it any more
        return
    before = blob.scan
    told_at = blob.scanned_at if before == Scan.INFECTED and blob.scan_said == answer.found else None
    blob.scan = Scan.INFECTED if answer.found else Scan.FAILED if answer.why_not else Scan.CLEAN
    blob.scan_said = (answer.found or answer.why_not)[:200]
    blob.scan_version, blob.scanned_at = about.version[:60], at
    blob.scan_due, blob.scan_tries = None, 0
    blob.save(update_fields=("scan", "scan_said", "scan_version", "scanned_at", "scan_due", "scan_tries"))
    if answer.found and blob.released_said != answer.found:
        _tell(blob, told_at, is_late=before == Scan.CLEAN, at=at)


def _tell(blob: Blob, told_at: datetime | None, *, is_late: bool, at: datetime) -> None:
    files = selectors.with_content(blob.pk)
    untold = [item for item in files if told_at is None or item.created_at > told_at]
    kind = VirusFoundLater if is_late else VirusFound

    def event_of(item: Attachment) -> Event:
        return kind(name=item.filename, signature=blob.scan_said, version=blob.scan_version)

    tell(untold, event_of, by=BY, at=at)


def tell(files: Sequence[Attachment], event_of: Callable[[Attachment], Event], *, by: Actor, at: datetime) -> None:
    """Append an event about each file to the stream of what it hangs on, and one to that of the content."""
    if not files:
        return
    places = selectors.places_of(files)
    for item in files:
        if item.pk in places:
            append(places[item.pk].stream, event_of(item), by=by, at=at)
    append(f"file:{files[0].blob_id}", event_of(files[0]), by=by, at=at)


@transaction.atomic
def rescan(*, at: datetime) -> int:
    """Have contents scanned again that were looked at with other signatures, the newest first; returns how many.

    As far back, and as many in one go, as the handbook says. They stay as they are meanwhile. Appends files.rescanned.
    Raises Away when the scanner cannot be reached.
    """
    daemon = scanner.current()
    if daemon is None:
        return 0
    version = daemon.about().version[:60]
    since = at - timedelta(days=int(policy(definitions.RESCAN_DAYS)))
    rows = Blob.objects.filter(stored_at__gte=since, scan_due=None, deleted_at=None).exclude(scan_version=version)
    keys = list(rows.order_by("-stored_at", "-pk").values_list("pk", flat=True)[: int(policy(definitions.RESCAN_MOST))])
    if keys:
        Blob.objects.filter(pk__in=keys).update(scan_due=at)
        append("scanner:1", ScannedAgain(version=version, count=len(keys)), by=BY, at=at)
    return len(keys)
