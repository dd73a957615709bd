"""How mail fares: mailboxes, outgoing queue, what came in last."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, held, mail_log, selectors
from zhichi.channels.email.services.again import send_again as send_mail_again
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.outbound import selectors as queue
from zhichi.records import selectors as records
from zhichi.tickets.policies import EDIT_TEMPLATES
from zhichi.ui.respond import Toast, go, page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LAST_SHOWN = 10


@requires(CONFIGURE)
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Everything about mail on one page; refetched every few seconds while it is open."""
    at = clock.now()
    found = selectors.health(at=at)
    stopped_mail = held.counts(since=at - timedelta(days=1))
    context = {
        "health": found,
        "needs_a_look": found.needs_a_look,
        "held": stopped_mail,
        "stopped": queue.stopped(),
        "failed": selectors.failed_mails(),
        "waiting": selectors.waiting_mails(),
        "last": mail_log.newest(LAST_SHOWN),
        "may_edit_letters": EDIT_TEMPLATES.allows(request.user, None),
        "workers": records.workers(at=at),
    }
    return page_or_fragment(request, "channels_email/health.html", "channels_email/_health.html", context)


@requires(CONFIGURE)
@require_POST
def send_again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Queue a refused mail once more, after somebody mended the cause."""
    if not send_mail_again(mail_id=mail_id, by=Actor.of(request.user), at=clock.now()):
        raise Http404
    badges.forget()
    return go(request, reverse("channels_email:health"), Toast(_("The mail is sent again.")))


@requires(CONFIGURE)
@require_POST
def send_all_again(request: HttpRequest) -> HttpResponse:
    """Queue all refused mails that the page shows once more, but for those to addresses that take no mail."""
    by, at = Actor.of(request.user), clock.now()
    mails = selectors.failed_mails()
    count = sum(send_mail_again(mail_id=mail.pk, by=by, at=at, lifts=False) for mail in mails)
    badges.forget()
    words = _("%(count)s mails are sent again.") % {"count": count}
    return go(request, reverse("channels_email:health"), Toast(words))
