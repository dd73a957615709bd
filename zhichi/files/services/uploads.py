"""Uploads into a form that is still being written: taken within limits, or thrown away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.limits import Limit
from zhichi.files import definitions, selectors
from zhichi.files.models import Attachment
from zhichi.files.services.contents import drop_if_unused
from zhichi.files.services.storing import store, too_large
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from zhichi.core.actors import Actor

CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024
UPLOADS = Limit("files.uploads", 600, 3600)  # of an account
GUEST_UPLOADS = Limit("files.guest_uploads", 60, 3600)  # from one network address
GUEST_MEGABYTES = Limit("files.guest_megabytes", 600, 3600)


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
        drop_if_unused(attachment.blob_id)
    return bool(gone)
