"""Send from the composer, take back, keep drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.rights import requires
from zhichi.files import selectors as files
from zhichi.files import services as file_services
from zhichi.records.selectors import policy
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.choices import REPORT, MessageKind
from zhichi.tickets.excerpts import question_of
from zhichi.tickets.forms.compose import MAX_TEXT, ComposeForm, DraftForm
from zhichi.tickets.views.answers import find, new_key, url_of
from zhichi.ui.forms import too_many_words
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket

MAX_FILES = 20
REWRITTEN = (
    "text",
    "seen",
    "csrfmiddlewaretoken",
    "heeded",
    "reason",
    "questioned",
)  # the page without script asks anew


@require_POST
@requires(policies.NOTE)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send what the composer holds. A second post of the same form changes nothing."""
    ticket = find(request, number)
    form = ComposeForm(request.POST)
    if not form.is_valid():
        return _refused(request, ticket, form, None)
    by, at = Actor.of(request.user), clock.now()
    try:
        message = services.once(key=form.cleaned_data["key"], deed=_deed(request, ticket, form, at), by=by, at=at)
    except DomainError as error:
        return _refused(request, ticket, form, error)
    return _sent(request, ticket, message)


def _deed(request: HttpRequest, ticket: Ticket, form: ComposeForm, at: datetime) -> Callable[[], Message]:
    data, by = form.cleaned_data, Actor.of(request.user)

    def write() -> Message:
        if data["kind"] == MessageKind.CALL:
            call = services.Call(
                direction=data["direction"],
                answered=data["answered"],
                seconds=form.call_seconds,
                number=data["number"],
                text=data["text"],
            )
            return services.log_call(ticket_id=ticket.pk, call=call, by=by, at=at)
        attached = _attachments(request, by, at)
        if data["kind"] == MessageKind.NOTE:
            return services.note(ticket_id=ticket.pk, text=data["text"], by=by, at=at, attachments=attached)
        if data["kind"] == REPORT:
            words = services.Report(doing=data["text"], attachments=attached, cc=data["cc"], seen=data["seen"])
            return services.report(ticket_id=ticket.pk, words=words, by=by, at=at)
        answer = services.Reply(
            text=data["text"],
            attachments=attached,
            cc=data["cc"],
            seen=data["seen"],
            then=data["then"],
            is_asked=True,
            heeded=data["heeded"],
            reason=data["reason"],
        )
        return services.reply(ticket_id=ticket.pk, answer=answer, by=by, at=at)

    return write


def _attachments(request: HttpRequest, by: Actor, at: datetime) -> list[Attachment]:
    """Files uploaded while the text was written, and files that a page without script sends along."""
    wanted = list(dict.fromkeys(request.POST.getlist("attachments")))[: 2 * MAX_FILES]
    found = files.uploads(wanted, user=request.user)
    if len(found) < len(wanted):
        raise DomainError("file-missing", _("A file is not here any more."), _("Remove it and choose it again."))
    visitor = file_services.Visitor(user=request.user)
    for sent in request.FILES.getlist("files"):
        found.append(file_services.receive(upload=sent, visitor=visitor, by=by, at=at))
    if len(found) > MAX_FILES:
        raise DomainError("too-many", too_many_words(MAX_FILES))
    return found


def _refused(request: HttpRequest, ticket: Ticket, form: ComposeForm, error: DomainError | None) -> HttpResponse:
    """The composer keeps its text; what is wrong stands above it. A stale reply is blocked once."""
    if error is not None:
        form.refuse(error)
    is_stale = isinstance(error, Conflict) and error.code == "stale"
    context = {
        "form": form,
        "ticket": ticket,
        "error": error,
        "is_stale": is_stale,
        "seen": selectors.newest_reply(ticket) if is_stale else form.data.get("seen", ""),
        "back": url_of(ticket),
        "rewritten": REWRITTEN,
    }
    if isinstance(error, services.Questioned):
        context["question"] = question_of(error.found, form.data.get("text", "").strip())
    template = "tickets/_send_refused.html" if is_fragment(request) else "tickets/send_refused.html"
    response = render(request, template, context, status=error.status if error is not None else 422)
    return with_event(response, "ticket:form", {"seen": context["seen"]}) if is_stale else response


@require_POST
@requires(policies.WORK)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """What the checks find in the reply while it is being written; an empty answer when nothing.

    A question that stands above the composer goes when it is about other words (`questioned` is its mark).
    """
    ticket = find(request, number)
    text = request.POST.get("text", "")[:MAX_TEXT]
    found = services.look_at_draft(ticket.pk, text)
    context = {"question": question_of(found, text), "clears": request.POST.get("questioned", found.mark) != found.mark}
    return render(request, "tickets/_draft_check.html", context)


def _sent(request: HttpRequest, ticket: Ticket, message: Message | None) -> HttpResponse:
    toast = _toast(ticket, message)
    if not is_fragment(request):
        return go(request, url_of(ticket), toast)
    # An empty answer clears what stood above the text; the form gets a fresh key for the next message.
    response = with_event(HttpResponse(), "ticket:form", {"key": new_key(), "seen": selectors.newest_reply(ticket)})
    response = with_event(response, f"live:{ticket.stream}", {"own": True})
    return with_toast(response, toast) if toast is not None else response


def _toast(ticket: Ticket, message: Message | None) -> Toast | None:
    if message is None:
        return None  # the same form was carried out before and has had its toast
    if message.kind == MessageKind.NOTE:
        return Toast(_("The note was added"))
    if message.kind == MessageKind.CALL:
        return Toast(_("The call was logged"))
    if message.outbound_id is None:
        return Toast(_("The reply is on the portal; no mail address is known"), "info")
    seconds = int(policy("5.2.1.undo_send_seconds"))
    undo = reverse("tickets:withdraw", args=[ticket.number, message.pk]) if seconds else ""
    to = ", ".join(message.recipients)
    words = (_("The progress report will be sent to %s") if message.report else _("The reply will be sent to %s")) % to
    return Toast(words, undo_url=undo, seconds=seconds)


@require_POST
@requires(policies.WORK)
def withdraw(request: HttpRequest, number: str, message_id: int) -> HttpResponse:
    """Take a reply back before it leaves; its text returns to the composer."""
    ticket = find(request, number)
    message = selectors.message_of(ticket, message_id)
    if message is None or message.kind != MessageKind.REPLY:
        raise Http404
    services.withdraw(message_id=message.pk, by=Actor.of(request.user), at=clock.now())
    toast = Toast(_("The reply was taken back"))
    if not is_fragment(request):
        return go(request, url_of(ticket), toast)
    response = with_event(HttpResponse(status=204), "ticket:draft", {"kind": REPORT if message.report else "reply"})
    return with_toast(with_event(response, f"live:{ticket.stream}", {"own": True}), toast)


@require_http_methods(["GET", "POST"])
@requires(policies.NOTE)
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep unsent text on the server, by tab; a GET gives back what is kept for one tab."""
    ticket = find(request, number)
    if request.method == "GET":
        kept = selectors.drafts_of(request.user, ticket).get(request.GET.get("kind", ""))
        return JsonResponse({"text": kept.text if kept else ""})
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    services.save_draft(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data)
    return HttpResponse(status=204)
