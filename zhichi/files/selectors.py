"""Reads of files: what hangs on a holder, uploads waiting for a form, contents."""

from __future__ import annotations

import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core import signing
from django.db.models import Count, Q, Sum

from zhichi.core.prepared import Prepared
from zhichi.files.models import Attachment
from zhichi.files.storage import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

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
    return rows.select_related("blob").order_by("pk")


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
    return Attachment.objects.select_related("blob").filter(public_id=public_id).first()


def _may_be_id(text: str) -> bool:
    """Whether a public id can look like this: PostgreSQL refuses to be asked for some texts."""
    return 0 < len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


def read(attachment: Attachment) -> BinaryIO:
    """The content, open for reading; the caller closes it. Raises FileNotFoundError when the disk lost it."""
    return path_of(attachment.blob.sha256).open("rb")


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
