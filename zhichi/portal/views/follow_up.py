"""The two links of a solution mail (2.4). Mail scanners open links, so opening one changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.errors import Conflict, Refused
from zhichi.core.rights import public
from zhichi.portal import limits, services
from zhichi.portal.forms import OutcomeForm
from zhichi.portal.views.conversation import STAFF_WORDS
from zhichi.portal.views.guest import author_by_link
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import FollowUpMethod, FollowUpOutcome

if TYPE_CHECKING:
    from zhichi.tickets.models import FollowUp


@require_http_methods(["GET", "HEAD", "POST"])
@public("whoever got the solution mail was asked")
def follow_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask with the answer of the link preselected; record it when the form is sent."""
    if wait := limits.too_often(request, limits.GUEST):
        return limits.refusal(request, wait)
    row = _follow_up(public_id)
    if row.done_at is not None:
        return _shown(request, "portal/follow_up_done.html", row)
    form = OutcomeForm(request.POST or None, initial={"answer": _chosen(request)})
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "portal/follow_up.html", row, form, status=422 if form.is_bound else 200)
    if getattr(request.user, "is_staff_member", False):
        raise Refused("staff", STAFF_WORDS)
    _record(row, form)
    return redirect("portal:follow-up", row.public_id)


def _record(row: FollowUp, form: OutcomeForm) -> None:
    try:
        services.say_outcome(
            follow_up=row,
            is_solved=form.cleaned_data["answer"] == FollowUpOutcome.SOLVED,
            opinion=form.cleaned_data["opinion"],
            method=FollowUpMethod.MAIL,
            by=author_by_link(row.ticket),
            at=clock.now(),
        )
    except Conflict:
        return  # answered a moment ago: the page shows what was said


def _follow_up(public_id: str) -> FollowUp:
    row = tickets.follow_up_by_public_id(public_id)
    if row is None:
        raise Http404
    return row


def _chosen(request: HttpRequest) -> str:
    answer = request.GET.get("answer", "")
    return answer if answer in {FollowUpOutcome.SOLVED, FollowUpOutcome.UNSOLVED} else ""


def _shown(request: HttpRequest, template: str, row: FollowUp, form: Any = None, *, status: int = 200) -> HttpResponse:
    context = {"follow_up": row, "ticket": row.ticket, "form": form}
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
