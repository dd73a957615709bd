"""The customer's own page: name, language, time zone, phone, how they sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.portal import policies, services
from zhichi.portal.forms import ProfileForm
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.USE, sign_in=policies.SIGN_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what we know about the person."""
    contact = policies.contact_of(request.user)
    form = ProfileForm(request.POST or None, initial=_now(request.user, contact))
    if request.method == "POST" and form.is_valid():
        try:
            wanted = services.Profile(**form.cleaned_data)
            services.update_profile(contact=contact, profile=wanted, by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            _refuse(form, error)
        else:
            return go(request, reverse("portal:profile"), Toast(_("Saved.")))
    context = {"form": form, "contact": contact, "addresses": customers.mail_addresses(contact)}
    return render(request, "portal/profile.html", context, status=422 if form.is_bound else 200)


def _now(user: Any, contact: Any) -> dict[str, str]:
    phones = customers.phone_rows(contact)
    return {
        "display_name": contact.display_name,
        "language": user.language,
        "time_zone": user.time_zone,
        "phone": services.full_number(phones[0]) if phones else "",
    }


def _refuse(form: ProfileForm, error: DomainError) -> None:
    """The file keeps several phones; the form shows one."""
    if "phones" in error.fields:
        error.fields["phone"] = error.fields.pop("phones")
    form.refuse(error)
