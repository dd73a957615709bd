"""What the manager does: draft a report, compute it again, write remarks, issue it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.reports import policies, selectors, services, spans
from zhichi.reports.forms import DraftForm, RemarksForm
from zhichi.reports.views.read import context_of, find
from zhichi.ui.forms import Form
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.reports.models import Report

FORM_PAGE = "reports/form.html"


@require_http_methods(["GET", "POST"])
@requires(policies.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Draft the report about a period that is over."""
    offers = selectors.offers(at=clock.now())
    form = DraftForm(request.POST or None, offers=offers)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Report:
        return services.draft(code=data["code"], by=by, at=at)

    context = {
        "title": _("Draft a report"),
        "verb": _("Draft it"),
        "back": reverse("reports:reports"),
        "lead": "" if offers else _("There is a report about every period that is over."),
    }
    return submit(request, form, act, lambda row: go(request, _page(row.pk)), template=FORM_PAGE, context=context)


@require_POST
@requires(policies.WRITE)
def remarks(request: HttpRequest, key: int) -> HttpResponse:
    """Keep the remarks of a draft; with `next=issue` go on to issuing it."""
    row = find(request, key)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Report:
        return services.save_remarks(report_id=key, remarks=data["remarks"], by=by, at=at)

    def done(_row: Report) -> HttpResponse:
        if request.POST.get("next") == "issue":
            return go(request, reverse("reports:issue", args=[key]))
        return go(request, _page(key), Toast(_("The remarks are kept.")))

    return submit(
        request, RemarksForm(request.POST), act, done, template="reports/report.html", context=context_of(request, row)
    )


@require_POST
@requires(policies.WRITE)
def compute(request: HttpRequest, key: int) -> HttpResponse:
    """Take a draft's figures from the records once more."""
    find(request, key)
    services.compute_again(report_id=key, by=Actor.of(request.user), at=clock.now())
    return go(request, _page(key), Toast(_("The figures are those of now.")))


@require_http_methods(["GET", "POST"])
@requires(policies.WRITE)
def issue(request: HttpRequest, key: int) -> HttpResponse:
    """Say what issuing means, and issue."""
    row = find(request, key)
    if row.is_issued:
        raise Http404
    actions = selectors.actions_of(row)
    context = {
        "report": row,
        "label": spans.label(row.period),
        "findings": selectors.sheet_of(row, actions).findings,
        "actions": actions,
        "readers": len(selectors.people_told()),
    }

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Report:
        return services.issue(report_id=key, by=by, at=at)

    def done(issued: Report) -> HttpResponse:
        return go(request, _page(key), Toast(_("Report %s is issued.") % issued.number))

    form = Form(request.POST if request.method == "POST" else None)
    return submit(request, form, act, done, template="reports/issue.html", context=context)


def _page(key: int) -> str:
    return reverse("reports:report", args=[key])
