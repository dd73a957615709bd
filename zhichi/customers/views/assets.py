"""What customers own: installations and devices (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core.rights import requires
from zhichi.customers import policies, selectors, services
from zhichi.customers.forms import AssetForm
from zhichi.customers.views.organisations import find as find_organisation
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go, page_or_fragment
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.customers.models import Asset

FORM_PAGE = "customers/form.html"


@require_safe
@requires(policies.BROWSE)
def asset_list(request: HttpRequest) -> HttpResponse:
    """Assets by product and serial number, with search."""
    query, named = request.GET.get("q", "")[:100], request.GET.get("product", "")
    products = list(selectors.products(active=None))
    product = next((row for row in products if row.code == named), None)
    rows = selectors.assets(request.user, product=product, query=query)
    context = {
        "query": query,
        "products": products,
        "product": product,
        "page": keyset_page(rows, order=("product__sort_key", "serial", "pk"), cursor=request.GET.get("cursor")),
    }
    return page_or_fragment(request, "customers/assets.html", "customers/_assets.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def asset_new(request: HttpRequest, key: int) -> HttpResponse:
    """Add what an organisation owns."""
    organisation = find_organisation(request, key)
    form = AssetForm(request.POST or None)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Asset:
        return services.create_asset(organisation_id=organisation.pk, data=form.data_of(), by=by, at=at)

    title = _("New asset of %s") % organisation.name
    return _form(request, form, act, organisation.pk, {"title": title, "verb": _("Add the asset")})


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def asset_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change an asset."""
    row = selectors.asset(request.user, key)
    if row is None:
        raise Http404
    form = AssetForm(request.POST or None, initial=AssetForm.initial_of(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Asset:
        return services.update_asset(asset_id=row.pk, data=form.data_of(), by=by, at=at)

    return _form(request, form, act, row.organisation_id, {"title": _("Edit %s") % row, "verb": _("Save changes")})


def _form(request: HttpRequest, form: AssetForm, act: Any, organisation_id: int, words: dict[str, str]) -> HttpResponse:
    back = reverse("customers:organisation", args=[organisation_id])

    def done(row: Asset) -> HttpResponse:
        return go(request, back, Toast(_("Saved: %s") % row))

    return submit(request, form, act, done, template=FORM_PAGE, context={**words, "back": back})
