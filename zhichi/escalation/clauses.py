"""Evidence for 3.1.2: warnings, breaches, what went up, and who answered in time."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.escalation import drill
from zhichi.escalation.selectors import figures_of, happened
from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence


def register() -> None:
    """Add the figures to those of the tickets, and the lists behind them."""
    drill.register()
    further_evidence("escalation.3.1.2", "3.1.2", handling, compares=True)


def handling(period: Period) -> Evidence:
    """3.1.2: counts only; whether promises were kept is judged by the tickets' own figures."""
    found = figures_of(period.rows("escalation.rows", happened))
    answered = round(100 * found.answered / found.told, 1) if found.told else None
    return Evidence(
        "no_data",
        [
            Figure(_("Warnings given"), found.warnings, "count", rows=drill.warnings()),
            Figure(_("Promises broken"), found.breaches, "count", rows=drill.promises("broken")),
            Figure(_("Escalated"), found.escalated, "count", rows=drill.promises("raised")),
            Figure(_("Acknowledged in time"), answered, "percent", rows=drill.steps()),
        ],
        "/desk/board/",
    )
