"""Evidence for 3.1.2: warnings, breaches, what went up, and who answered in time."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.escalation.selectors import figures
from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence


def register() -> None:
    """Add the figures to those of the tickets."""
    further_evidence("escalation.3.1.2", "3.1.2", handling)


def handling(period: Period) -> Evidence:
    """3.1.2: counts only; whether promises were kept is judged by the tickets' own figures."""
    found = figures(period.start, period.end)
    answered = round(100 * found.answered / found.told, 1) if found.told else None
    return Evidence(
        "no_data",
        [
            Figure(_("Warnings given"), found.warnings, "count"),
            Figure(_("Promises broken"), found.breaches, "count"),
            Figure(_("Escalated"), found.escalated, "count"),
            Figure(_("Acknowledged in time"), answered, "percent"),
        ],
        "/desk/board/",
    )
