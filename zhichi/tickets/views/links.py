"""Bind a ticket to another one, and undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.tickets import policies, selectors
from zhichi.tickets.forms.work import LinkForm
from zhichi.tickets.views.answers import Sheet, done, find, sheet, url_of
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Say how this request belongs to another one."""
    ticket = find(request, number, policies.WORK)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = selectors.for_person(request.user).filter(pk=form.cleaned_data["number"]).first()
        if other is None or other.pk == ticket.pk:
            form.add_error("number", _("No other ticket that you may see has this number."))
        else:
            _bind(request, ticket, other, form.cleaned_data["kind"])
            return done(request, ticket, Toast(_("Linked to #%s") % other.number))
    wanted = Sheet(
        title=_("Link ticket #%s") % ticket.number,
        verb=_("Link the ticket"),
        body="tickets/_form_fields.html",
        action=reverse("tickets:link", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form},
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.WORK)
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    """Remove a bond; the toast can make it again."""
    ticket = find(request, number, policies.WORK)
    source, target, kind = (request.POST.get(name, "") for name in ("source", "target", "kind"))
    if ticket.stream not in {source, target} or kind not in LinkKind.values:
        raise Http404
    records.unlink(source=source, target=target, kind=kind, by=Actor.of(request.user), at=clock.now())
    return done(request, ticket, Toast(_("The link was removed")))


def _bind(request: HttpRequest, ticket: Ticket, other: Ticket, kind: str) -> None:
    records.link(source=ticket.stream, target=other.stream, kind=kind, by=Actor.of(request.user), at=clock.now())
