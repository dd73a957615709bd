"""Read reports: the list, one report with its findings and charts, the printable document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.handbook.selectors import values_of
from zhichi.reports import definitions, policies, selectors, spans
from zhichi.reports.forms import RemarksForm
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from zhichi.reports.models import Report


@require_safe
@requires(policies.VIEW)
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, the newest period first, and the rules in force."""
    at = clock.now()
    rows = selectors.reports(request.user).defer("remarks")
    page = keyset_page(rows, order=("-period_end", "-id"), cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [(row, spans.label(row.period), row.is_late(at)) for row in page.rows],
        "values": values_of(definitions.CLAUSE),
        "may_write": policies.WRITE.allows(request.user, None),
        "tab": "reports",
    }
    return render(request, "reports/reports.html", context)


@require_safe
@requires(policies.VIEW)
def report(request: HttpRequest, key: int) -> HttpResponse:
    """One report; a draft with what the manager does to it."""
    row = find(request, key)
    context = context_of(request, row)
    if context["may_write"]:
        context["form"] = RemarksForm(initial={"remarks": row.remarks})
    return render(request, "reports/report.html", context)


@require_safe
@requires(policies.VIEW)
def printable(request: HttpRequest, key: int) -> HttpResponse:
    """The report as a document."""
    row = find(request, key)
    context = {**context_of(request, row), "printed_at": clock.now(), "back": reverse("reports:report", args=[row.pk])}
    return render(request, "reports/print.html", context)


def find(request: HttpRequest, key: int) -> Report:
    """The report; 404 where the reader may see none."""
    row = selectors.find(request.user, key)
    if row is None:
        raise Http404
    return row


def context_of(request: HttpRequest, row: Report) -> dict[str, Any]:
    """What the page and the document of a report show."""
    at, actions = clock.now(), selectors.actions_of(row)
    return {
        "report": row,
        "label": spans.label(row.period),
        "sheet": selectors.sheet_of(row, actions),
        "today": spans.today(at),
        "is_late": row.is_late(at),
        "may_write": not row.is_issued and policies.WRITE.allows(request.user, None),
        "is_manager": policies.WRITE.allows(request.user, None),
        "tab": "reports",
    }
