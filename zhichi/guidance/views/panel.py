"""Knowledge beside a ticket: suggestions, search, a look inside, into the reply, “this solved it”."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.guidance import selectors, services
from zhichi.guidance.choices import How, Place
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast

if TYPE_CHECKING:
    from zhichi.core.rights import Right
    from zhichi.knowledge.models import Article
    from zhichi.tickets.models import Ticket


def find_ticket(request: HttpRequest, number: str, right: Right = ticket_rights.DESK_VIEW) -> Ticket:
    """The ticket that the signed-in person sees under this number, else 404; refuses without `right` to it."""
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    right.check(request.user, ticket)
    return ticket


@require_safe
@requires(ticket_rights.DESK_VIEW)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The panel: what solved the ticket, a search, and what fits it."""
    ticket = find_ticket(request, number)
    return render(request, "guidance/_panel.html", {**_offers(request, ticket), **_solving(request, ticket)})


@require_safe
@requires(ticket_rights.DESK_VIEW)
def found(request: HttpRequest, number: str) -> HttpResponse:
    """What answers `?q=`; without words what fits the ticket."""
    return render(request, "guidance/_offers.html", _offers(request, find_ticket(request, number)))


@require_safe
@requires(ticket_rights.DESK_VIEW)
def solved(request: HttpRequest, number: str) -> HttpResponse:
    """The articles that solved it, as they are now."""
    return render(request, "guidance/_solved.html", _solving(request, find_ticket(request, number)))


@require_safe
@requires(ticket_rights.DESK_VIEW)
def similar(request: HttpRequest, number: str) -> HttpResponse:
    """Tickets about the same, with what solved them."""
    ticket = find_ticket(request, number)
    rows = selectors.similar(request.user, ticket)
    return render(request, "guidance/_similar.html", {**_ticket(request, ticket), "rows": rows})


@require_safe
@requires(ticket_rights.DESK_VIEW)
def look(request: HttpRequest, number: str, article_id: int) -> HttpResponse:
    """The article in a drawer over the ticket; without script its own page."""
    ticket, article = _both(request, number, article_id)
    if not is_fragment(request) or article.live is None:
        return go(request, article.get_absolute_url())
    context = {
        **_ticket(request, ticket),
        "item": selectors.offer(article, ticket, at=clock.now()),
        "row": article,
        "shown": knowledge.shown(article, request.user),
    }
    return render(request, "guidance/_look.html", context)


@require_POST
@requires(ticket_rights.WORK)
def insert(request: HttpRequest, number: str, article_id: int) -> HttpResponse:
    """Hand the words of the article, or its link, to the composer."""
    ticket, article = _both(request, number, article_id)
    how = request.POST.get("how", How.LINK)
    try:
        words = services.insert(
            ticket_id=ticket.pk, article_id=article.pk, how=how, by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return _refused(request, ticket, error)
    done = _("%s is in the reply. Look it over before you send it.") % article.number
    if not is_fragment(request):
        return go(request, _url_of(ticket), Toast(words, kind="info"))
    # "ticket:done" closes the drawer, if the button stood in one; only then can the reply take the focus.
    answer = with_event(with_event(HttpResponse(status=204), "ticket:done"), "reply:insert", {"text": words})
    return with_toast(answer, Toast(done))


@require_POST
@requires(ticket_rights.WORK)
def mark(request: HttpRequest, number: str, article_id: int) -> HttpResponse:
    """This solved it."""
    ticket, article = _both(request, number, article_id)
    try:
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return _refused(request, ticket, error)
    return _done(request, ticket, Toast(_("Noted: %s solved it.") % article.number))


@require_POST
@requires(ticket_rights.WORK)
def unmark(request: HttpRequest, number: str, article_id: int) -> HttpResponse:
    """It was not that article."""
    ticket, article = _both(request, number, article_id)
    services.unmark_solved(ticket_id=ticket.pk, article_id=article.pk, by=Actor.of(request.user), at=clock.now())
    return _done(request, ticket, Toast(_("Taken back.")))


def _both(request: HttpRequest, number: str, article_id: int) -> tuple[Ticket, Article]:
    ticket, article = find_ticket(request, number), knowledge.find(request.user, article_id)
    if article is None:
        raise Http404
    return ticket, article


def _offers(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    query = request.GET.get("q", "").strip()
    items = selectors.offers(request.user, ticket, query=query, at=clock.now())
    if query:
        services.note_question(
            words=query, place=Place.TICKET, language=get_language() or ticket.language, hits=len(items),
            by=request.user, at=clock.now(),
        )  # fmt: skip
    first = next((item.article.pk for item in items if not item.refusal), 0)
    return {**_ticket(request, ticket), "query": query[:200], "items": items, "first": first}


def _solving(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    return {
        **_ticket(request, ticket),
        "solving": selectors.solving(request.user, ticket),
        "written": selectors.written_from(request.user, ticket),
    }


def _ticket(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    may = selectors.rights_on(request.user, ticket)
    return {
        **may,
        "ticket": ticket,
        "may_write": knowledge_rights.WRITE.allows(request.user, None),
        "may_propose": may["may_work"] and ticket.state not in {State.RESOLVED, State.CLOSED},
    }


def _url_of(ticket: Ticket) -> str:
    return reverse("tickets:detail", args=[ticket.number])


def _refused(request: HttpRequest, ticket: Ticket, error: DomainError) -> HttpResponse:
    toast = Toast(str(error), kind="bad")
    return with_toast(HttpResponse(status=204), toast) if is_fragment(request) else go(request, _url_of(ticket), toast)


def _done(request: HttpRequest, ticket: Ticket, toast: Toast) -> HttpResponse:
    if not is_fragment(request):
        return go(request, _url_of(ticket), toast)
    answer = with_event(HttpResponse(status=204), f"live:{ticket.stream}", {"own": True})
    return with_toast(with_event(answer, "ticket:done"), toast)
