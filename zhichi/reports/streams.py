"""How pages name and link the streams of reports, and how sentences show their codes."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.records.registry import register_labels, register_stream
from zhichi.reports import definitions, spans
from zhichi.reports.choices import Length
from zhichi.reports.models import Report
from zhichi.reports.selectors.showing import finding_label

TOLD_OF_PERIOD = (
    "reports.drafted",
    "reports.computed",
    "reports.remarked",
    "reports.issued",
    definitions.DRAFT_READY,
    definitions.OVERDUE,
    definitions.ISSUED,
)


def register() -> None:
    """Put the stream and the labels into the record's registries."""
    register_stream("report", label=_name, url=lambda key: reverse("reports:report", args=[key]))
    for code in TOLD_OF_PERIOD:
        register_labels(f"{code}.period", spans.label)
    for code in (definitions.DRAFT_READY, definitions.OVERDUE):
        register_labels(f"{code}.due_at", _day)
    register_labels("reports.drafted.length", lambda code: str(Length(code).label) if code in Length.values else code)
    register_labels("reports.action_noted.finding", finding_label)


def _name(key: str) -> str:
    period = Report.objects.filter(pk=int(key)).values_list("period", flat=True).first()
    return _("Analysis report %s") % (spans.label(period) if period else key)


def _day(value: str) -> str:
    """The day of an instant, in the reader's zone."""
    try:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), pgettext("date format", "j M Y"))
    except ValueError:
        return value
