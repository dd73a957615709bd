"""Set mailboxes up, change them, test their connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, providers, selectors, services
from zhichi.channels.email.choices import SignIn
from zhichi.channels.email.forms import MailboxForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import Mailbox


@requires(CONFIGURE)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The first step of a new mailbox: whose it is."""
    return render(request, "channels_email/choose.html", {"providers": providers.PROVIDERS})


@requires(CONFIGURE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A new mailbox at the chosen provider."""
    chosen = providers.provider(code)
    if chosen is None:
        raise Http404
    context = {"provider": chosen, "try_url": reverse("channels_email:try_new"), "verb": _("Add the mailbox")}
    if request.method == "GET":
        return render(request, "channels_email/mailbox.html", context | {"form": MailboxForm(initial=chosen.initial())})
    form = MailboxForm(request.POST)
    if form.is_valid():
        try:
            box = services.add_mailbox(data=form.data_of(), by=Actor.of(request.user), at=clock.now())
            words = _("%(address)s is added. Its mail is read within seconds.") % {"address": box.address}
            return go(request, _after(box), Toast(words))
        except DomainError as error:
            form.refuse(error)
    return render(request, "channels_email/mailbox.html", context | {"form": form}, status=422)


@requires(CONFIGURE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Change a mailbox, or take it out of use."""
    box = _box(mailbox_id)
    selector = box.dkim_selector
    context: dict[str, Any] = {
        "box": box,
        "try_url": reverse("channels_email:try", args=[box.pk]),
        "verb": _("Save"),
        "checking": selectors.checking_servers(box),
    } | _dkim(box)
    if request.method == "GET":
        return render(request, "channels_email/mailbox.html", context | {"form": MailboxForm.of(box)})
    form = MailboxForm(request.POST, stored=box)
    if form.is_valid():
        try:
            by = Actor.of(request.user)
            changed = services.change_mailbox(mailbox_id=box.pk, data=form.data_of(), by=by, at=clock.now())
            badges.forget()
            back = _after(changed) if changed.sign_in != box.sign_in else reverse("channels_email:health")
            if form.cleaned_data["dkim_selector"].lower() != selector:
                back = reverse("channels_email:mailbox", args=[box.pk])  # the key's record stands on this page
            return go(request, back, Toast(_("The mailbox is saved.")))
        except DomainError as error:
            form.refuse(error)
    return render(request, "channels_email/mailbox.html", context | {"form": form}, status=422)


def _dkim(box: Mailbox) -> dict[str, Any]:
    from zhichi.channels.email import signing, transport  # noqa: PLC0415 - loads the mail libraries, see below

    try:
        return {"dkim": signing.records_of(box, (row.address for row in selectors.senders_of(box)))}
    except transport.SignInFailure as failure:
        return {"dkim_error": str(failure)}


@requires(CONFIGURE)
@require_POST
def try_new(request: HttpRequest) -> HttpResponse:
    """Test the connections as they are typed, before anything is stored."""
    return _try(request, None)


@requires(CONFIGURE)
@require_POST
def try_stored(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Test the connections of a mailbox with what is typed; passwords left empty are the stored ones."""
    return _try(request, _box(mailbox_id))


def _try(request: HttpRequest, stored: Mailbox | None) -> HttpResponse:
    from zhichi.channels.email import connections  # noqa: PLC0415 - loads the mail libraries, which no page needs

    form = MailboxForm(request.POST, stored=stored)
    if not form.is_valid():
        return render(request, "channels_email/_trial.html", {"form": form}, status=422)
    try:
        box = services.draft(form.data_of(), stored=stored)
    except DomainError as error:
        form.refuse(error)
        return render(request, "channels_email/_trial.html", {"form": form}, status=422)
    trials = [connections.try_reading(box)] if box.imap_host else []
    trials += [connections.try_sending(box)] if box.smtp_host else []
    return render(request, "channels_email/_trial.html", {"trials": trials})


def _after(box: Mailbox) -> str:
    """Where a new mailbox leads: to the question for leave when it signs in so."""
    if box.sign_in == SignIn.OAUTH:
        return reverse("channels_email:sign_in", args=[box.pk])
    return reverse("channels_email:health")


def _box(mailbox_id: int) -> Mailbox:
    box = selectors.mailbox(mailbox_id)
    if box is None:
        raise Http404
    return box
