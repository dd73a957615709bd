"""Who is accountable: assign, transfer with a reason, take, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.forms.work import AssignForm, ReasonForm
from zhichi.tickets.numbers import id_of
from zhichi.tickets.services import Accountable, Target
from zhichi.tickets.views.answers import Sheet, done, find, sheet, url_of
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

PEOPLE_SHOWN = 30


@dataclass(frozen=True)
class Candidate:
    """A person in the picker: how many open tickets they own, whether they are away."""

    person: Any
    load: int
    is_away: bool


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Choose a person, a duty role or a team; a reason is needed when a person gives the request up."""
    ticket = find(request, number, policies.WORK)
    form = AssignForm(request.POST or None)
    form.fields["reason"].widget.attrs["data-need"] = "required"  # shown only when a person gives the request up
    if request.method == "POST" and form.is_valid():
        try:
            return _assigned(request, ticket, _target(form, request.user), form.cleaned_data["reason"])
        except DomainError as error:
            form.refuse(error)
    return sheet(request, _sheet(request, ticket, form), status=422 if form.is_bound else 200)


@require_safe
@requires(policies.WORK)
def people(request: HttpRequest, number: str) -> HttpResponse:
    """The picker's list for what was typed: name, pinyin, initials or mail address."""
    ticket = find(request, number, policies.WORK)
    return render(request, "tickets/_people.html", {"ticket": ticket, **_offer(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Make oneself accountable; from a colleague only with a reason, which a dialog asks for."""
    ticket = find(request, number, policies.WORK)
    from_colleague = ticket.owner_id not in {None, request.user.pk}
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if request.method == "POST" and (not from_colleague or form.is_valid()):
        reason = form.cleaned_data["reason"] if from_colleague else ""
        try:
            return _assigned(request, ticket, Target(owner=Actor.of(request.user).user), reason)
        except DomainError as error:
            form.refuse(error)
    return sheet(request, _take_sheet(ticket, form), status=422 if form.is_bound else 200)


@require_POST
@requires(policies.WORK)
def undo(request: HttpRequest, number: str, owner_id: int, team_id: int, duty_role_id: int) -> HttpResponse:
    """Undo of an assignment. The ticket may be out of sight by now: the service knows who moved it just now."""
    ticket_id = id_of(number)
    if ticket_id is None:
        raise Http404
    ticket = services.undo_assignment(
        ticket_id=ticket_id,
        before=Accountable(owner_id or None, team_id, duty_role_id),
        by=Actor.of(request.user),
        at=clock.now(),
    )
    return done(request, ticket, Toast(_("The assignment was undone")))


def _assigned(request: HttpRequest, ticket: Ticket, target: Target, reason: str) -> HttpResponse:
    undo_url = reverse(
        "tickets:undo_assign", args=[ticket.number, ticket.owner_id or 0, ticket.team_id, ticket.duty_role_id]
    )
    moved = services.assign(
        ticket_id=ticket.pk, target=target, by=Actor.of(request.user), at=clock.now(), reason=reason
    )
    if moved.owner_id == request.user.pk:
        return done(request, moved, Toast(_("The ticket is yours"), undo_url=undo_url))
    name = moved.owner.display_name if moved.owner else moved.duty_role.title
    return done(request, moved, Toast(_("Assigned to %s") % name, undo_url=undo_url))


def _target(form: AssignForm, viewer: Any) -> Target:
    kind, key = form.chosen()
    if kind == "duty":
        role = accounts.duty_role(key)
        if role is not None:
            return Target(duty_role=role)
    elif kind == "team":
        team = accounts.team(key)
        if team is not None:
            return Target(team=team)
    else:
        person = accounts.staff_member(key, for_user=viewer)
        if person is not None:
            return Target(owner=person)
    raise DomainError("no-target", _("Choose who is accountable."), fields={"target": _("This choice is gone.")})


def _offer(request: HttpRequest) -> dict[str, Any]:
    query = request.GET.get("q", "")
    found = accounts.pick(query, for_user=request.user, posts=policies.WORKERS, limit=PEOPLE_SHOWN)
    loads = selectors.load_of(person.pk for person in found)
    now = clock.now()
    away = accounts.away_ids(now)
    return {
        "candidates": [Candidate(person, loads.get(person.pk, 0), person.pk in away) for person in found],
        "duties": [] if query else accounts.duties_at(now),
        "teams": [] if query else accounts.teams(),
    }


def _sheet(request: HttpRequest, ticket: Ticket, form: AssignForm) -> Sheet:
    return Sheet(
        title=_("Assign ticket #%s") % ticket.number,
        verb=pgettext("ticket", "Assign"),
        body="tickets/_assign.html",
        action=reverse("tickets:assign", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form, "ticket": ticket, **_offer(request)},
    )


def _take_sheet(ticket: Ticket, form: ReasonForm) -> Sheet:
    owner = ticket.owner.display_name if ticket.owner else ""
    return Sheet(
        title=_("Take the ticket over from %s") % owner,
        verb=_("Take the ticket over"),
        body="tickets/_form_fields.html",
        action=reverse("tickets:take", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form},
    )
