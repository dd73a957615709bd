"""Contents, stored once each, and the attachments that name them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from zhichi.files.content_types import SAFE_PICTURES, differs


def new_public_id() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


class Blob(models.Model):
    """One content, addressed by its SHA-256. Never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A file as somebody sent it: its name, what it claimed to be and what it is. `holder` is what it hangs on.

    `holder_kind` and `holder_id` name a row of an upper part ("message", 55); a fresh upload has none yet.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="attachments")
    filename = models.CharField(max_length=255)
    claimed_type = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=120)  # as detected from the bytes
    is_inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=255, blank=True)
    holder_kind = models.CharField(max_length=30, blank=True)
    holder_id = models.BigIntegerField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    upload_token = models.CharField(max_length=64, blank=True, db_index=True)  # binds a guest's upload to their form
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("holder_kind", "holder_id"), name="attachment_by_holder"),
            models.Index(fields=("created_at",), condition=models.Q(holder_id=None), name="attachment_unclaimed"),
        )

    def __str__(self) -> str:
        return self.filename

    @property
    def is_suspicious(self) -> bool:
        """Whether the name or the sender say the file is something else than its bytes show."""
        return differs(content_type=self.content_type, claimed_type=self.claimed_type, filename=self.filename)

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in place: a raster picture by its bytes."""
        return self.content_type in SAFE_PICTURES
