"""Merge a ticket into another one, split messages off, and undo both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor, spoken
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.forms.moves import MergeForm, SplitForm
from zhichi.tickets.views.answers import Sheet, done, find, sheet, url_of
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.tickets.models import Message, Ticket

FORMS = ["GET", "HEAD", "POST"]
SHOWN = 160  # characters of a message in the list


@require_http_methods(FORMS)
@requires(policies.WORK)
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the ticket that goes on for both."""
    ticket = find(request, number, policies.WORK)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _merged(request, ticket, form)
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Merge ticket #%s") % ticket.number,
        verb=_("Merge the ticket"),
        body="tickets/_merge.html",
        action=reverse("tickets:merge", args=[ticket.number]),
        back=url_of(ticket),
        is_wide=True,
        context={"form": form, "ticket": ticket, "targets": _offered(request, ticket, form)},
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_safe
@requires(policies.WORK)
def targets(request: HttpRequest, number: str) -> HttpResponse:
    """Tickets for what was typed: words of the subject, or a number."""
    ticket, query = find(request, number, policies.WORK), request.GET.get("q", "")
    found = selectors.merge_targets(request.user, ticket, query[:200])
    return render(request, "tickets/_merge_targets.html", {"targets": found, "ticket": ticket})


@require_POST
@requires(policies.WORK)
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    """Undo of a merge a moment ago."""
    ticket = find(request, number, policies.WORK)
    after = services.unmerge(source_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
    return done(request, after, Toast(_("The merging was undone")), url=url_of(after))


@require_http_methods(FORMS)
@requires(policies.WORK)
def split(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the messages that are another matter."""
    ticket = find(request, number, policies.WORK)
    offered = selectors.splittable(ticket)
    form = SplitForm(request.POST or None, offered=offered, initial={"urgency": ticket.urgency})
    if request.method == "POST" and form.is_valid():
        try:
            return _split(request, ticket, form)
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Split ticket #%s") % ticket.number,
        verb=_("Make a ticket of them"),
        body="tickets/_split.html",
        action=reverse("tickets:split", args=[ticket.number]),
        back=url_of(ticket),
        is_wide=True,
        context={"form": form, "ticket": ticket, "messages": [_shown(item) for item in offered]},
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.WORK)
def undo_split(request: HttpRequest, number: str) -> HttpResponse:
    """Undo of a split a moment ago: back to the ticket that it came from."""
    ticket = find(request, number, policies.WORK)
    old = services.undo_split(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
    return done(request, old, Toast(_("The split was undone")), url=url_of(old))


def _merged(request: HttpRequest, ticket: Ticket, form: MergeForm) -> HttpResponse:
    into_id = form.cleaned_data["into"]
    other = selectors.for_person(request.user).filter(pk=into_id).first()
    if other is None:
        message = _("No other ticket that you may see has this number.")
        raise DomainError("unknown", message, fields={"into": message})
    target = services.merge(
        source_id=ticket.pk,
        into_id=other.pk,
        by=Actor.of(request.user),
        at=clock.now(),
        reason=form.cleaned_data["reason"],
        knows_other=form.cleaned_data["knows_other"],
    )
    words = _("#%(number)s was merged into #%(into)s") % {"number": ticket.number, "into": target.number}
    undo = reverse("tickets:unmerge", args=[ticket.number])
    return done(request, target, Toast(words, undo_url=undo), url=url_of(target))


def _offered(request: HttpRequest, ticket: Ticket, form: MergeForm) -> list[Ticket]:
    """The tickets of the customer, and the one that was chosen before the form was refused."""
    found = selectors.merge_targets(request.user, ticket)
    chosen = str(form["into"].value() or "")
    if chosen and all(row.number != chosen for row in found):
        found = [*selectors.merge_targets(request.user, ticket, chosen), *found]
    return found


def _split(request: HttpRequest, ticket: Ticket, form: SplitForm) -> HttpResponse:
    parting = services.Parting(
        message_ids=form.cleaned_data["messages"],
        subject=form.cleaned_data["subject"],
        urgency=form.cleaned_data["urgency"],
    )
    new = services.split(ticket_id=ticket.pk, parting=parting, by=Actor.of(request.user), at=clock.now())
    undo = reverse("tickets:undo_split", args=[new.number])
    return done(request, new, Toast(_("#%s is a ticket of its own now") % new.number, undo_url=undo), url=url_of(new))


def _shown(message: Message) -> dict[str, object]:
    is_customer = message.kind == "customer"
    name = message.contact.display_name if message.contact and is_customer else spoken(message.author_label)
    text = " ".join((message.new_text or _("(only files or pictures)")).split())
    return {"key": str(message.pk), "message": message, "name": name, "text": Truncator(text).chars(SHOWN)}
