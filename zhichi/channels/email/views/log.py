"""The log of incoming mail, and the messages that need a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, selectors, services
from zhichi.channels.email.forms import LogForm
from zhichi.channels.email.wording import because_words, problem_words, reason_words
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import MailLog

LOOK_SHOWN = 100


@requires(CONFIGURE)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What came in, newest first, narrowed by address, subject, request, mailbox and what became of it."""
    form = LogForm(request.GET, mailboxes=selectors.mailboxes())
    wanted = selectors.LogFilter()
    if form.is_valid():
        values = form.cleaned_data
        wanted = selectors.LogFilter(query=values["q"], done=values["done"], mailbox_id=values["mailbox"])
    page = keyset_page(selectors.log(wanted), order=("-at", "-id"), cursor=request.GET.get("cursor"))
    context = {"page": page, "form": form, "wanted": wanted, "needs_a_look": selectors.needs_a_look().count()}
    return render(request, "channels_email/log.html", context)


@requires(CONFIGURE)
@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Messages that could not be handled, the longest waiting first."""
    rows = selectors.needs_a_look()
    context = {"rows": rows[:LOOK_SHOWN], "needs_a_look": rows.count()}
    return render(request, "channels_email/look.html", context)


@requires(CONFIGURE)
@require_GET
def mail(request: HttpRequest, log_id: int) -> HttpResponse:
    """One message: what was done with it, why, what was odd about it, its original."""
    row = _row(log_id)
    context = {
        "row": row,
        "reason": reason_words(row.reason),
        "because": [because_words(code) for code in row.because],
        "problems": [problem_words(code) for code in row.problems],
        "history": [(records.sentence(event), event.at) for event in records.history(f"mail:{row.pk}")],
        "needs_a_look": selectors.needs_a_look().count(),
    }
    return render(request, "channels_email/mail.html", context)


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
    """Take a message off the list; its original stays."""
    row = _row(log_id)
    try:
        services.put_aside(log_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("channels_email:look"), Toast(str(error), "bad"))
    badges.forget()
    return go(request, reverse("channels_email:look"), Toast(_("Put aside. The original is kept in the log.")))


def _row(log_id: int) -> MailLog:
    row = selectors.log_row(log_id)
    if row is None:
        raise Http404
    return row
