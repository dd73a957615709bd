"""The log of mail in both directions, and the messages that need a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, mail_log, originals, selectors, services
from zhichi.channels.email.choices import Reason
from zhichi.channels.email.forms import LogForm, PutAsideForm
from zhichi.channels.email.wording import because_words, problem_words, reason_words
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.tickets import selectors as tickets
from zhichi.tickets.policies import DESK_VIEW
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import MailLog

LOOK_SHOWN = 100


@requires(CONFIGURE)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What came in and went out, newest first, narrowed by words, direction, outcome, mailbox and days."""
    form = LogForm(request.GET, mailboxes=selectors.mailboxes())
    wanted = form.wanted()
    page = mail_log.page(wanted, cursor=request.GET.get("cursor"))
    context = {"page": page, "form": form, "wanted": wanted, "needs_a_look": selectors.needs_a_look().count()}
    return render(request, "channels_email/log.html", context)


@requires(CONFIGURE)
@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Messages that could not be handled, the longest waiting first."""
    rows = selectors.needs_a_look()
    context = {
        "rows": [(row, reason_words(row.reason)) for row in rows[:LOOK_SHOWN]],
        "can_mend": rows.exclude(reason=Reason.UNREADABLE).exists(),
        "needs_a_look": rows.count(),
    }
    return render(request, "channels_email/look.html", context)


@requires(CONFIGURE)
@require_GET
def mail(request: HttpRequest, log_id: int) -> HttpResponse:
    """One message: what was done with it, why, what was odd about it, its original."""
    row = _row(log_id)
    context = {
        "row": row,
        "may_download": row.original is not None and originals.may_read(request, row.original),
        "put_aside": PutAsideForm(),
        "reason": reason_words(row.reason),
        "because": [because_words(code) for code in row.because],
        "verdicts": selectors.verdicts_on(row),
        "problems": [problem_words(code) for code in row.problems],
        "history": [(records.sentence(event), event.at) for event in records.timeline(f"mail:{row.pk}")],
        "needs_a_look": selectors.needs_a_look().count(),
    }
    return render(request, "channels_email/mail.html", context)


@requires(CONFIGURE)
@require_GET
def of_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """From a message of a request to its line: how it came in, or what became of it on its way out."""
    message = tickets.message(message_id)
    if message is None or not DESK_VIEW.allows(request.user, message.ticket):
        raise Http404
    if message.outbound_id is not None:
        return redirect("channels_email:sent_mail", message.outbound_id)
    line = selectors.log_of_message(message.original_id) if message.original_id else None
    if line is None:
        raise Http404
    return redirect("channels_email:mail", line)


@requires(CONFIGURE)
@require_POST
def retry(request: HttpRequest, log_id: int) -> HttpResponse:
    """Handle a message that needs a look once more."""
    row = _row(log_id)
    try:
        services.retry(log_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("channels_email:look"), Toast(str(error), "bad"))
    badges.forget()
    return go(request, reverse("channels_email:look"), Toast(_("The message is handled now.")))


@requires(CONFIGURE)
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Handle all messages that need a look once more."""
    worked, failed = services.retry_all(by=Actor.of(request.user), at=clock.now())
    badges.forget()
    words = _("%(worked)s messages are handled now, %(failed)s still cannot be.") % {"worked": worked, "failed": failed}
    return go(request, reverse("channels_email:look"), Toast(words, "warn" if failed else "ok"))


@requires(CONFIGURE)
@require_POST
def put_aside(request: HttpRequest, log_id: int) -> HttpResponse:
    """Take a message off the list for a reason that is kept; its original stays."""
    row = _row(log_id)
    try:
        services.put_aside(log_id=row.pk, why=request.POST.get("why", ""), by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("channels_email:mail", args=[row.pk]), Toast(str(error), "bad"))
    badges.forget()
    return go(request, reverse("channels_email:look"), Toast(_("Put aside. The original is kept in the log.")))


def _row(log_id: int) -> MailLog:
    row = selectors.log_row(log_id)
    if row is None:
        raise Http404
    return row
