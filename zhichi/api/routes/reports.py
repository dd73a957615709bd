"""Progress reports (3.1.3): the words around them, a preview with a request. Sending is a message of kind report."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from zhichi.api import ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.schemas.reports import (
    ReportPreviewIn,
    ReportPreviewOut,
    ReportTemplateIn,
    ReportTemplateOut,
    ReportTemplatesOut,
    TemplateLanguage,
)
from zhichi.api.schemas.values import TicketNumber
from zhichi.core import clock
from zhichi.tickets import policies, reports, selectors, services
from zhichi.tickets.clocks import next_report
from zhichi.tickets.models import ReportTemplate

router = Router(tags=["Progress reports"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE


@operation(router, "get", "/report-templates", scope=READ, right=policies.WORK, response=ReportTemplatesOut)
def list_report_templates(request: HttpRequest) -> ReportTemplatesOut:
    """The words around progress reports in each language, with the marks they may hold."""
    at = clock.now()
    rows = selectors.report_templates()
    return ReportTemplatesOut(items=[_shape(row, at) for row in rows], marks=reports.marks())


@operation(
    router, "put", "/report-templates/{language}", scope=WRITE, right=policies.EDIT_TEMPLATES,
    response=ReportTemplateOut,
)  # fmt: skip
def set_report_template(request: HttpRequest, language: TemplateLanguage, data: ReportTemplateIn) -> ReportTemplateOut:
    """Put other words in force in one language. 422 at `text` for an unknown mark, a missing one, a forbidden word."""
    at = clock.now()
    row = services.set_report_template(language=language, text=data.text, by=actor(request), at=at)
    return _shape(row, at)


@operation(
    router, "post", "/tickets/{number}/report-preview", scope=READ, right=policies.WORK, response=ReportPreviewOut
)  # fmt: skip
def preview_report(request: HttpRequest, number: TicketNumber, data: ReportPreviewIn) -> ReportPreviewOut:
    """The progress report about this request as it would go out now. Nothing is sent or kept."""
    ticket, at = ticket_reads.ticket_for(request.user, number), clock.now()
    policies.WORK.check(request.user, ticket)
    words = selectors.report_template(ticket.language) if data.template is None else reports.checked(data.template)
    return ReportPreviewOut.model_construct(
        letter=reports.letter(words, ticket, doing=data.doing.strip(), at=at),
        language=ticket.language,
        next_report_at=next_report(ticket, at=at),
    )


def _shape(row: ReportTemplate, at: datetime) -> ReportTemplateOut:
    return ReportTemplateOut.model_construct(
        language=row.language,
        text=row.text,
        changed_at=row.changed_at if row.pk else None,
        sample=reports.sample(row.text, row.language, at=at),
    )
