"""Cause, solution, follow-up, closing and reopening (2.2–2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.choices import Channel, ConfirmationMethod, SolutionState, State
from zhichi.tickets.forms.work import ConfirmForm, OutcomeForm, ReasonForm, SolutionForm
from zhichi.tickets.views.answers import Sheet, done, find, new_key, sheet, url_of
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

FORMS = ("GET", "HEAD", "POST")


@require_http_methods(FORMS)
@requires(policies.WORK)
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Record the cause and how it was judged (2.2)."""
    ticket = find(request, number, policies.WORK)
    method = ConfirmationMethod.PHONE if ticket.channel == Channel.PHONE else ConfirmationMethod.MAIL
    form = ConfirmForm(request.POST or None, initial={"key": new_key(), "method": method})
    if request.method == "POST" and form.is_valid():
        data, by, at = form.cleaned_data, Actor.of(request.user), clock.now()
        try:
            services.once(
                key=data["key"],
                deed=lambda: services.confirm(
                    ticket_id=ticket.pk, cause=data["cause"], method=data["method"], by=by, at=at
                ),
                by=by,
                at=at,
            )
            return done(request, ticket, Toast(_("The cause was recorded")))
        except DomainError as error:
            form.refuse(error)
    wanted = _sheet(ticket, "confirm", _("Confirm the cause of #%s"), _("Record the cause"), form)
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_http_methods(FORMS)
@requires(policies.WORK)
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a solution to the customer (2.3), which makes the follow-up task (2.4)."""
    ticket = find(request, number, policies.WORK)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    # What a link brings along ("article=KB-0012 …") is a beginning that can be changed.
    form, question = SolutionForm(request.POST or None, initial=request.GET.dict(), kind=kind), None
    if request.method == "POST" and form.is_valid():
        heeded = services.Heeded(request.POST.get("heeded", "")[:60], request.POST.get("reason", ""))
        words = form.cleaned_data["explanation"]
        proposal = services.Proposal(kind=form.chosen, parts=form.parts(), explanation=words, heeded=heeded)
        try:
            services.propose(ticket_id=ticket.pk, proposal=proposal, by=Actor.of(request.user), at=clock.now())
            return done(request, ticket, Toast(_("The solution goes to the customer; the follow-up is planned")))
        except services.Questioned as error:
            form.refuse(error)
            question = services.question_of(error.found)
        except DomainError as error:
            form.refuse(error)
    wanted = _sheet(
        ticket,
        "propose",
        _("Solution for #%s"),
        _("Propose the solution"),
        form,
        "tickets/_solution.html",
        question=question,
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_safe
@requires(policies.WORK)
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """The fields that the chosen kind of solution asks for; what was typed into common fields stays."""
    ticket = find(request, number, policies.WORK)
    form = SolutionForm(initial=request.GET.dict(), kind=request.GET.get("kind", ""))
    return render(request, "tickets/_solution_parts.html", {"form": form, "ticket": ticket})


@require_POST
@requires(policies.WORK)
def move(request: HttpRequest, number: str, solution_id: int, state: str) -> HttpResponse:
    """Mark a solution accepted, applied or rejected (2.3)."""
    ticket = find(request, number, policies.WORK)
    if selectors.solution_of(ticket, solution_id) is None:
        raise Http404
    moved = services.move(solution_id=solution_id, state=state, by=Actor.of(request.user), at=clock.now())
    return done(request, ticket, Toast(_("The solution is now “%s”") % SolutionState(moved.state).label))


@require_http_methods(FORMS)
@requires(policies.WORK)
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the customer answered (2.4): solved closes a complete record, unsolved begins a new round."""
    ticket = find(request, number, policies.WORK)
    task = selectors.open_follow_up(ticket)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and task is not None and form.is_valid():
        found = services.Outcome(**form.cleaned_data)
        try:
            after = services.record_outcome(
                follow_up_id=task.pk, found=found, by=Actor.of(request.user), at=clock.now()
            )
            return done(request, after, Toast(_followed_up(after), undo_url=_undo_close(after)))
        except DomainError as error:
            form.refuse(error)
    wanted = _sheet(
        ticket,
        "follow_up",
        _("Follow-up of #%s"),
        _("Record the follow-up"),
        form,
        "tickets/_follow_up.html",
        task=task,
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


def _followed_up(ticket: Ticket) -> str:
    if ticket.state == State.CLOSED:
        return _("Solved; the ticket is closed")
    if ticket.state == State.REOPENED:
        return _("Not solved; the ticket is open again")
    return _("Recorded. The ticket stays open until its record is complete")


def _undo_close(ticket: Ticket) -> str:
    return reverse("tickets:undo_close", args=[ticket.number]) if ticket.state == State.CLOSED else ""


@require_POST
@requires(policies.WORK)
def no_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Note a follow-up call that nobody answered (2.4). The form's key keeps a double click from counting twice."""
    ticket = find(request, number, policies.WORK)
    task = selectors.open_follow_up(ticket)
    if task is None:
        raise Http404
    by, at = Actor.of(request.user), clock.now()
    services.once(
        key=request.POST.get("key", ""),
        deed=lambda: services.record_no_answer(follow_up_id=task.pk, by=by, at=at),
        by=by,
        at=at,
    )
    return done(request, ticket, Toast(_("The unanswered call was recorded")))


@require_http_methods(FORMS)
@requires(policies.WORK)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close; where something is missing the answer names it, with the form that completes it (3.4.1)."""
    ticket = find(request, number, policies.WORK)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            closed = services.close(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
            return done(request, closed, Toast(_("The ticket is closed"), undo_url=_undo_close(closed)))
        except DomainError as error:
            refusal = error
    wanted = Sheet(
        title=_("Close ticket #%s") % ticket.number,
        verb=_("Close the ticket"),
        body="tickets/_close.html",
        action=reverse("tickets:close", args=[ticket.number]),
        back=url_of(ticket),
        context={"parts": selectors.record_parts(ticket), "ticket": ticket, "refusal": refusal},
    )
    return sheet(request, wanted, status=refusal.status if refusal else 200)


@require_POST
@requires(policies.WORK)
def undo_close(request: HttpRequest, number: str) -> HttpResponse:
    """Undo of closing: a reopening with its reason; the mail about the closing is taken back if it has not left."""
    ticket = find(request, number, policies.WORK)
    after = services.reopen(
        ticket_id=ticket.pk, reason=_("closed by mistake"), by=Actor.of(request.user), at=clock.now()
    )
    return done(request, after, Toast(_("The ticket is open again")))


@require_http_methods(FORMS)
@requires(policies.WORK)
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Reopen a solved or closed request with a reason (2.4)."""
    ticket = find(request, number, policies.WORK)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service = services.reopen if ticket.state == State.CLOSED else services.withdraw_solution
        try:
            after = service(
                ticket_id=ticket.pk, reason=form.cleaned_data["reason"], by=Actor.of(request.user), at=clock.now()
            )
            return done(request, after, Toast(_("The ticket is open again")))
        except DomainError as error:
            form.refuse(error)
    wanted = _sheet(ticket, "reopen", _("Reopen ticket #%s"), _("Reopen the ticket"), form)
    return sheet(request, wanted, status=422 if form.is_bound else 200)


def _sheet(
    ticket: Ticket,
    name: str,
    title: str,
    verb: str,
    form: object,
    body: str = "tickets/_form_fields.html",
    **more: object,
) -> Sheet:
    return Sheet(
        title=title % ticket.number,
        verb=verb,
        body=body,
        action=reverse(f"tickets:{name}", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form, "ticket": ticket, "key": new_key(), **more},
    )
