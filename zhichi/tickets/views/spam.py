"""A ticket that never was a request: closed as spam, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.tickets import policies, services
from zhichi.tickets.views.answers import done, find
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(policies.MARK_SPAM)
@require_POST
def mark(request: HttpRequest, number: str) -> HttpResponse:
    """Close it as spam; the toast takes it back."""
    ticket = find(request, number, policies.MARK_SPAM)
    after = services.mark_spam(ticket_id=ticket.pk, reason="", by=Actor.of(request.user), at=clock.now())
    undo = reverse("tickets:unmark_spam", args=[after.number])
    return done(request, after, Toast(_("#%s is closed as spam.") % after.number, undo_url=undo))


@requires(policies.MARK_SPAM)
@require_POST
def unmark(request: HttpRequest, number: str) -> HttpResponse:
    """It is no spam: as before."""
    ticket = find(request, number, policies.MARK_SPAM)
    after = services.unmark_spam(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
    return done(request, after, Toast(_("#%s is open again.") % after.number))
