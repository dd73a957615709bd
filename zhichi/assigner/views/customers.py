"""On a customer's file: who is their engineer (5.1.3)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhichi.accounts import selectors as accounts
from zhichi.assigner import policies, selectors, services
from zhichi.assigner.forms import EngineerForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import policies as customer_policies
from zhichi.customers import selectors as customers
from zhichi.ui.respond import Toast, go, is_fragment, with_toast

PANEL = "assigner/engineer.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(customer_policies.BROWSE)
def engineer(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Show who it is; POST names another, or nobody."""
    if not _is_seen(request, kind, key):
        raise Http404
    if request.method != "POST":
        return render(request, PANEL, _context(request, kind, key, None))
    policies.SET_ENGINEER.check(request.user)
    form = EngineerForm(request.POST, person=request.user)
    if form.is_valid():
        chosen = form.cleaned_data["user"]
        try:
            user = accounts.person(chosen) if chosen else None
            services.set_engineer(kind=kind, key=key, user=user, by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            return _saved(request, kind, key)
    return render(request, PANEL, _context(request, kind, key, form), status=422)


def _is_seen(request: HttpRequest, kind: str, key: int) -> bool:
    if kind == "organisation":
        return customers.organisations(request.user, active=None).filter(pk=key).exists()
    return kind == "contact" and customers.contacts(request.user, active=None).filter(pk=key).exists()


def _saved(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    toast = Toast(_("Saved."))
    if not is_fragment(request):
        return go(request, reverse(f"customers:{kind}", args=[key]), toast)
    return with_toast(render(request, PANEL, _context(request, kind, key, None)), toast)


def _context(request: HttpRequest, kind: str, key: int, form: EngineerForm | None) -> dict[str, object]:
    row = selectors.engineer_of(kind, key)
    may_edit = policies.SET_ENGINEER.allows(request.user, None)
    if form is None and may_edit:
        form = EngineerForm(person=request.user, initial={"user": row.user_id if row else None})
    return {"row": row, "kind": kind, "key": key, "form": form, "may_edit": may_edit}
