"""The log of outgoing mail, one mail with each of its recipients, and the addresses that take no mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, selectors
from zhichi.channels.email.forms import SuppressedForm
from zhichi.channels.email.mail_log import outbound_ticket
from zhichi.channels.email.services.again import send_again as send_mail_again
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.outbound.models import OutboundMail

RELEASED_SHOWN = 10


@requires(CONFIGURE)
@require_GET
def sent_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: how far it has come for each recipient, and what the servers said."""
    mail = _mail(mail_id)
    fates = outbound.fates_of(mail)
    context = {
        "mail": mail,
        "fates": fates,
        "suppressed": outbound.suppressed(each.address for each in fates),
        "can_send_again": mail.state in {"failed", "withheld", "sent"} and any(each.is_lost for each in fates),
        "ticket": outbound_ticket(mail),
        "needs_a_look": selectors.needs_a_look().count(),
    }
    return render(request, "channels_email/sent_mail.html", context)


@requires(CONFIGURE)
@require_POST
def again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Send a mail once more to those who did not get it, from its own page."""
    if not send_mail_again(mail_id=mail_id, by=Actor.of(request.user), at=clock.now()):
        raise Http404
    badges.forget()
    return go(request, reverse("channels_email:sent_mail", args=[mail_id]), Toast(_("The mail is sent again.")))


@requires(CONFIGURE)
@require_GET
def suppressed(request: HttpRequest) -> HttpResponse:
    """Addresses to which nothing is sent, newest first, with what the server said."""
    form = SuppressedForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    page = keyset_page(outbound.suppressions(query=query), order=("-since", "-id"), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "form": form,
        "query": query,
        "released": outbound.released(limit=RELEASED_SHOWN),
        "needs_a_look": selectors.needs_a_look().count(),
    }
    return render(request, "channels_email/suppressed.html", context)


@requires(CONFIGURE)
@require_POST
def lift(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """Send mail to an address again."""
    row = outbound.suppression(suppression_id)
    if row is None:
        raise Http404
    queue.lift(suppression_id=row.pk, by=Actor.of(request.user), at=clock.now())
    words = _("Mail is sent to %s again.") % row.address
    return go(request, reverse("channels_email:suppressed"), Toast(words))


def _mail(mail_id: int) -> OutboundMail:
    mail = outbound.mail(mail_id)
    if mail is None:
        raise Http404
    return mail
