"""Evidence for clause 3.3.1 (no shirking): hand-overs at the end of shifts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence
from zhichi.handover import selectors


def register() -> None:
    """Put the evidence into the handbook's registry."""
    further_evidence("handover.3.3.1", "3.3.1", hand_overs)


def hand_overs(period: Period) -> Evidence:
    """3.3.1: hand-overs by people, tickets in them, tickets that went to the duty role by themselves. Only counts."""
    found = selectors.counts(period.start, period.end)
    figures = [
        Figure(_("Hand-overs at shift end"), found.by_people),
        Figure(_("Tickets handed over at shift end"), found.tickets),
        Figure(_("Tickets that went to the duty role by themselves"), found.automatic),
    ]
    return Evidence("no_data", figures)
