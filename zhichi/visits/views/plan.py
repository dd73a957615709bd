"""The panel on the ticket; asking for a visit, planning, moving, calling off; remote sessions (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
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
from zhichi.ui.respond import Toast
from zhichi.visits import policies, selectors, services
from zhichi.visits.choices import ConsentBy, State
from zhichi.visits.forms import DoneForm, ReasonForm, RemoteForm, RequestForm, ScheduleForm
from zhichi.visits.views.answers import Sheet, done, find, find_ticket, new_key, sheet, ticket_url, url_of

if TYPE_CHECKING:
    from zhichi.visits.models import Visit

FORMS = ("GET", "HEAD", "POST")


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
        "plannable": (State.REQUESTED, State.SCHEDULED, State.ON_THE_WAY),
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
    """Plan a visit or move it; the customer gets an invitation."""
    visit = find(request, visit_id, policies.PLAN)
    people = list(selectors.engineers(request.user))
    form = ScheduleForm(request.POST or None, visit=visit, engineers=people, initial=_planned_so_far(visit))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        plan = services.Plan(engineer_id=int(data.pop("engineer")), **data)
        try:
            services.schedule(visit_id=visit.pk, plan=plan, by=Actor.of(request.user), at=clock.now())
            return done(
                request, visit.ticket, Toast(_("The visit is planned; the customer is invited")), url=url_of(visit)
            )
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Plan the visit for #%s") % visit.ticket.number,
        verb=_("Plan and invite the customer"),
        action=reverse("visits:schedule", args=[visit.pk]),
        back=url_of(visit),
        body="visits/_schedule.html",
        context={"visit": visit},
    )
    return sheet(request, wanted, form)


def _planned_so_far(visit: Visit) -> dict[str, object]:
    way = policy("2.2.visit_travel_minutes")
    if visit.state == State.REQUESTED:
        return {"travel_before": way, "travel_after": way}
    return {
        "engineer": str(visit.engineer_id),
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "travel_before": visit.travel_before,
        "travel_after": visit.travel_after,
    }


@require_http_methods(FORMS)
@requires(policies.PLAN)
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Call a visit off; the customer's invitation is withdrawn."""
    visit = find(request, visit_id, policies.PLAN)
    form = ReasonForm(request.POST or None)
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


@require_http_methods(FORMS)
@requires(ticket_rights.WORK)
def remote(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a remote session; refused without the customer's consent."""
    ticket = find_ticket(request, number, ticket_rights.WORK)
    name = ticket.contact.display_name if ticket.contact else ""
    initial = {"key": new_key(), "consent_by": name, "consent_how": ConsentBy.PHONE}
    form = RemoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, by, at = dict(form.cleaned_data), Actor.of(request.user), clock.now()
        key, session = data.pop("key"), services.Session(**data)
        try:
            tickets.once(
                key=key,
                deed=lambda: services.start_session(ticket_id=ticket.pk, session=session, by=by, at=at),
                by=by,
                at=at,
            )
            return done(request, ticket, Toast(_("The remote session has begun")), url=ticket_url(ticket))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Remote session for #%s") % ticket.number,
        verb=_("Begin the session"),
        action=reverse("visits:remote", args=[ticket.number]),
        back=ticket_url(ticket),
    )
    return sheet(request, wanted, form)


@require_http_methods(FORMS)
@requires(ticket_rights.WORK)
def remote_end(request: HttpRequest, number: str, session_id: int) -> HttpResponse:
    """End a remote session with what was done."""
    ticket = find_ticket(request, number, ticket_rights.WORK)
    if selectors.session_of(ticket, session_id) is None:
        raise Http404
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["work_done"]
        try:
            services.end_session(session_id=session_id, work_done=words, by=Actor.of(request.user), at=clock.now())
            return done(request, ticket, Toast(_("The remote session has ended")), url=ticket_url(ticket))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("End of the remote session for #%s") % ticket.number,
        verb=_("End the session"),
        action=reverse("visits:remote_end", args=[ticket.number, session_id]),
        back=ticket_url(ticket),
    )
    return sheet(request, wanted, form)
