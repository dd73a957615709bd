"""Reads of files: what hangs on a holder, uploads waiting for a form, contents."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core import signing
from django.db.models import Count, F, Min, Q, Sum

from zhichi.core.prepared import Prepared
from zhichi.files import definitions, links, registry
from zhichi.files.choices import Measure, Scan, Shelf
from zhichi.files.content_types import SAFE_PICTURES, detect
from zhichi.files.kinds import kinds_page as kinds_page
from zhichi.files.kinds import kinds_sentence as kinds_sentence
from zhichi.files.models import Attachment, Blob, FileLink
from zhichi.files.standing import locked_why, measure_of, require_open, standing_of
from zhichi.files.storage import path_of
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from zhichi.files.registry import Place

TOKEN_SALT = "zhichi.files.upload"  # noqa: S105 - names the use of the signature, no secret
TOKEN_SECONDS = 24 * 3600
LONGEST_ID = 32


def of(holder_kind: str, ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The attachments of several holders in the order they were stored, by holder id. One query."""
    wanted = tuple(ids)
    found: dict[int, list[Attachment]] = defaultdict(list)
    for row in _held.rows(holder_kind, wanted) if wanted else ():
        if row.holder_id is not None:
            found[row.holder_id].append(row)
    return dict(found)


def _attachments(holder_kind: str, ids: Iterable[int]) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(holder_kind=holder_kind, holder_id__in=ids)
    return rows.select_related("blob", "link").order_by("pk")


_held = Prepared(_attachments)


def by_ids(ids: Iterable[int]) -> list[Attachment]:
    """Attachments by their keys with their contents' rows, in the order of the keys; missing ones are left out."""
    wanted = list(ids)
    rows = Attachment.objects.select_related("blob").in_bulk(wanted)
    return [rows[key] for key in wanted if key in rows]


def find(public_id: str) -> Attachment | None:
    """The attachment with this public id; whether somebody may read it is for the gate of its holder to say."""
    if not _may_be_id(public_id):
        return None
    return Attachment.objects.select_related("blob", "link").filter(public_id=public_id).first()


def _may_be_id(text: str) -> bool:
    """Whether a public id can look like this: PostgreSQL refuses to be asked for some texts."""
    return 0 < len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


def read(attachment: Attachment) -> BinaryIO:
    """The content for people, open for reading; the caller closes it.

    Raises FileLocked for a file that nobody may open now, FileNotFoundError when the disk lost it.
    """
    require_open(attachment)
    return path_of(attachment.blob.sha256).open("rb")


def read_for_machine(attachment: Attachment) -> BinaryIO:
    """The content whatever its standing, for code that reads words out of it and gives the bytes to nobody."""
    return path_of(attachment.blob.sha256).open("rb")


def content_path(sha256: str, *, data_dir: Path | None = None) -> Path:
    """Where the content with this hash lies, below the data folder or another one: for copies of whole folders."""
    return path_of(sha256, data_dir=data_dir)


def is_locked(attachment: Attachment) -> bool:
    """Whether nobody may open this file now."""
    return not standing_of(attachment).is_open


def locked_words(attachment: Attachment) -> str:
    """Why nobody may open a locked file, in words."""
    return standing_of(attachment).words


def scans_waiting() -> tuple[int, datetime | None]:
    """How many contents wait for the scanner, and since when the oldest does. One query."""
    found = Blob.objects.filter(scan_due__isnull=False, scan=Scan.WAITING).aggregate(
        count=Count("pk"), oldest=Min("stored_at")
    )
    return found["count"], found["oldest"]


def with_content(blob_id: int) -> list[Attachment]:
    """The files that have this content, oldest first."""
    return list(Attachment.objects.filter(blob=blob_id).select_related("blob").order_by("pk"))


def places_of(attachments: Iterable[Attachment]) -> dict[int, Place]:
    """Where files hang, by the key of the file; one that hangs nowhere yet, or where nobody says, is left out."""
    by_kind: dict[str, list[Attachment]] = defaultdict(list)
    for row in attachments:
        if row.holder_id is not None:
            by_kind[row.holder_kind].append(row)
    found: dict[int, Place] = {}
    for kind, rows in by_kind.items():
        find = registry.places.find(kind)
        found |= find(rows) if find else {}
    return found


def picture_type(content: bytes) -> str:
    """The type of a picture that a browser may show in place, by its bytes; "" for anything else."""
    found = detect(content[:4096], b"", filename="", claimed_type="")
    return found if found in SAFE_PICTURES else ""


def new_upload_token() -> str:
    """A signed token for a form of somebody who is not signed in; it lasts a day and binds their uploads together."""
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(secrets.token_urlsafe(24))


def upload_key(token: str) -> str:
    """What a signed upload token stands for; empty for a token that is forged or older than a day."""
    try:
        return signing.TimestampSigner(salt=TOKEN_SALT).unsign(token, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return ""


def uploads(public_ids: Iterable[str], *, user: Any = None, upload_token: str = "") -> list[Attachment]:
    """Fresh uploads among `public_ids` that belong to this account or this form, in the order asked for.

    `upload_token` is the signed token of the form. Whatever else the ids name is left out: nobody attaches the file
    of another by guessing.
    """
    mine = Q(pk__in=())
    if user is not None and user.is_authenticated:
        mine |= Q(uploaded_by=user)
    if key := upload_key(upload_token):
        mine |= Q(upload_token=key)
    wanted = [one for one in public_ids if _may_be_id(one)]
    rows = Attachment.objects.filter(mine, public_id__in=wanted, holder_id=None).select_related("blob")
    found = {row.public_id: row for row in rows}
    return [found[public_id] for public_id in wanted if public_id in found]


def waiting(*, user: Any = None, upload_key: str = "") -> tuple[int, int]:
    """How many fresh uploads this account or this form has and their bytes together, so that a flood can be stopped."""
    rows = Attachment.objects.filter(holder_id=None)
    rows = rows.filter(uploaded_by=user) if user is not None else rows.filter(upload_token=upload_key or None)
    found = rows.aggregate(count=Count("pk"), total=Sum("blob__size"))
    return found["count"], found["total"] or 0


def apart(attachments: Sequence[Attachment], most: int) -> tuple[list[Attachment], list[Attachment]]:
    """Which files go in one letter of at most `most` bytes, and which as links: the largest, as few as possible."""
    total = sum(item.blob.size for item in attachments)
    linked: list[Attachment] = []
    for item in sorted(attachments, key=lambda item: -item.blob.size):
        if total <= most:
            break
        linked.append(item)
        total -= item.blob.size
    return [item for item in attachments if item not in linked], [item for item in attachments if item in linked]


def link_by_token(token: str) -> FileLink | None:
    """The link with this address, one that does not hold any more too. One query, none for a forged address."""
    key = links.id_of(token)
    rows = FileLink.objects.select_related("attachment__blob")
    return rows.filter(pk=key).first() if key is not None else None


def link_token(link: FileLink) -> str:
    """What stands in a link's address."""
    return links.token_of(link.pk)


def link_of(attachment: Attachment) -> FileLink | None:
    """The link under which a file was sent, where it was; `of` brings it along."""
    return getattr(attachment, "link", None)


@dataclass(frozen=True)
class Quarantined:
    """A content of the quarantine with its files, the oldest first, and where they hang."""

    blob: Blob
    files: tuple[tuple[Attachment, Place | None], ...]
    why: str  # in words
    is_locked: bool

    @property
    def name(self) -> str:
        """What its first sender called it."""
        return self.files[0][0].filename if self.files else self.blob.sha256[:12]

    @property
    def others(self) -> int:
        """How many files have it beside the first."""
        return len(self.files) - 1


def blob(key: int) -> Blob | None:
    """One content."""
    return Blob.objects.filter(pk=key).first()


def on_shelf(shelf: str) -> QuerySet[Blob]:
    """The contents of one list of the quarantine."""
    rows = Blob.objects.all()
    if shelf == Shelf.DELETED:
        return rows.filter(deleted_at__isnull=False)
    released = Q(scan__in=(Scan.INFECTED, Scan.FAILED), released_said=F("scan_said"))
    freed = Q(look__gt="", released_look=F("look"))
    if shelf == Shelf.RELEASED:
        return rows.filter(released | freed, deleted_at=None)
    found = (Scan.INFECTED,) if policy(definitions.OPEN_UNSCANNABLE) else (Scan.INFECTED, Scan.FAILED)
    held = [trait for trait in definitions.TRAITS if measure_of(trait) in {Measure.HOLD, Measure.REFUSE}]
    kinds = reduce(or_, (Q(look__contains=trait) for trait in held), Q(pk__in=()))
    locked = Q(scan__in=found) & ~Q(released_said=F("scan_said"))
    return rows.filter(locked | (Q(look__gt="") & kinds & ~Q(released_look=F("look"))), deleted_at=None)


def quarantined(blobs: Iterable[Blob]) -> list[Quarantined]:
    """Contents made ready for the quarantine's pages. A query for the files, and one for each kind of holder."""
    rows = {item.pk: item for item in blobs}
    files = list(Attachment.objects.filter(blob__in=rows).select_related("blob", "uploaded_by").order_by("pk"))
    places, by_blob = places_of(files), defaultdict(list)
    for item in files:
        by_blob[item.blob_id].append((item, places.get(item.pk)))
    return [Quarantined(row, tuple(by_blob[row.pk]), *locked_why(row)) for row in rows.values()]


def scans_of(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """When each content of a period was stored, and what the scanner said of it; oldest first. One query."""
    rows = Blob.objects.filter(stored_at__gte=start, stored_at__lt=end).order_by("stored_at", "pk")
    return list(rows.values_list("stored_at", "scan"))
