"""Do the rows still say what the events stated? (3.4.2)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.assigner.models import Escalation
from zhichi.assigner.services.escalate import digest
from zhichi.records.registry import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded


def check_escalations(events: Sequence[Recorded]) -> list[Doubt]:
    """Reason and what was tried of each escalation."""
    rows = Escalation.objects.in_bulk([event.data["escalation_id"] for event in events])
    doubts = []
    for event in events:
        row = rows.get(event.data["escalation_id"])
        if row is None or digest(row) != event.data["digest"]:
            doubts.append(
                Doubt(event.id, event.stream, event.number, _("the escalation record was changed or removed"))
            )
    return doubts
