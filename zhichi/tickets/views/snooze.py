"""Put a ticket off and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies, services
from zhichi.tickets.choices import FAR
from zhichi.tickets.forms.moves import SnoozeForm
from zhichi.tickets.presets import presets
from zhichi.tickets.views.answers import Sheet, done, find, sheet, url_of
from zhichi.ui.respond import Toast
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def snooze(request: HttpRequest, number: str) -> HttpResponse:
    """Choose until when; the form says which promise would bring it back earlier."""
    ticket, at = find(request, number, policies.WORK), clock.now()
    form = SnoozeForm(request.POST or None, presets=presets(ticket, at=at))
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.snooze(ticket_id=ticket.pk, until=form.wanted(), by=Actor.of(request.user), at=at)
            return done(request, moved, _toast(moved, form.wanted(), at))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Snooze ticket #%s") % ticket.number,
        verb=_("Snooze"),
        body="tickets/_snooze.html",
        action=reverse("tickets:snooze", args=[ticket.number]),
        back=url_of(ticket),
        context={
            "form": form,
            "ticket": ticket,
            "due_at": ticket.due_at if ticket.due_at != FAR else None,
            "latest": services.latest_wake(ticket),
            "is_too_soon": services.latest_wake(ticket) <= at,
        },
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.WORK)
def wake(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back into the list; also the undo."""
    ticket = find(request, number, policies.WORK)
    moved = services.wake(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
    return done(request, moved, Toast(_("The ticket is back in your list")))


def _toast(ticket: Ticket, wanted: datetime | None, at: datetime) -> Toast:
    undo = reverse("tickets:wake", args=[ticket.number])
    if ticket.snoozed_until is None:
        return Toast(_("The ticket stays in your list"), "info")
    back = when_words(ticket.snoozed_until, now=at)
    if wanted is None:
        return Toast(_("Snoozed until the customer answers, at the latest %s") % back, undo_url=undo)
    if ticket.snoozed_until < wanted:
        return Toast(_("It comes back earlier, %s, because a promise is due then") % back, undo_url=undo)
    return Toast(_("Snoozed until %s") % back, undo_url=undo)
