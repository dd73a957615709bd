"""Erase a contact's personal data: what goes, what stays, and the deed (3.4.3, 5.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.customers import policies, services
from zhichi.customers.forms import EraseForm
from zhichi.customers.views.contacts import find, to
from zhichi.ui.respond import Toast
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.records.models import Erasure


@require_http_methods(["GET", "POST"])
@requires(policies.ERASE)
def erase(request: HttpRequest, key: int) -> HttpResponse:
    """Show what an erasure would take, and do it on POST."""
    row = find(request, key)
    looked = services.look_at_erasure(contact_id=row.pk, by=Actor.of(request.user), at=clock.now())

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Erasure:
        return services.erase_contact(contact_id=row.pk, reason=data["reason"], typed_name=data["name"], by=by, at=at)

    context = {"row": row, "looked": looked, "back": reverse("customers:contact", args=[key])}
    return submit(
        request, EraseForm(request.POST or None), act,
        lambda _erasure: to(request, row, Toast(_("The personal data is erased."))),
        template="customers/erase.html", context=context,
    )  # fmt: skip
