"""Merge two files of one person: choose, look, do it, undo it (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import policies, selectors, services
from zhichi.customers.views.contacts import find, to
from zhichi.ui.respond import Toast, page_or_fragment

if TYPE_CHECKING:
    from zhichi.customers.models import Contact

CHOICES = 10


@require_safe
@requires(policies.EDIT)
def choose(request: HttpRequest, key: int) -> HttpResponse:
    """Find the other file of the same person; likely ones are offered first."""
    row = find(request, key)
    query = request.GET.get("q", "")[:100]
    if query.strip():
        rows = selectors.with_ways(selectors.contacts(request.user, query=query, active=None).exclude(pk=key))[:CHOICES]
        others: list[Contact] = list(rows)
    else:
        others = selectors.likely_duplicates(row)
    context = {"row": row, "others": others, "query": query}
    return page_or_fragment(request, "customers/merge_choose.html", "customers/_merge_choices.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def preview(request: HttpRequest, key: int, other: int) -> HttpResponse:
    """Show what the merge of `other` into `key` would do, and do it on POST."""
    survivor, absorbed = find(request, key), find(request, other)
    error = None
    if request.method == "POST":
        try:
            merge = services.merge_contacts(
                survivor_id=survivor.pk, absorbed_id=absorbed.pk, by=Actor.of(request.user), at=clock.now()
            )
        except DomainError as refused:
            error = refused
        else:
            words = _("%(absorbed)s is part of %(survivor)s now.") % {"absorbed": absorbed, "survivor": survivor}
            return to(request, survivor, Toast(words, undo_url=reverse("customers:merge_undo", args=[merge.pk])))
    context = {"survivor": _shown(survivor), "absorbed": _shown(absorbed), "error": error}
    return render(request, "customers/merge.html", context, status=error.status if error else 200)


@require_POST
@requires(policies.EDIT)
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Separate two merged contacts again."""
    merge = selectors.merge_by_id(key)
    if merge is None or not policies.VIEW.allows(request.user, merge.survivor):
        raise Http404
    services.undo_merge(merge_id=merge.pk, by=Actor.of(request.user), at=clock.now())
    words = _("%(absorbed)s and %(survivor)s are two contacts again.")
    return to(request, merge.survivor, Toast(words % {"absorbed": merge.absorbed, "survivor": merge.survivor}))


def _shown(row: Contact) -> dict[str, object]:
    return {"row": row, "addresses": selectors.mail_addresses(row), "phones": selectors.phone_rows(row)}
