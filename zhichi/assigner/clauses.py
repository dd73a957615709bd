"""What the assigner adds to the evidence of 3.3.1 and 4.2."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhichi.assigner import selectors
from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence


def register() -> None:
    """Add the figures to the clauses that tickets keep too."""
    further_evidence("assigner.3.3.1", "3.3.1", no_shirking)
    further_evidence("assigner.4.2", "4.2", duties)


def no_shirking(period: Period) -> Evidence:
    """3.3.1: what found its owner by itself; what was passed around, and what of it a supervisor has yet to settle."""
    found = _figures(period)
    figures = [
        Figure(_("Tickets assigned automatically"), found.assigned, "count"),
        Figure(_("Alerts about transfers"), found.alerts, "count"),
        Figure(_("Alerts that no supervisor settled yet"), found.open_alerts, "count", 0, lower_is_better=True),
    ]
    return Evidence("at_risk" if found.open_alerts else "no_data", figures, "/desk/staff/routing/")


def duties(period: Period) -> Evidence:
    """4.2: hard problems that went from juniors to seniors, and back."""
    found = _figures(period)
    figures = [
        Figure(_("Escalated to a senior engineer"), found.escalations, "count"),
        Figure(_("Handed back to the junior"), found.returned, "count"),
    ]
    return Evidence("no_data", figures, "/desk/staff/routing/escalations/")


def _figures(period: Period) -> selectors.Figures:
    return period.share("assigner.figures", lambda: selectors.figures(period))
