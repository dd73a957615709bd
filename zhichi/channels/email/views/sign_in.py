"""Sign a mailbox in by permission of its provider: settings, the way there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import badges, selectors
from zhichi.channels.email.choices import SignIn
from zhichi.channels.email.forms_sign_in import ConsentForm
from zhichi.channels.email.services import consent as service
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import Mailbox

ASKED = "mail.consent.asked"  # in the session: which mailbox, and what the answer must fit


@requires(CONFIGURE)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Who gives permission for this mailbox, and whether it was given."""
    box = _box(mailbox_id)
    stored = selectors.consent_of(box)
    form = ConsentForm.of(box, stored) if request.method == "GET" else ConsentForm(request.POST, stored=stored)
    if request.method == "POST" and form.is_valid():
        try:
            service.set_up(mailbox_id=box.pk, data=form.data_of(), by=Actor.of(request.user))
            return go(request, _page(box), Toast(_("Saved. Now give permission.")))
        except DomainError as error:
            form.refuse(error)
    context = {"box": box, "consent": stored, "form": form, "redirect_uri": _redirect_uri()}
    status = 200 if request.method == "GET" else 422
    return render(request, "channels_email/sign_in.html", context, status=status)


@requires(CONFIGURE)
@require_GET
def ask(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Send the person to the authority. A link, since forms may not lead to other sites."""
    box = _box(mailbox_id)
    stored = selectors.consent_of(box)
    if stored is None:
        raise Http404
    asked = service.ask(stored, redirect_uri=_redirect_uri())
    request.session[ASKED] = {"mailbox": box.pk, "state": asked.state, "verifier": asked.verifier}
    return HttpResponseRedirect(asked.url)


@requires(CONFIGURE)
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """The person comes back from the authority, with a code or with its refusal."""
    asked = request.session.pop(ASKED, None)
    state = request.GET.get("state", "")
    if asked is None or not constant_time_compare(asked["state"], state):
        words = _("This answer belongs to no question of ours, or came too late. Please begin again.")
        return go(request, reverse("channels_email:health"), Toast(words, "bad"))
    box = _box(asked["mailbox"])
    code = request.GET.get("code", "")
    if not code:
        said = request.GET.get("error_description") or request.GET.get("error") or "?"
        return go(request, _page(box), Toast(_("The authority gave no permission: %s") % said[:300], "bad"))
    return _give(request, box, code, asked["verifier"])


def _give(request: HttpRequest, box: Mailbox, code: str, verifier: str) -> HttpResponse:
    from zhichi.channels.email.services import tokens  # noqa: PLC0415 - loads the mail libraries, which no page needs

    by = Actor.of(request.user)
    try:
        tokens.give(
            mailbox_id=box.pk, code=code, verifier=verifier, redirect_uri=_redirect_uri(), by=by, at=clock.now()
        )
    except DomainError as error:
        return go(request, _page(box), Toast(str(error), "bad"))
    badges.forget()
    return go(request, _page(box), Toast(_("Permission is given. The mailbox is read within seconds.")))


def _page(box: Mailbox) -> str:
    return reverse("channels_email:sign_in", args=[box.pk])


def _redirect_uri() -> str:
    return f"{settings.BASE_URL}{reverse('channels_email:consent')}"


def _box(mailbox_id: int) -> Mailbox:
    box = selectors.mailbox(mailbox_id)
    if box is None or box.sign_in != SignIn.OAUTH:
        raise Http404
    return box
