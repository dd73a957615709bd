"""Beside a ticket: why this person, what is offered, escalation to a senior and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.assigner import explaining, policies, selectors, services, wording
from zhichi.assigner.choices import Outcome
from zhichi.assigner.forms import EscalateForm, ReasonForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import policy, sentence
from zhichi.tickets import policies as ticket_policies
from zhichi.tickets import selectors as tickets
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast

if TYPE_CHECKING:
    from zhichi.assigner.models import Decision, Escalation

OTHERS = 8


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form that opens as a dialog over the ticket, or as a page of its own where there is no script."""

    title: str
    verb: str
    action: str
    back: str
    body: str = "assigner/_fields.html"
    is_wide: bool = False


@require_safe
@requires(ticket_policies.DESK_VIEW)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Why it is with whom it is, and what can be done about that. A request without an owner is thought through."""
    ticket, now = _find(request, number), clock.now()
    decision = selectors.decision_of(ticket.pk)
    escalation = selectors.escalation_of(ticket.pk) if ticket.transfers else None
    context: dict[str, Any] = {
        "ticket": ticket,
        "alert": selectors.open_alert(ticket.pk) if ticket.transfers else None,
        "escalation": escalation,
        "may_escalate": ticket.is_open and policies.ESCALATE.allows(request.user, ticket),
        "may_hand_back": _may_hand_back(request, ticket, escalation),
        "may_settle": policies.MANAGE.allows(request.user, None),
        "is_mine": ticket.owner_id == request.user.pk,
        "seconds": policy("3.3.1.assign_every_seconds"),
    }
    if ticket.owner_id is not None:
        context |= _owned(ticket, decision)
    elif ticket.is_open:
        context |= _unowned(request, ticket, decision, now)
    return render(request, "assigner/panel.html", context)


def _owned(ticket: Any, decision: Decision | None) -> dict[str, Any]:
    if decision is not None and decision.outcome == Outcome.ASSIGNED and decision.person_id == ticket.owner_id:
        told = explaining.read(decision.told)
        mine = next((item for item in told if item.person_id == decision.person_id), None)
        if mine is not None:
            others = [item for item in told if item is not mine]
            return {"decision": decision, "parts": _parts(mine), "others": _others(others)}
    moves = tickets.moves_of(ticket.pk)
    return {"last_move": sentence(moves[-1]), "moved_at": moves[-1].at} if moves else {}


def _unowned(request: HttpRequest, ticket: Any, decision: Decision | None, now: Any) -> dict[str, Any]:
    if decision is not None and decision.outcome == Outcome.OFFERED and decision.person_id is not None:
        told = explaining.read(decision.told)
        asked = next((item for item in told if item.person_id == decision.person_id), None)
        return {
            "decision": decision,
            "parts": _parts(asked) if asked else [],
            "offered_to_me": decision.person_id == request.user.pk,
            "offered": True,
        }
    facts = tickets.routing_facts(ticket.pk)
    if facts is None:
        return {}
    plan = selectors.routing(now).plan(facts, declined=decision.declined if decision else ())
    against = explaining.reasons_against(plan.judged) if plan.outcome == Outcome.NOBODY else []
    return {
        "plan": plan,
        "outcome": str(Outcome(plan.outcome).label),
        "against": [wording.against_words(text) for text in against],
        "others": _others(explaining.told(plan.judged)) if plan.outcome == Outcome.NOBODY else [],
        "since": decision.at if decision and decision.outcome == Outcome.NOBODY else None,
    }


def _parts(told: explaining.Told) -> list[tuple[str, float, int]]:
    parts = sorted((part for part in told.parts if part.points), key=lambda part: -part.points)
    return [(wording.reason_words(part.reason), part.points, part.most) for part in parts]


def _others(told: list[explaining.Told]) -> list[tuple[str, str]]:
    return [
        (
            item.name,
            wording.reason_words(item.failed[0]) if item.failed else pgettext("routing", "%s points") % item.total,
        )
        for item in told[:OTHERS]
    ]


def _may_hand_back(request: HttpRequest, ticket: Any, escalation: Escalation | None) -> bool:
    return bool(
        ticket.is_open
        and escalation is not None
        and escalation.returned_at is None
        and escalation.senior_id == request.user.pk == ticket.owner_id
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.ESCALATE)
def escalate(request: HttpRequest, number: str) -> HttpResponse:
    """Give it to the senior who fits best, with the reason and what was tried."""
    ticket = _find(request, number)
    form = EscalateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.escalate(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(request, ticket, _("Escalated to %s. You follow the ticket.") % row.senior.display_name)
    wanted = Sheet(
        title=_("Escalate ticket #%s to a senior engineer") % ticket.number,
        verb=_("Escalate"),
        action=reverse("assigner:escalate", args=[ticket.number]),
        back=_url(ticket),
    )
    return _sheet(request, wanted, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ticket_policies.WORK)
def hand_back(request: HttpRequest, number: str) -> HttpResponse:
    """Give an escalated request back to the junior, with a reason."""
    ticket = _find(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.hand_back(
                ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(request, ticket, _("Handed back to %s.") % row.junior.display_name)
    wanted = Sheet(
        title=_("Hand ticket #%s back") % ticket.number,
        verb=_("Hand it back"),
        action=reverse("assigner:hand_back", args=[ticket.number]),
        back=_url(ticket),
    )
    return _sheet(request, wanted, form)


@require_POST
@requires(ticket_policies.WORK)
def offer(request: HttpRequest, number: str) -> HttpResponse:
    """Take what is offered, or leave it to the next."""
    ticket, by, at = _find(request, number), Actor.of(request.user), clock.now()
    try:
        if request.POST.get("do") == "accept":
            services.accept_offer(ticket_id=ticket.pk, by=by, at=at)
            words = _("The ticket is yours")
        else:
            services.decline_offer(ticket_id=ticket.pk, reason=request.POST.get("reason", ""), by=by, at=at)
            words = _("Declined. It goes to the next person.")
    except DomainError as error:
        return _done(request, ticket, str(error), kind="bad")
    return _done(request, ticket, words)


def _find(request: HttpRequest, number: str) -> Any:
    ticket = tickets.for_page(request.user, number)
    if ticket is None:
        raise Http404
    return ticket


def _url(ticket: Any) -> str:
    return reverse("tickets:detail", args=[ticket.number])


def _sheet(request: HttpRequest, wanted: Sheet, form: Any) -> HttpResponse:
    """Show a form. A refused one (422) comes back as the fields only, so that the open dialog stays."""
    context, status = {"sheet": wanted, "form": form}, 422 if form.is_bound else 200
    if not is_fragment(request):
        return render(request, "tickets/sheet_page.html", context, status=status)
    template = wanted.body if request.method == "POST" else "tickets/_sheet.html"
    return render(request, template, context, status=status)


def _done(request: HttpRequest, ticket: Any, words: str, *, kind: str = "ok") -> HttpResponse:
    """After a write: the open page refreshes its parts; who does not see the ticket any more goes to the list."""
    toast = Toast(words, kind=kind)
    if not is_fragment(request):
        return go(request, _url(ticket), toast)
    if tickets.for_page(request.user, ticket.number) is None:
        return go(request, reverse("tickets:queue"), toast)
    response = with_event(HttpResponse(status=204), f"live:{ticket.stream}", {"own": True})
    return with_toast(with_event(response, "ticket:done"), toast)
