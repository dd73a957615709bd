"""Remote sessions: ask the customer, begin with their consent, end with what was done (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import services as tickets
from zhichi.ui.respond import Toast, go
from zhichi.visits import selectors, services
from zhichi.visits.choices import ConsentBy
from zhichi.visits.forms import DoneForm, RemoteForm
from zhichi.visits.views.answers import Sheet, done, find_ticket, new_key, sheet, ticket_url

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.models import Ticket

FORMS = ("GET", "HEAD", "POST")


@require_http_methods(FORMS)
@requires(ticket_rights.WORK)
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the customer for their consent, or begin with the one they gave; refused without."""
    ticket = find_ticket(request, number, ticket_rights.WORK)
    name = ticket.contact.display_name if ticket.contact else ""
    initial = {"key": new_key(), "consent_by": name, "consent_how": ConsentBy.PHONE}
    form = RemoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, at = Actor.of(request.user), clock.now()
        try:
            tickets.once(
                key=form.cleaned_data["key"], deed=lambda: _carry_out(ticket, form, by=by, at=at), by=by, at=at
            )
            asked = form.cleaned_data["way"] == "ask"
            words = _("The customer is asked by mail") if asked else _("The remote session has begun")
            return done(request, ticket, Toast(words), url=ticket_url(ticket))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Remote session for #%s") % ticket.number,
        verb=_("Go on"),
        action=reverse("visits:remote", args=[ticket.number]),
        back=ticket_url(ticket),
        body="visits/_remote.html",
    )
    return sheet(request, wanted, form)


def _carry_out(ticket: Ticket, form: RemoteForm, *, by: Actor, at: datetime) -> object:
    data = form.cleaned_data
    asked = services.Asked(tool=data["tool"], link=data["link"], purpose=data["purpose"])
    if data["way"] == "ask":
        return services.ask_consent(ticket_id=ticket.pk, asked=asked, by=by, at=at)
    consent = services.Consent(agrees=data["agrees"], by=data["consent_by"], how=data["consent_how"])
    return services.start_session(ticket_id=ticket.pk, asked=asked, consent=consent, by=by, at=at)


@require_POST
@requires(ticket_rights.WORK)
def start(request: HttpRequest, number: str, session_id: int) -> HttpResponse:
    """Begin the session that the customer agreed to on their page."""
    ticket = _ticket_of(request, number, session_id)
    try:
        services.start_agreed(session_id=session_id, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, ticket_url(ticket), Toast(str(error), kind="bad"))
    return done(request, ticket, Toast(_("The remote session has begun")), url=ticket_url(ticket))


@require_http_methods(FORMS)
@requires(ticket_rights.WORK)
def end(request: HttpRequest, number: str, session_id: int) -> HttpResponse:
    """End a remote session with what was done."""
    ticket = _ticket_of(request, number, session_id)
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


def _ticket_of(request: HttpRequest, number: str, session_id: int) -> Ticket:
    ticket = find_ticket(request, number, ticket_rights.WORK)
    if selectors.session_of(ticket, session_id) is None:
        raise Http404
    return ticket
