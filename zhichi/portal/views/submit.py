"""Ask for help (2.1): the form, and the page that shows the number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import public
from zhichi.customers import selectors as customers
from zhichi.guidance import services as guidance
from zhichi.portal import limits, selectors, services, uploads
from zhichi.portal.forms import RequestForm
from zhichi.portal.policies import contact_of
from zhichi.portal.views.guest import ticket_by_link
from zhichi.tickets import services as ticket_services

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.files.models import Attachment

DETAILS = ("subject", "text", "impact", "people", "product", "version", "occurred_at")
GUEST = ("name", "address", "company", "phone")


@require_http_methods(["GET", "HEAD", "POST"])
@public("guests ask for help too")
def new(request: HttpRequest) -> HttpResponse:
    """The intake form; answers a good one with the page that shows the number."""
    contact, token = contact_of(request.user), uploads.token_of(request)
    asks_who = contact is None
    if request.method != "POST":
        initial = {"form_token": token, "subject": request.GET.get("subject", "")[:200], **_likely(request)}
        return _page(request, RequestForm(asks_who=asks_who, initial=initial), token, [], 200)
    form, at = RequestForm(request.POST, request.FILES, asks_who=asks_who), clock.now()
    if wait := limits.too_often(request, limits.SUBMIT):
        form.add_error(None, limits.words(wait))
        return _page(request, form, token, [], 429)
    files = uploads.collect(request, form, token, by=_author(request), at=at)
    # After the files: those of a form that was sent a moment ago are no longer its own, which is no error then.
    if (done := services.submitted(token=token)) is not None:
        return redirect("portal:sent", done.public_id)
    if form.is_valid() and _may_go_on(form, token):
        try:
            ticket = _submit(request, form, files, token, at)
        except DomainError as error:
            form.refuse(error)
        else:
            guidance.note_sent(token=token, ticket_id=ticket.pk)
            ticket_services.remember_guest(request, ticket.public_id)
            return redirect("portal:sent", ticket.public_id)
    return _page(request, form, token, files, 422)


@require_safe
@public("whoever sent a request sees its number")
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """The number, big, and where to follow the request."""
    return render(request, "portal/sent.html", {"ticket": ticket_by_link(request, public_id)})


def _submit(request: HttpRequest, form: RequestForm, files: list[Attachment], token: str, at: datetime) -> Any:
    data = form.cleaned_data
    guest = {name: data.get(name, "") for name in GUEST}
    return services.submit(
        applicant=services.Applicant(contact=contact_of(request.user), **guest),
        symptom=services.Symptom(**{name: data[name] for name in DETAILS}, attachments=files),
        token=token,
        language=get_language() or "zh-hans",
        by=_author(request, data.get("name", "")),
        at=at,
    )


def _may_go_on(form: RequestForm, token: str) -> bool:
    """A form left open for more than a day, or one address named again and again, is sent once more or later."""
    if form.cleaned_data["form_token"] != token:
        form.add_error(None, _("The form was open for more than a day. Everything is still here: send it once more."))
        return False
    address = form.cleaned_data.get("address", "").lower()
    if address and limits.SUBMIT_ADDRESS.wait(address):
        form.add_error(None, _("Too many requests with this address in one hour. Try again later, or call us."))
        return False
    return True


def _author(request: HttpRequest, name: str = "") -> Actor:
    user: Any = request.user
    return Actor.of(user) if contact_of(user) is not None else Actor.guest(name or _("Guest"))


def _likely(request: HttpRequest) -> dict[str, Any]:
    """What the customer said last time is likely so again: nobody is asked the same thing twice."""
    last = selectors.last_request(request.user)
    return {"product": last.product_id, "version": last.version} if last else {}


def _page(request: HttpRequest, form: RequestForm, token: str, files: list[Attachment], status: int) -> HttpResponse:
    versions = [(product, version) for product in customers.products() for version in product.versions]
    context = {"form": form, "token": token, "kept": files, "versions": versions}
    return render(request, "portal/submit.html", context, status=status)
