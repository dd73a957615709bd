"""How long the record itself is kept (3.4.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.records.models import Event
from zhichi.records.registry import RecordType, keep


def register() -> None:
    """Tell the page of retention."""
    rule = gettext_noop("Events of the service record are kept for")
    keep(RecordType("events", _("Events of the record"), rule, Event.objects.all, "at", 120))
