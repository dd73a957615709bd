"""Send from the composer, take back, keep drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.rights import requires
from zhichi.files import selectors as files
from zhichi.files import services as file_services
from zhichi.records.selectors import policy
from zhichi.tickets import policies, registry, selectors, services
from zhichi.tickets.choices import REPORT, MessageKind
from zhichi.tickets.forms.compose import MAX_TEXT, ComposeForm, DraftForm
from zhichi.tickets.letters import signature_kind
from zhichi.tickets.signatures import signature
from zhichi.tickets.views.answers import find, new_key, url_of
from zhichi.ui.forms import too_many_words
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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
        attached, heeded = _attachments(request, by, at), services.Heeded(data["heeded"], data["reason"])
        if data["kind"] == MessageKind.NOTE:
            return services.note(ticket_id=ticket.pk, text=data["text"], by=by, at=at, attachments=attached)
        if data["kind"] == REPORT:
            words = services.Report(
                doing=data["text"], attachments=attached, cc=data["cc"], seen=data["seen"], heeded=heeded
            )
            return services.report(ticket_id=ticket.pk, words=words, by=by, at=at)
        answer = services.Reply(
            text=data["text"],
            attachments=attached,
            cc=data["cc"],
            seen=data["seen"],
            then=data["then"],
            heeded=heeded,
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
        context["question"] = services.question_of(error.found)
    template = "tickets/_send_refused.html" if is_fragment(request) else "tickets/send_refused.html"
    response = render(request, template, context, status=error.status if error is not None else 422)
    return with_event(response, "ticket:form", {"seen": context["seen"]}) if is_stale else response


@require_POST
@requires(policies.WORK)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """What the checks find in a reply, a progress report or a solution while it is written; empty when nothing.

    A question that stands above the composer goes when it is about other words (`questioned` is its mark).
    """
    ticket = find(request, number)
    found = _look(ticket, {name: str(value)[:MAX_TEXT] for name, value in request.POST.items()})
    is_reply = "explanation" not in request.POST  # a solution's question stands in its own sheet
    clears = is_reply and request.POST.get("questioned", found.mark) != found.mark
    context = {"question": services.question_of(found), "clears": clears}
    return render(request, "tickets/_draft_check.html", context)


def _look(ticket: Ticket, typed: Mapping[str, str]) -> services.Found:
    if "explanation" in typed:
        return services.look_at_solution(ticket.pk, typed.get("kind", ""), typed, typed["explanation"])
    text = typed.get("text", "")
    if typed.get("kind") == REPORT and text.strip():
        return services.look_at_report(ticket, text)
    return services.look_at_draft(ticket.pk, text)


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


@require_safe
@requires(policies.WORK)
def sender(request: HttpRequest, number: str) -> HttpResponse:
    """Whom the next letter would come from and what stands below its words, in the customer's language."""
    ticket = find(request, number, policies.WORK)
    context = {
        "ticket": ticket,
        "sender": registry.sender_shown(ticket),
        "signature": signature(ticket, request.user),
        "kind": signature_kind(ticket.team_id),
        "may_edit": policies.EDIT_TEMPLATES.allows(request.user, None),
    }
    return render(request, "tickets/_sender.html", context)


@require_POST
@requires(policies.WORK)
def withdraw(request: HttpRequest, number: str, message_id: int) -> HttpResponse:
    """Take a reply back before it leaves; its text and its files return to the composer."""
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


@require_POST
@requires(policies.WORK)
def file_link(request: HttpRequest, number: str, public_id: str) -> HttpResponse:
    """Let the link under which a file was sent hold no more (`deed=revoke`), or hold anew."""
    ticket = find(request, number, policies.WORK)
    found = files.find(public_id)
    link = files.link_of(found) if found is not None else None
    if found is None or link is None or selectors.message_of(ticket, found.holder_id or 0) is None:
        raise Http404
    by, at = Actor.of(request.user), clock.now()
    if request.POST.get("deed") == "revoke":
        file_services.revoke_link(link_id=link.pk, by=by, at=at)
        toast = Toast(_("The link is invalid now"))
    else:
        renewed = file_services.renew_link(link_id=link.pk, by=by, at=at)
        toast = Toast(_("The link is valid until %s") % when_words(renewed.expires_at, now=at, style="full"))
    if not is_fragment(request):
        return go(request, url_of(ticket), toast)
    return with_toast(with_event(HttpResponse(status=204), f"live:{ticket.stream}", {"own": True}), toast)


@require_http_methods(["GET", "POST"])
@requires(policies.NOTE)
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Keep unsent text and uploads on the server, by tab; a GET gives back what is kept for one tab."""
    ticket = find(request, number)
    if request.method == "GET":
        kept = selectors.drafts_of(request.user, ticket).get(request.GET.get("kind", ""))
        fresh = files.uploads(kept.files, user=request.user) if kept and kept.files else []
        shown = [{"id": item.public_id, "name": item.filename, "size": item.blob.size} for item in fresh]
        return JsonResponse({"text": kept.text if kept else "", "files": shown})
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    uploads = request.POST.getlist("attachments")[: 2 * MAX_FILES]
    waiting = [item.public_id for item in files.uploads(uploads, user=request.user)] if uploads else []
    services.save_draft(
        ticket_id=ticket.pk, files=waiting, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data
    )
    return HttpResponse(status=204)
