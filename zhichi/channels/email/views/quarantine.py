"""Mail that was held back or refused: the shelves, a safe look at one, releasing, deleting, putting back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, held, services
from zhichi.channels.email.choices import STOPPED, Shelf
from zhichi.channels.email.policies import SAFETY
from zhichi.channels.email.wording import because_words, reason_words
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.tickets.policies import DESK_VIEW
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import MailLog

MOST_AT_ONCE = 100


@requires(SAFETY)
@require_safe
def shelf(request: HttpRequest, name: str = Shelf.HELD) -> HttpResponse:
    """One list of mail that was stopped, newest first."""
    if name not in Shelf.values:
        raise Http404
    page = keyset_page(held.shelf(name), order=held.NEWEST, cursor=request.GET.get("cursor"))
    rows = [(row, reason_words(row.reason)) for row in page.rows]
    context = {"page": page, "rows": rows, "shelf": name, "shelves": Shelf, **beside(request, "held")}
    return render(request, "channels_email/held.html", context)


@requires(SAFETY)
@require_safe
def mail(request: HttpRequest, log_id: int) -> HttpResponse:
    """One mail as text, with what stopped it and what can be done about it."""
    row = _row(log_id)
    context = {
        "row": row,
        "preview": held.preview(row),
        "reason": reason_words(row.reason),
        "because": [because_words(code) for code in row.because],
        "gone_at": held.gone_at(row),
        "can_act": row.done in STOPPED and row.original_id is not None,
        "may_see_ticket": row.ticket is not None and DESK_VIEW.allows(request.user, row.ticket),
        "may_see_log": CONFIGURE.allows(request.user, None),
        "history": [(records.sentence(event), event.at) for event in records.timeline(f"mail:{row.pk}")],
        **beside(request, "held"),
    }
    return render(request, "channels_email/held_mail.html", context)


@requires(SAFETY)
@require_POST
def release(request: HttpRequest, log_id: int) -> HttpResponse:
    """Let a mail go its way; with `allow` its sender's next mails too."""
    row = _row(log_id)
    try:
        receipt = services.release(
            log_id=row.pk, allow="allow" in request.POST, by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return go(request, reverse("channels_email:held_mail", args=[row.pk]), Toast(str(error), "bad"))
    badges.forget()
    ticket = receipt.ticket
    if ticket is None:
        return go(request, reverse("channels_email:held"), Toast(_("The mail is released; it belongs to no request.")))
    url = reverse("channels_email:held")
    if DESK_VIEW.allows(request.user, ticket):
        url = reverse("tickets:detail", args=[ticket.number])
    return go(request, url, Toast(_("The mail is released; it is in request #%s.") % ticket.number))


@requires(SAFETY)
@require_POST
def discard(request: HttpRequest, log_id: int) -> HttpResponse:
    """Take a mail off the list; with `block` refuse what its sender writes from now on."""
    row = _row(log_id)
    try:
        entry = services.discard(
            log_id=row.pk, block="block" in request.POST, by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return go(request, reverse("channels_email:held_mail", args=[row.pk]), Toast(str(error), "bad"))
    badges.forget()
    words = _("The mail is deleted.")
    if entry is not None:
        words = _("The mail is deleted, and mail from %s is refused from now on.") % entry.value
    undo = reverse("channels_email:put_back", args=[row.pk])
    return go(request, reverse("channels_email:held"), Toast(words, undo_url=undo))


@requires(SAFETY)
@require_POST
def put_back(request: HttpRequest, log_id: int) -> HttpResponse:
    """Undo a deletion."""
    row = _row(log_id)
    try:
        services.put_back(log_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("channels_email:held"), Toast(str(error), "bad"))
    badges.forget()
    return go(request, reverse("channels_email:held_mail", args=[row.pk]), Toast(_("The mail is held again.")))


@requires(SAFETY)
@require_POST
def act_on_some(request: HttpRequest) -> HttpResponse:
    """Release or delete the mails that were ticked."""
    keys = [int(key) for key in request.POST.getlist("mail") if key.isascii() and key.isdigit()][:MOST_AT_ONCE]
    url, by, at = reverse("channels_email:held"), Actor.of(request.user), clock.now()
    if not keys:
        return go(request, url, Toast(_("Tick the mails first."), "warn"))
    deed = request.POST.get("deed")
    if deed not in {"release", "delete"}:
        raise Http404
    run = services.release_all if deed == "release" else services.discard_all
    went, failed = run(log_ids=keys, by=by, at=at)
    badges.forget()
    words = (
        ngettext("%s mail is released.", "%s mails are released.", went)
        if deed == "release"
        else ngettext("%s mail is deleted.", "%s mails are deleted.", went)
    ) % went
    if failed:
        words += " " + ngettext("%s could not be handled.", "%s could not be handled.", failed) % failed
    return go(request, url, Toast(words, "warn" if failed else "ok"))


def beside(request: HttpRequest, tab: str) -> dict[str, object]:
    """What the tabs of every page of mail safety need."""
    waiting = held.waiting()
    badges.keep(waiting)
    return {"tab": tab, "waiting": waiting, "may_configure": CONFIGURE.allows(request.user, None)}


def _row(log_id: int) -> MailLog:
    row = held.row(log_id)
    if row is None:
        raise Http404
    return row
