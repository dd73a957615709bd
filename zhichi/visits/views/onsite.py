"""The engineer's page of a visit, made for a phone: check in, check out, report, signature; for print and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import services as tickets
from zhichi.ui.respond import Toast, flash, go
from zhichi.visits import calendars, policies, services
from zhichi.visits.choices import PLANNED, VisitState
from zhichi.visits.forms import AmendForm, ReportForm, TapForm
from zhichi.visits.mails import entry_of
from zhichi.visits.views.answers import Sheet, find, new_key, sheet, url_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.visits.models import Visit

WORDS = {
    "depart": gettext_lazy("Noted: on the way"),
    "check-in": gettext_lazy("Checked in"),
    "check-out": gettext_lazy("Checked out. Write the report now."),
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
        "may_depart": is_mine and found.state == VisitState.SCHEDULED,
        "may_check_in": is_mine and found.state in PLANNED,
        "other_day": _other_day(found),
        "may_check_out": is_mine and found.state == VisitState.CHECKED_IN,
        "may_report": is_mine and found.state == VisitState.CHECKED_OUT,
        "may_amend": is_mine and found.state == VisitState.REPORTED,
        "may_schedule": may_plan and found.state in {VisitState.REQUESTED, *PLANNED},
        "may_postpone": may_plan and found.state in PLANNED,
        "may_cancel": may_plan and found.state in {VisitState.REQUESTED, *PLANNED},
        "in_calendar": found.starts_at is not None and found.state != VisitState.CANCELLED,
    }


def _other_day(found: Visit) -> datetime | None:
    """Now, when the visit is planned for another day at the site than today: whoever checks in is told first."""
    now = clock.now()
    if found.state not in PLANNED or found.starts_at is None or found.ends_at is None:
        return None
    first, today, last = (one.astimezone(found.site_zone).date() for one in (found.starts_at, now, found.ends_at))
    return None if first <= today <= last else now


@require_POST
@requires(policies.CARRY_OUT)
def step(request: HttpRequest, visit_id: int, name: str) -> HttpResponse:
    """On the way, check in, check out. Tapping twice changes nothing; a step out of turn is refused.

    The page's script sends it without leaving the page, so that it can keep the tap when there is no connection; it
    then shows the page anew.
    """
    found = find(request, visit_id, policies.CARRY_OUT)
    if name not in WORDS:
        raise Http404
    toast = Toast(str(WORDS[name]))
    try:
        _do(name, found, TapForm(request.POST).tap(), by=Actor.of(request.user))
    except DomainError as error:
        toast = Toast(str(error), kind="bad")
    if request.headers.get("X-Requested-With") == "fetch":
        flash(request, toast)
        return HttpResponse(status=204)
    return go(request, url_of(found), toast)


def _do(name: str, found: Visit, tap: services.Tap, *, by: Actor) -> None:
    if name == "depart":
        services.depart(visit_id=found.pk, by=by, at=clock.now())
    elif name == "check-in":
        services.check_in(visit_id=found.pk, tap=tap, by=by, at=clock.now())
    else:
        services.check_out(visit_id=found.pk, tap=tap, by=by, at=clock.now())


@require_http_methods(("GET", "HEAD", "POST"))
@requires(policies.CARRY_OUT)
def report(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Write the report; the customer signs by finger, mouse or typed name. Nothing typed or drawn is lost."""
    found = find(request, visit_id, policies.CARRY_OUT)
    initial = {"key": new_key(), "signer_name": found.contact_name, "minutes_worked": _minutes_there(found)}
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
    if not form.is_bound and found.state != VisitState.CHECKED_OUT:
        return go(request, url_of(found), Toast(_("Check out first; a report is written once."), kind="warn"))
    context = {"visit": found, "ticket": found.ticket, "form": form}
    return render(request, "visits/report.html", context, status=422 if form.is_bound else 200)


def _minutes_there(found: Visit) -> int | None:
    if found.checked_in_at is None or found.checked_out_at is None:
        return None
    return int((found.checked_out_at - found.checked_in_at).total_seconds() // 60)


@require_http_methods(("GET", "HEAD", "POST"))
@requires(policies.CARRY_OUT)
def amend(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Add to a finished report; the customer hears of it."""
    found = find(request, visit_id, policies.CARRY_OUT)
    form = AmendForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        text, key, by, at = form.cleaned_data["text"], form.cleaned_data["key"], Actor.of(request.user), clock.now()
        try:
            tickets.once(key=key, deed=lambda: services.amend(visit_id=found.pk, text=text, by=by, at=at), by=by, at=at)
            return go(request, url_of(found), Toast(_("The report is amended; the customer is told")))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Amend the report of the visit for #%s") % found.ticket.number,
        verb=_("Amend the report"),
        action=reverse("visits:amend", args=[found.pk]),
        back=url_of(found),
    )
    return sheet(request, wanted, form)


@require_safe
@requires(policies.VIEW)
def document(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The report for paper, with the signature. 404 while there is none."""
    found = find(request, visit_id, policies.VIEW)
    if found.state != VisitState.REPORTED:
        raise Http404
    back = reverse("visits:visit", args=[found.pk])
    context = {"visit": found, "ticket": found.ticket, "printed_at": clock.now(), "back": back}
    return render(request, "visits/print.html", context)


@require_safe
@requires(policies.VIEW)
def ics(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The visit as a file for the engineer's own calendar. 404 while it has no time."""
    found = find(request, visit_id, policies.VIEW)
    if found.starts_at is None:
        raise Http404
    is_cancelled = found.state == VisitState.CANCELLED
    entry = entry_of(found, at=clock.now(), is_cancelled=is_cancelled)
    response = HttpResponse(calendars.calendar("PUBLISH", [entry]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visit-{found.ticket.number}-{found.pk}.ics"'
    return response
