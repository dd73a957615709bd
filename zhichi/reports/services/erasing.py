"""What of this part may still name a person whose data is erased (3.4.3, 5.1.1): people decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.records.registry import Eraser, register_eraser
from zhichi.reports.models import Action, Report

if TYPE_CHECKING:
    from zhichi.records.registry import Person


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("reports", _("Analysis reports"), named_in=named_in))


def named_in(person: Person) -> list[tuple[str, str]]:
    """Reports that name the person in their remarks or an action."""
    found = {key for key, text in Report.objects.values_list("pk", "remarks").iterator() if person.is_in(text)}
    actions = Action.objects.values_list("report_id", "text", "outcome")
    found |= {key for key, *words in actions.iterator() if person.is_in(words)}
    words = gettext("Analysis report %s")
    rows = Report.objects.filter(pk__in=found).order_by("pk")
    return [(words % row.period, reverse("reports:report", args=[row.pk])) for row in rows]
