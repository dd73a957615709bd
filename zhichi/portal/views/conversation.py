"""What the pages of a request share, whether somebody signed in or holds its link: the page's data, answer, outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core import clock
from zhichi.core.errors import Conflict, DomainError
from zhichi.portal import limits, selectors, services, uploads
from zhichi.portal.forms import AnswerForm, OutcomeForm
from zhichi.tickets import services as ticket_services
from zhichi.tickets.choices import FollowUpOutcome, State
from zhichi.ui.policy import pictures_asked_for
from zhichi.ui.respond import Toast, go
from zhichi.visits import selectors as visits

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Ticket

STAFF_WORDS = gettext_lazy("You are signed in as staff. Answer on the desk.")


@dataclass(frozen=True)
class Viewer:
    """Who looks at a request and what they may do to it."""

    by: Actor
    contact: Any
    may_answer: bool
    may_confirm: bool
    method: str


def context(request: HttpRequest, ticket: Ticket, viewer: Viewer, urls: dict[str, str]) -> dict[str, Any]:
    """The data of a request's page."""
    known = viewer.contact.pk if viewer.contact else None
    said, events = selectors.talk(ticket, viewer_contact_id=known, pictures_of=pictures_asked_for(request))
    follow_up = selectors.open_follow_up(ticket) if ticket.state == State.RESOLVED else None
    token = uploads.token_of(request)
    return {
        "ticket": ticket,
        "viewer": viewer,
        "urls": urls,
        "stages": selectors.stages(ticket),
        "said": said,
        "events": events,
        "follow_up": follow_up,
        "reopen_until": ticket_services.reopen_until(ticket) if ticket.state == State.CLOSED else None,
        "visits": visits.shown_to_customer(ticket),
        "sessions": visits.sessions_for_customer(ticket),
        "now": clock.now(),
        "next_update": selectors.next_update(ticket, at=clock.now()),
        "token": token,
        "answer_form": AnswerForm(initial={"form_token": token}),
        "outcome_form": OutcomeForm(auto_id="outcome_%s"),
        "live_url": f"{reverse('live')}?s={ticket.stream}",
    }


def answer(request: HttpRequest, ticket: Ticket, shown: dict[str, Any], *, page: str, wait: int = 0) -> HttpResponse:
    """Add information and go on to the request it ended up in; the page with the text kept when it is refused.

    `wait` is how many seconds somebody who writes too often has to pause.
    """
    form, viewer, at = AnswerForm(request.POST, request.FILES), shown["viewer"], clock.now()
    token = shown["token"]
    if wait:
        form.add_error(None, limits.words(wait))
        return render(request, page, shown | {"answer_form": form}, status=429)
    files = uploads.collect(request, form, token, by=viewer.by, at=at)
    if (done := services.added(ticket=ticket, token=token)) is not None:
        return _go_on(request, ticket, done, shown)
    if form.is_valid():
        words = services.Answer(text=form.cleaned_data["text"], attachments=files, contact=viewer.contact)
        try:
            led_to = services.add_information(ticket=ticket, answer=words, token=token, by=viewer.by, at=at)
        except DomainError as error:
            form.refuse(error)
        else:
            return _go_on(request, ticket, led_to, shown)
    return render(request, page, shown | {"answer_form": form, "kept": files}, status=422)


def outcome(request: HttpRequest, ticket: Ticket, shown: dict[str, Any], *, page: str) -> HttpResponse:
    """Record whether it is solved; settled meanwhile is no error to the customer."""
    form, viewer = OutcomeForm(request.POST, auto_id="outcome_%s"), shown["viewer"]
    if shown["follow_up"] is None:
        return go(request, shown["urls"]["request"], Toast(_("This was answered already."), "info"))
    if not form.is_valid():
        return render(request, page, shown | {"outcome_form": form}, status=422)
    is_solved = form.cleaned_data["answer"] == FollowUpOutcome.SOLVED
    try:
        services.say_outcome(
            follow_up=shown["follow_up"],
            is_solved=is_solved,
            opinion=form.cleaned_data["opinion"],
            method=viewer.method,
            by=viewer.by,
            at=clock.now(),
        )
    except Conflict:
        return go(request, shown["urls"]["request"], Toast(_("This was answered already."), "info"))
    words = _("Thank you. We are glad that it works.") if is_solved else _("Thank you. We go on working on it.")
    return go(request, shown["urls"]["request"], Toast(words))


def _go_on(request: HttpRequest, ticket: Ticket, led_to: Ticket, shown: dict[str, Any]) -> HttpResponse:
    if led_to.pk == ticket.pk:
        return go(request, shown["urls"]["request"], Toast(_("Sent. We have your message.")))
    if ticket.merged_into_id is not None:
        toast = Toast(_("Sent. It belongs to the request %s now.") % led_to.number)
        may_follow = led_to.contact_id == ticket.contact_id
        return go(request, _address(request, led_to, shown) if may_follow else shown["urls"]["request"], toast)
    toast = Toast(_("The old request is closed for long, so this became the new request %s.") % led_to.number)
    return go(request, _address(request, led_to, shown), toast)


def _address(request: HttpRequest, led_to: Ticket, shown: dict[str, Any]) -> str:
    """Where this visitor follows the other request."""
    if shown["viewer"].contact is not None:
        return reverse("portal:request", args=[led_to.number])
    ticket_services.remember_guest(request, led_to.public_id)
    return reverse("portal:guest", args=[led_to.public_id])
