"""Customers' files: organisations, contacts, assets, and the catalogue of products."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api import customer_reads, customer_shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.schemas.customers import (
    AssetIn,
    AssetOut,
    AssetPatch,
    AssetQuery,
    ContactIn,
    ContactOut,
    ContactPatch,
    ContactQuery,
    OrganisationIn,
    OrganisationOut,
    OrganisationPatch,
    OrganisationQuery,
    ProductOut,
    ProductQuery,
)
from zhichi.api.schemas.values import AddressId, Key, Page
from zhichi.api.ticket_reads import no_such
from zhichi.core import clock
from zhichi.customers import policies, selectors, services
from zhichi.customers.models import Organisation

router = Router(tags=["Customers"])
READ, WRITE = Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE


@operation(router, "get", "/organisations", scope=READ, right=policies.BROWSE, response=Page[OrganisationOut])
def list_organisations(request: HttpRequest, filters: Annotated[OrganisationQuery, Query()]) -> Page[OrganisationOut]:
    """Customer companies by name."""
    rows = customer_reads.organisations(request.user, filters)
    return page_of(
        rows,
        filters,
        order=customer_reads.BY_NAME,
        shape=lambda found: [customer_shapes.organisation(row) for row in found],
    )


@operation(router, "post", "/organisations", scope=WRITE, right=policies.EDIT, response={201: OrganisationOut})
def create_organisation(request: HttpRequest, data: OrganisationIn, idempotency_key: Key = "") -> HttpResponse:
    """Open the file of a company (5.1.2)."""

    def create() -> OrganisationOut:
        wanted = customer_shapes.organisation_data(data.model_dump())
        return customer_shapes.organisation(
            services.create_organisation(data=wanted, by=actor(request), at=clock.now())
        )

    return once(request, idempotency_key, create)


@operation(
    router, "get", "/organisations/{organisation_id}", scope=READ, right=policies.BROWSE, response=OrganisationOut
)
def get_organisation(request: HttpRequest, organisation_id: AddressId) -> OrganisationOut:
    """One company."""
    return customer_shapes.organisation(customer_reads.organisation(request.user, organisation_id))


@operation(
    router, "patch", "/organisations/{organisation_id}", scope=WRITE, right=policies.EDIT, response=OrganisationOut
)
def change_organisation(request: HttpRequest, organisation_id: AddressId, data: OrganisationPatch) -> OrganisationOut:
    """Change the file of a company; each change is recorded with the value before and after."""
    row = customer_reads.organisation(request.user, organisation_id)
    wanted = customer_shapes.organisation_data(data.model_dump(exclude_unset=True), row)
    changed = services.update_organisation(organisation_id=row.pk, data=wanted, by=actor(request), at=clock.now())
    return customer_shapes.organisation(changed)


@operation(router, "get", "/contacts", scope=READ, right=policies.BROWSE, response=Page[ContactOut])
def list_contacts(request: HttpRequest, filters: Annotated[ContactQuery, Query()]) -> Page[ContactOut]:
    """People at customers by name."""
    rows = customer_reads.contacts(request.user, filters)
    return page_of(
        rows, filters, order=customer_reads.BY_NAME, shape=lambda found: [customer_shapes.contact(row) for row in found]
    )


@operation(router, "post", "/contacts", scope=WRITE, right=policies.EDIT, response={201: ContactOut})
def create_contact(request: HttpRequest, data: ContactIn, idempotency_key: Key = "") -> HttpResponse:
    """Open the file of a person at a customer."""

    def create() -> ContactOut:
        wanted = customer_shapes.contact_data(data.model_dump())
        made = services.create_contact(data=wanted, by=actor(request), at=clock.now())
        return customer_shapes.contact(customer_reads.contact(request.user, made.pk))

    return once(request, idempotency_key, create)


@operation(router, "get", "/contacts/{contact_id}", scope=READ, right=policies.BROWSE, response=ContactOut)
def get_contact(request: HttpRequest, contact_id: AddressId) -> ContactOut:
    """One person."""
    return customer_shapes.contact(customer_reads.contact(request.user, contact_id))


@operation(router, "patch", "/contacts/{contact_id}", scope=WRITE, right=policies.EDIT, response=ContactOut)
def change_contact(request: HttpRequest, contact_id: AddressId, data: ContactPatch) -> ContactOut:
    """Change the file of a person; addresses and phones replace those of now."""
    row = customer_reads.contact(request.user, contact_id)
    wanted = customer_shapes.contact_data(data.model_dump(exclude_unset=True), row)
    services.update_contact(contact_id=row.pk, data=wanted, by=actor(request), at=clock.now())
    return customer_shapes.contact(customer_reads.contact(request.user, row.pk))


@operation(router, "get", "/assets", scope=READ, right=policies.BROWSE, response=Page[AssetOut])
def list_assets(request: HttpRequest, filters: Annotated[AssetQuery, Query()]) -> Page[AssetOut]:
    """Installations and devices, in the order they were added."""
    rows = customer_reads.assets(request.user, filters)
    return page_of(rows, filters, order=("id",), shape=lambda found: [customer_shapes.asset(row) for row in found])


@operation(router, "post", "/assets", scope=WRITE, right=policies.EDIT, response={201: AssetOut})
def create_asset(request: HttpRequest, data: AssetIn, idempotency_key: Key = "") -> HttpResponse:
    """Add what a company owns."""
    _require_organisation(data.organisation_id)

    def create() -> AssetOut:
        wanted = customer_shapes.asset_data(data.model_dump(exclude={"organisation_id"}))
        made = services.create_asset(
            organisation_id=data.organisation_id, data=wanted, by=actor(request), at=clock.now()
        )
        return customer_shapes.asset(customer_reads.asset(request.user, made.pk))

    return once(request, idempotency_key, create)


@operation(router, "get", "/assets/{asset_id}", scope=READ, right=policies.BROWSE, response=AssetOut)
def get_asset(request: HttpRequest, asset_id: AddressId) -> AssetOut:
    """One asset."""
    return customer_shapes.asset(customer_reads.asset(request.user, asset_id))


@operation(router, "patch", "/assets/{asset_id}", scope=WRITE, right=policies.EDIT, response=AssetOut)
def change_asset(request: HttpRequest, asset_id: AddressId, data: AssetPatch) -> AssetOut:
    """Change an asset."""
    row = customer_reads.asset(request.user, asset_id)
    wanted = customer_shapes.asset_data(data.model_dump(exclude_unset=True), row)
    services.update_asset(asset_id=row.pk, data=wanted, by=actor(request), at=clock.now())
    return customer_shapes.asset(customer_reads.asset(request.user, row.pk))


@operation(router, "get", "/products", scope=None, right=policies.BROWSE, response=Page[ProductOut])
def list_products(request: HttpRequest, filters: Annotated[ProductQuery, Query()]) -> Page[ProductOut]:
    """What the house supports, by name."""
    rows = selectors.products(active=filters.is_active)
    return page_of(
        rows, filters, order=customer_reads.BY_NAME, shape=lambda found: [customer_shapes.product(row) for row in found]
    )


@operation(router, "get", "/products/{product_id}", scope=None, right=policies.BROWSE, response=ProductOut)
def get_product(request: HttpRequest, product_id: AddressId) -> ProductOut:
    """One product."""
    return customer_shapes.product(customer_reads.product(product_id))


def _require_organisation(organisation_id: int) -> None:
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise no_such("organisation_id")
