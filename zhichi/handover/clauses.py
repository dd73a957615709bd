"""Evidence for clause 3.3.1 (no shirking): hand-overs at the end of shifts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence
from zhichi.handover import drill, selectors


def register() -> None:
    """Put the evidence and the lists behind it into the handbook's registries."""
    drill.register()
    further_evidence("handover.3.3.1", "3.3.1", hand_overs, compares=True)


def hand_overs(period: Period) -> Evidence:
    """3.3.1: hand-overs by people, tickets in them, tickets that went on by themselves. Only counts."""
    found = selectors.counts_of(period.rows("handover.rows", selectors.happened))
    figures = [
        Figure(_("Hand-overs at shift end"), found.by_people, rows=drill.hand_overs()),
        Figure(_("Tickets handed over at shift end"), found.tickets, rows=drill.tickets("people")),
        Figure(_("Tickets handed over by themselves at shift end"), found.automatic, rows=drill.tickets("alone")),
    ]
    return Evidence("no_data", figures)
