"""What is kept of requests and for how long, and who may put one under a legal hold (3.4.3)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.records.registry import RecordType, keep, register_holdable
from zhichi.tickets import policies
from zhichi.tickets.models import Ticket


def register() -> None:
    """Tell the record."""
    rule = gettext_noop("Requests are kept after their closing for")
    keep(RecordType("requests", _("Requests"), rule, Ticket.objects.all, "closed_at", 60))
    register_holdable("ticket", _may_see)


def _may_see(person: Any, key: str) -> bool:
    return policies.visible_to(person, Ticket.objects.filter(pk=int(key))).exists()
