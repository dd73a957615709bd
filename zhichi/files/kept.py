"""What is kept of files and for how long (3.4.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.files.models import Attachment
from zhichi.records.registry import RecordType, keep


def register() -> None:
    """Tell the record."""
    rule = gettext_noop("Files are kept after they came for")
    keep(RecordType("files", _("Files"), rule, Attachment.objects.all, "created_at", 60))
