"""Actions: those in hand, a new one on a draft, off a draft again, ticked off with what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.reports import policies, selectors, services, spans
from zhichi.reports.forms import ActionForm, OutcomeForm
from zhichi.reports.selectors.showing import finding_label
from zhichi.reports.views.read import find
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

FORM_PAGE = "reports/form.html"


@require_safe
@requires(policies.FINISH)
def in_hand(request: HttpRequest) -> HttpResponse:
    """Open actions of issued reports; who reads no reports sees their own."""
    today = spans.today(clock.now())
    rows = selectors.actions_in_hand(request.user)
    page = keyset_page(rows, order=("due_on", "id"), cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [
            (row, spans.label(row.report.period), finding_label(row.finding), row.is_late(today),
             policies.FINISH.allows(request.user, row))
            for row in page.rows
        ],
        "reads_reports": policies.VIEW.allows(request.user, None),
        "tab": "actions",
    }  # fmt: skip
    return render(request, "reports/actions.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.WRITE)
def new(request: HttpRequest, key: int) -> HttpResponse:
    """Write a measure into a draft."""
    row = find(request, key)
    if row.is_issued:
        raise Http404
    form = ActionForm(
        request.POST or None,
        people=selectors.staff(),
        findings=selectors.sheet_of(row, []).findings,
        initial={"finding": request.GET.get("finding", "")},
    )

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.note_action(
            report_id=key, finding=data["finding"], text=data["text"], owner_id=data["owner"], due_on=data["due_on"],
            by=by, at=at,
        )  # fmt: skip

    back = reverse("reports:report", args=[key])
    context = {
        "title": _("Note an action"),
        "verb": _("Note the action"),
        "back": back,
        "lead": spans.label(row.period),
    }
    return submit(
        request, form, act, lambda _row: go(request, back, Toast(_("The action is noted."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_POST
@requires(policies.WRITE)
def drop(request: HttpRequest, key: int) -> HttpResponse:
    """Take a measure off a draft."""
    row = selectors.action(key)
    if row is None:
        raise Http404
    services.drop_action(action_id=key, by=Actor.of(request.user), at=clock.now())
    return go(request, reverse("reports:report", args=[row.report_id]), Toast(_("The action is off the draft.")))


@require_http_methods(["GET", "POST"])
@requires(policies.FINISH)
def done(request: HttpRequest, key: int) -> HttpResponse:
    """Tick an action off with what came of it."""
    row = selectors.action(key)
    if row is None or not row.report.is_issued or not policies.FINISH.allows(request.user, row):
        raise Http404
    back = reverse("reports:actions")

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.finish_action(action_id=key, outcome=data["outcome"], by=by, at=at)

    context = {"title": _("Tick an action off"), "verb": _("Tick it off"), "back": back, "lead": row.text}
    return submit(
        request, OutcomeForm(request.POST or None), act, lambda _row: go(request, back, Toast(_("Saved."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip
