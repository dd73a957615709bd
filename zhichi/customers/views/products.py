"""The catalogue of products and who knows them (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as people
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import policies, selectors, services
from zhichi.customers.forms import ExpertForm, ProductForm
from zhichi.customers.views.organisations import lines
from zhichi.records.selectors import histories
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.customers.models import Product

FORM_PAGE = "customers/form.html"
ASSETS_SHOWN = 20


@require_safe
@requires(policies.BROWSE)
def product_list(request: HttpRequest) -> HttpResponse:
    """All products with how many are in use and how many people know them."""
    context = {
        "products": selectors.products_with_counts(),
        "may_edit": policies.CATALOGUE.allows(request.user, None),
    }
    return render(request, "customers/products.html", context)


@require_safe
@requires(policies.BROWSE)
def product(request: HttpRequest, key: int) -> HttpResponse:
    """One product: versions, who knows it, where it is in use, history."""
    row = find(key)
    return render(request, "customers/product.html", _page(request, row, ExpertForm(person=request.user)))


@require_http_methods(["GET", "POST"])
@requires(policies.CATALOGUE)
def product_new(request: HttpRequest) -> HttpResponse:
    """Add a product."""
    form = ProductForm(request.POST or None)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Product:
        return services.create_product(data=form.data_of(), by=by, at=at)

    context = {"title": _("New product"), "verb": _("Add the product"), "back": reverse("customers:products")}
    return submit(request, form, act, lambda row: _to(request, row.pk), template=FORM_PAGE, context=context)


@require_http_methods(["GET", "POST"])
@requires(policies.CATALOGUE)
def product_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a product."""
    row = find(key)
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Product:
        return services.update_product(product_id=row.pk, data=form.data_of(), by=by, at=at)

    context = {
        "title": _("Edit %s") % row.name,
        "verb": _("Save changes"),
        "back": reverse("customers:product", args=[key]),
    }
    done = Toast(_("Saved."))
    return submit(request, form, act, lambda saved: _to(request, saved.pk, done), template=FORM_PAGE, context=context)


@require_POST
@requires(policies.CATALOGUE)
def expert_set(request: HttpRequest, key: int) -> HttpResponse:
    """Note how well somebody knows the product."""
    row = find(key)
    form = ExpertForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            services.set_expert(product_id=row.pk, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            return _to(request, key, Toast(_("%s is on the list.") % form.cleaned_data["user"]))
    return render(request, "customers/product.html", _page(request, row, form), status=422)


@require_POST
@requires(policies.CATALOGUE)
def expert_remove(request: HttpRequest, key: int, person: int) -> HttpResponse:
    """Take somebody off the product."""
    row, user = find(key), people.staff_member(person, for_user=request.user)
    if user is None:
        raise Http404
    services.remove_expert(product_id=row.pk, user=user, by=Actor.of(request.user), at=clock.now())
    return _to(request, key, Toast(_("%s is off the list.") % user))


def find(key: int) -> Product:
    """The product, else 404."""
    row = selectors.product(key)
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: Product, form: ExpertForm) -> dict[str, Any]:
    return {
        "row": row,
        "experts": selectors.experts_of(row),
        "assets": selectors.assets(request.user, product=row)[:ASSETS_SHOWN],
        "timeline": lines(histories([f"product:{row.pk}"], limit=50)),
        "form": form,
        "may_edit": policies.CATALOGUE.allows(request.user, row),
    }


def _to(request: HttpRequest, key: int, toast: Toast | None = None) -> HttpResponse:
    return go(request, reverse("customers:product", args=[key]), toast)
