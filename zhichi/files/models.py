"""Contents, stored once each, and the attachments that name them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from zhichi.core import clock
from zhichi.files.choices import Scan
from zhichi.files.content_types import SAFE_PICTURES, differs
from zhichi.files.standing import Stand, standing_of

if TYPE_CHECKING:
    from datetime import datetime


def new_public_id() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


class Blob(models.Model):
    """One content, addressed by its SHA-256, never changed; and what the virus scanner said of it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.OFF, db_default=Scan.OFF)
    scan_said = models.CharField(max_length=200, blank=True, default="", db_default="")  # what was found, or why not
    scan_version = models.CharField(max_length=60, blank=True, default="", db_default="")  # engine and signatures
    scanned_at = models.DateTimeField(null=True)
    scan_due = models.DateTimeField(null=True)  # when to scan it (again); also how long a worker has it for itself
    released_said = models.CharField(max_length=200, blank=True, default="", db_default="")  # what was a false alarm
    look = models.CharField(max_length=100, blank=True, default="", db_default="")  # traits, with commas
    look_said = models.CharField(max_length=200, blank=True, default="", db_default="")  # an entry's name, or why not
    released_look = models.CharField(max_length=100, blank=True, default="", db_default="")  # traits held by mistake
    deleted_at = models.DateTimeField(null=True)  # the bytes were deleted from the quarantine; the row tells of them
    scan_tries = models.PositiveSmallIntegerField(default=0, db_default=0)  # without a verdict

    class Meta:
        indexes = (
            models.Index(fields=("scan_due",), condition=models.Q(scan_due__isnull=False), name="blob_scan_due"),
            models.Index(
                fields=("-stored_at", "-id"),
                condition=models.Q(scan__in=(Scan.INFECTED, Scan.FAILED))
                | models.Q(deleted_at__isnull=False)
                | models.Q(look__gt=""),
                name="blob_quarantine",
            ),
        )

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
    def standing(self) -> Stand:
        """Whether it may be opened now, and why not."""
        return standing_of(self)

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in place: a raster picture by its bytes."""
        return self.content_type in SAFE_PICTURES


class FileLink(models.Model):
    """An address under which whoever holds it fetches one file: what was too large for a letter. Signed, see links.py.

    `stream` is what it was sent about ("ticket:12"). Its row says until when it holds and how often it was used.
    """

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="link")  # one aggregate
    stream = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True)  # last time

    def __str__(self) -> str:
        return f"{self.attachment_id} until {self.expires_at:%Y-%m-%d}"

    @property
    def now_holds(self) -> bool:
        """Whether the file can be fetched at this moment, for pages."""
        return self.holds(clock.now())

    def holds(self, at: datetime) -> bool:
        """Whether the file can be fetched at `at` (aware)."""
        return self.revoked_at is None and at < self.expires_at
