"""Do the rows still say what the events stated? (3.4.2)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.assigner.models import Escalation
from zhichi.assigner.services.escalate import digest
from zhichi.records.registry import compare, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Doubt, Recorded


def check_escalations(events: Sequence[Recorded]) -> list[Doubt]:
    """Reason and what was tried of each escalation."""
    rows = Escalation.objects.in_bulk([event.data["escalation_id"] for event in events])
    return compare(events, named(rows, "escalation_id"), digest)
