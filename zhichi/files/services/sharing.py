"""Files as links: made for a letter, revoked, renewed, counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from zhichi.files import definitions, links
from zhichi.files.events import FileLinkRenewed, FileLinkRevoked
from zhichi.files.models import FileLink
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment


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
