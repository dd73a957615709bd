"""What a report shows, in this order: clauses of the handbook under headings, and the figure that each chart draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HEADLINES = "1.1"  # the goals of the service, on top of the report
OVERLAPPING = {HEADLINES}  # its figures stand under their own clauses too, so it makes no findings


@dataclass(frozen=True)
class Section:
    """A heading with its clauses; `charts` names figures of them by clause and English label."""

    code: str
    title: Any
    clauses: tuple[str, ...]
    charts: tuple[tuple[str, str], ...]


SECTIONS = (
    Section("requests", _("Requests by channel and type"), ("2.1", "1.3"), (("2.1", "Tickets"),)),
    Section(
        "promises",
        _("Response, solution, progress and escalations"),
        ("3.1.1", "3.1.2", "3.1.3"),
        (("3.1.1", "In time"), ("3.1.2", "Normal tickets solved in time")),
    ),
    Section(
        "solving",
        _("Confirmation, solutions and follow-up"),
        ("2.2", "2.3", "2.4"),
        (("2.4", "Closed after being reopened"),),
    ),
    Section(
        "attitude",
        pgettext_lazy("report", "Attitude and effect"),
        ("3.2.1", "3.2.2", "3.2.3", "3.3.1", "3.3.2"),
        (("3.3.2", "Score of conversation reviews"),),
    ),
    Section("records", _("Records and their analysis"), ("3.4.1", "3.4.2", "3.4.4"), ()),
)
CHARTED = frozenset(chart for section in SECTIONS for chart in section.charts)
