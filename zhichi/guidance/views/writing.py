"""“Write an article from this ticket”."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.guidance import drafting, services
from zhichi.guidance.forms import FromTicketForm
from zhichi.guidance.views.panel import find_ticket
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge.registry import types
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@requires(knowledge_rights.WRITE)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The texts of the ticket with customers' data marked, to be looked through; then the editor opens."""
    ticket = find_ticket(request, number)
    wanted = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind = types.find(wanted) or types.get(drafting.kind_for(ticket))
    pieces = drafting.pieces(ticket, kind.code)
    form = FromTicketForm(request.POST or None, kind=kind, pieces=pieces)
    if request.method == "POST" and form.is_valid():
        try:
            article = services.write_from_ticket(
                ticket_id=ticket.pk, kind=kind.code, title=form.cleaned_data["title"], texts=form.texts(),
                by=Actor.of(request.user), at=clock.now(),
            )  # fmt: skip
            done = _("The draft is begun. Replace what is marked before you submit it.")
            return go(request, reverse("knowledge:edit", args=[article.pk]), Toast(done))
        except DomainError as error:
            form.refuse(error)
    context: dict[str, Any] = {"ticket": ticket, "kind": kind, "kinds": types.values(), "form": form}
    return render(request, "guidance/write.html", context, status=422 if form.is_bound else 200)
