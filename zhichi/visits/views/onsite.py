"""The engineer's page of a visit, made for a phone: check in, check out, report, signature; for print and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import services as tickets
from zhichi.ui.respond import Toast, go
from zhichi.visits import calendars, policies, services
from zhichi.visits.choices import PLANNED, State
from zhichi.visits.forms import ReportForm
from zhichi.visits.mails import entry_of
from zhichi.visits.views.answers import find, new_key, url_of

if TYPE_CHECKING:
    from zhichi.visits.models import Visit

STEPS = {
    "depart": (services.depart, gettext_lazy("Noted: on the way")),
    "check-in": (services.check_in, gettext_lazy("Checked in")),
    "check-out": (services.check_out, gettext_lazy("Checked out. Write the report now.")),
}


@require_safe
@requires(policies.VIEW)
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: where, when, who, and the next step as a big button."""
    found = find(request, visit_id, policies.VIEW)
    return render(request, "visits/visit.html", _context(request, found))


def _context(request: HttpRequest, found: Visit) -> dict[str, object]:
    is_mine = policies.CARRY_OUT.allows(request.user, found)
    may_plan = policies.PLAN.allows(request.user, found)
    return {
        "visit": found,
        "ticket": found.ticket,
        "sees_ticket": ticket_rights.VIEW.allows(request.user, found.ticket),
        "may_depart": is_mine and found.state == State.SCHEDULED,
        "may_check_in": is_mine and found.state in PLANNED,
        "may_check_out": is_mine and found.state == State.CHECKED_IN,
        "may_report": is_mine and found.state == State.CHECKED_OUT,
        "may_schedule": may_plan and found.state in {State.REQUESTED, *PLANNED},
        "may_cancel": may_plan and found.state in {State.REQUESTED, *PLANNED},
        "in_calendar": found.starts_at is not None and found.state != State.CANCELLED,
    }


@require_POST
@requires(policies.CARRY_OUT)
def step(request: HttpRequest, visit_id: int, name: str) -> HttpResponse:
    """On the way, check in, check out. Pressing twice changes nothing; a step out of turn is refused."""
    found = find(request, visit_id, policies.CARRY_OUT)
    if name not in STEPS:
        raise Http404
    deed, words = STEPS[name]
    try:
        deed(visit_id=found.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, url_of(found), Toast(str(error), kind="bad"))
    return go(request, url_of(found), Toast(str(words)))


@require_http_methods(("GET", "HEAD", "POST"))
@requires(policies.CARRY_OUT)
def report(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Write the report; the customer signs by finger, mouse or typed name. Nothing typed or drawn is lost."""
    found = find(request, visit_id, policies.CARRY_OUT)
    initial = {"key": new_key(), "signer_name": found.contact_name}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, by, at = dict(form.cleaned_data), Actor.of(request.user), clock.now()
        key, given = data.pop("key"), services.Report(**data)
        try:
            tickets.once(
                key=key, deed=lambda: services.report(visit_id=found.pk, given=given, by=by, at=at), by=by, at=at
            )
            return go(request, url_of(found), Toast(_("The report is written")))
        except DomainError as error:
            form.refuse(error)
    if not form.is_bound and found.state != State.CHECKED_OUT:
        return go(request, url_of(found), Toast(_("Check out first; a report is written once."), kind="warn"))
    context = {"visit": found, "ticket": found.ticket, "form": form}
    return render(request, "visits/report.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(policies.VIEW)
def document(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The report for paper, with the signature. 404 while there is none."""
    found = find(request, visit_id, policies.VIEW)
    if found.state != State.REPORTED:
        raise Http404
    context = {"visit": found, "ticket": found.ticket, "printed_at": clock.now()}
    return render(request, "visits/print.html", context)


@require_safe
@requires(policies.VIEW)
def ics(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The visit as a file for the engineer's own calendar. 404 while it has no time."""
    found = find(request, visit_id, policies.VIEW)
    if found.starts_at is None:
        raise Http404
    is_cancelled = found.state == State.CANCELLED
    entry = entry_of(found, at=clock.now(), is_cancelled=is_cancelled)
    response = HttpResponse(calendars.calendar("PUBLISH", [entry]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visit-{found.ticket.number}-{found.pk}.ics"'
    return response
