"""What the assigner adds to the evidence of 3.3.1 and 4.2."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhichi.assigner import drill
from zhichi.assigner.selectors import figures as numbers
from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence


def register() -> None:
    """Add the figures to the clauses that tickets keep too, and the lists behind them."""
    drill.register()
    further_evidence("assigner.3.3.1", "3.3.1", no_shirking, compares=True)
    further_evidence("assigner.4.2", "4.2", duties, compares=True)


def no_shirking(period: Period) -> Evidence:
    """3.3.1: what found its owner by itself; what was passed around, and what of it a supervisor has yet to settle."""
    found = _figures(period)
    unsettled = drill.alerts("open")
    figures = [
        Figure(_("Tickets assigned automatically"), found.assigned, "count", rows=drill.chosen()),
        Figure(_("Alerts about transfers"), found.alerts, "count", rows=drill.alerts("raised")),
        Figure(
            _("Alerts that no supervisor settled yet"),
            found.open_alerts,
            "count",
            0,
            lower_is_better=True,
            rows=unsettled,
            is_now=True,
        ),
    ]
    return Evidence("at_risk" if found.open_alerts else "no_data", figures, "/desk/staff/routing/")


def duties(period: Period) -> Evidence:
    """4.2: hard problems that went from juniors to seniors, and back."""
    found = _figures(period)
    figures = [
        Figure(_("Escalated to a senior engineer"), found.escalations, "count", rows=drill.escalations("escalated")),
        Figure(_("Handed back to the junior"), found.returned, "count", rows=drill.escalations("returned")),
    ]
    return Evidence("no_data", figures, "/desk/staff/routing/escalations/")


def _figures(period: Period) -> numbers.Figures:
    return numbers.figures_of(period.rows("assigner.rows", numbers.happened))
