"""The panel on the ticket; asking for a visit, planning, moving, postponing, calling off (2.2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import policy
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import State as TicketState
from zhichi.ui.respond import Toast, go
from zhichi.visits import policies, selectors, services
from zhichi.visits.choices import PLANNED, VisitState
from zhichi.visits.forms import ReasonForm, RequestForm, ScheduleForm
from zhichi.visits.views.answers import Sheet, done, find, find_ticket, new_key, sheet, ticket_url, url_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.visits.models import Visit

FORMS = ("GET", "HEAD", "POST")
LENGTHS = (60, 120, 180, 240, 480)  # minutes, offered for the search


@require_safe
@requires(ticket_rights.DESK_VIEW)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Visits and remote sessions of a ticket, with what can be done now."""
    ticket = find_ticket(request, number)
    may_work = ticket_rights.WORK.allows(request.user, None)
    context = {
        "ticket": ticket,
        "visits": selectors.of_ticket(ticket),
        "sessions": selectors.sessions_of(ticket),
        "may_work": may_work,
        "may_ask": may_work and ticket.state != TicketState.CLOSED,
        "plannable": (VisitState.REQUESTED, VisitState.SCHEDULED, VisitState.ON_THE_WAY),
    }
    return render(request, "visits/_panel.html", context)


@require_http_methods(FORMS)
@requires(ticket_rights.WORK)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a visit; the place is that of the customer's last one."""
    ticket = find_ticket(request, number, ticket_rights.WORK)
    site = selectors.last_site(ticket)
    initial = {"key": new_key(), "zone": site.zone, "address": site.address}
    initial |= {"contact_name": site.contact_name, "contact_phone": site.contact_phone}
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, by, at = dict(form.cleaned_data), Actor.of(request.user), clock.now()
        key, skills = data.pop("key"), data.pop("skills")
        wanted = services.Wanted(**data, skill_ids=[int(skill) for skill in skills])
        try:
            tickets.once(
                key=key, deed=lambda: services.request(ticket_id=ticket.pk, wanted=wanted, by=by, at=at), by=by, at=at
            )
            return done(request, ticket, Toast(_("The visit is asked for")), url=ticket_url(ticket))
        except DomainError as error:
            form.refuse(error)
    wanted_sheet = Sheet(
        title=_("Visit for #%s") % ticket.number,
        verb=_("Ask for the visit"),
        action=reverse("visits:ask", args=[ticket.number]),
        back=ticket_url(ticket),
    )
    return sheet(request, wanted_sheet, form)


@require_http_methods(FORMS)
@requires(policies.PLAN)
def schedule(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Plan a visit or move it, with proposals who could go when; the customer and those who go get invitations."""
    visit = find(request, visit_id, policies.PLAN)
    people, minutes = list(selectors.engineers(request.user)), _minutes(request, visit)
    initial = _planned_so_far(visit) | _proposed(request)
    form = ScheduleForm(request.POST or None, visit=visit, engineers=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        engineer_id, companions = int(data.pop("engineer")), {int(one) for one in data.pop("companions")}
        plan = services.Plan(engineer_id=engineer_id, companion_ids=sorted(companions - {engineer_id}), **data)
        try:
            services.schedule(visit_id=visit.pk, plan=plan, by=Actor.of(request.user), at=clock.now())
            return go(request, url_of(visit), Toast(_("The visit is planned; the invitations are on their way")))
        except DomainError as error:
            form.refuse(error)
    context = {
        "visit": visit,
        "ticket": visit.ticket,
        "form": form,
        "minutes": minutes,
        "lengths": sorted({*LENGTHS, minutes}),
        "proposals": selectors.proposals(request.user, visit, minutes=minutes, at=clock.now(), people=people),
        "may_postpone": visit.state in PLANNED,
    }
    return render(request, "visits/schedule.html", context, status=422 if form.is_bound else 200)


def _planned_so_far(visit: Visit) -> dict[str, object]:
    way = policy("2.2.visit_travel_minutes")
    if visit.state == VisitState.REQUESTED:
        return {"travel_before": way, "travel_after": way, "equipment": visit.equipment}
    return {
        "engineer": str(visit.engineer_id),
        "companions": [str(one.pk) for one in visit.companions.all()],
        "equipment": visit.equipment,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "travel_before": visit.travel_before,
        "travel_after": visit.travel_after,
    }


def _minutes(request: HttpRequest, visit: Visit) -> int:
    """For how long a visit is sought: as asked for, as planned so far, or as usual."""
    typed = request.GET.get("minutes", "")
    if typed.isdecimal() and len(typed) < 5 and 0 < int(typed) <= 1440:
        return int(typed)
    if visit.starts_at and visit.ends_at:
        return int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    return int(policy("2.2.visit_minutes"))


def _proposed(request: HttpRequest) -> dict[str, object]:
    """The proposal that was chosen, as it stands in the address; what is none is left out."""
    found: dict[str, object] = {}
    for name in ("starts_at", "ends_at"):
        try:
            moment = datetime.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return {}
        if moment.tzinfo is None:
            return {}
        found[name] = moment
    way = request.GET.get("way", "")
    if way.isdecimal() and len(way) < 5:
        found |= {"travel_before": int(way), "travel_after": int(way)}
    return found | {"engineer": request.GET.get("engineer", "")}


@require_http_methods(FORMS)
@requires(policies.PLAN)
def postpone(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give the time up without a new one; the invitations are withdrawn."""
    visit = find(request, visit_id, policies.PLAN)
    form = ReasonForm(request.POST or None, ask=_("Say why the visit is postponed."))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.postpone(visit_id=visit.pk, reason=reason, by=Actor.of(request.user), at=clock.now())
            return done(request, visit.ticket, Toast(_("The visit waits for a new plan")), url=url_of(visit))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Postpone the visit for #%s") % visit.ticket.number,
        verb=_("Postpone the visit"),
        action=reverse("visits:postpone", args=[visit.pk]),
        back=url_of(visit),
    )
    return sheet(request, wanted, form)


@require_http_methods(FORMS)
@requires(policies.PLAN)
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off; the customer's invitation is withdrawn."""
    visit = find(request, visit_id, policies.PLAN)
    form = ReasonForm(request.POST or None, ask=_("Say why the visit is cancelled."))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.cancel(visit_id=visit.pk, reason=reason, by=Actor.of(request.user), at=clock.now())
            return done(request, visit.ticket, Toast(_("The visit is cancelled")), url=url_of(visit))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Cancel the visit for #%s") % visit.ticket.number,
        verb=_("Cancel the visit"),
        action=reverse("visits:cancel", args=[visit.pk]),
        back=url_of(visit),
    )
    return sheet(request, wanted, form)
