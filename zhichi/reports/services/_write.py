"""What the services of reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.reports.models import Report

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.events import Event
    from zhichi.core.rights import Right

SCHEDULE = Actor.system("reports")


def allow(right: Right, by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person without the right."""
    if not by.is_system:
        right.check(by.user, row)


def lock_draft(report_id: int) -> Report:
    """The draft, locked until the transaction ends. Raises Report.DoesNotExist, Conflict "issued" once it is out."""
    row = Report.objects.select_for_update().get(pk=report_id)
    if row.is_issued:
        raise Conflict("issued", _("This report is issued; nothing of it changes any more."))
    return row


def record(row: Report, event: Event, *, by: Actor, at: datetime, is_new: bool = False) -> None:
    """Append one event to the report's stream."""
    records.append(row.stream, event, by=by, at=at, is_new=is_new)


def required(text: str, field: str, message: str, *, most: int = 500) -> str:
    """The text on one line at most so long; raises DomainError naming `field` when it is empty or too long."""
    found = " ".join(clean(text).split())
    if not found:
        raise DomainError(f"{field}-missing", message, fields={field: message})
    if len(found) > most:
        long = _("At most %s characters.") % most
        raise DomainError(f"{field}-long", long, fields={field: long})
    return found
