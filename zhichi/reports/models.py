"""Reports with the figures they were made of, and the actions that answer their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.reports.choices import Length, ReportState

if TYPE_CHECKING:
    from datetime import date, datetime

PERSON = settings.AUTH_USER_MODEL


class Report(models.Model):
    """The analysis of one period (3.4.4). A draft until the manager issues it; then it has a number and stays as it is.

    `content` holds the figures in both languages as plain data, see `selectors.computing`.
    """

    length = models.CharField(max_length=7, choices=Length)
    period = models.CharField(max_length=8, unique=True)  # "2026-W47", "2026-10", "2026-Q3"; one report each
    period_end = models.DateTimeField()
    state = models.CharField(max_length=6, choices=ReportState, default=ReportState.DRAFT)
    number = models.PositiveIntegerField(unique=True, null=True)  # 1, 2, 3 … in the order of issue
    content = models.JSONField()
    remarks = models.TextField(blank=True)
    made_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    due_at = models.DateTimeField()  # until when it is to be issued
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    issued_by_label = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # over content, remarks and actions, as the event states it

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, number=None, issued_at=None)
                | Q(state=ReportState.ISSUED, number__isnull=False, issued_at__isnull=False),
                name="report_issued_with_number",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), name="report_by_due"),
            models.Index(fields=("issued_at",), name="report_by_issue"),
        )

    def __str__(self) -> str:
        return f"report {self.period}"

    @property
    def stream(self) -> str:
        """The key of its history in the service record."""
        return f"report:{self.pk}"

    @property
    def is_issued(self) -> bool:
        """Whether it is out."""
        return self.state == ReportState.ISSUED

    def is_late(self, at: datetime) -> bool:
        """Whether it was due before `at` and is not out."""
        return not self.is_issued and self.due_at < at

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What its figures say by themselves, the worst first."""
        found: list[dict[str, Any]] = self.content["findings"]
        return found


class Action(models.Model):
    """A measure that the manager wrote into a report: what, who, until when, and later what came of it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="actions")
    finding = models.CharField(max_length=40, blank=True)  # code of the finding; empty: the report as a whole
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.text[:60]

    def is_late(self, today: date) -> bool:
        """Whether its day is past and nobody has ticked it off."""
        return self.done_at is None and self.due_on < today
