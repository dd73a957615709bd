"""Reads of customers' files for the API; nothing the token's owner may not see."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from zhichi.api.problems import NotFound
from zhichi.api.schemas.customers import AssetQuery, ContactQuery, OrganisationQuery
from zhichi.customers import selectors
from zhichi.customers.models import Asset, Contact, Organisation, Product
from zhichi.customers.policies import visible_to

Row = TypeVar("Row", bound=Model)
BY_NAME = ("sort_key", "id")


def organisations(person: Any, query: OrganisationQuery) -> QuerySet[Organisation]:
    """Organisations by name."""
    return selectors.organisations(person, query=query.q, standing=query.standing or "", active=query.is_active)


def organisation(person: Any, key: int) -> Organisation:
    """One organisation. Raises NotFound."""
    rows: QuerySet[Organisation] = visible_to(person, Organisation.objects.all())
    return _one(rows, key)


def contacts(person: Any, query: ContactQuery) -> QuerySet[Contact]:
    """Contacts by name with addresses and phones."""
    rows = selectors.with_ways(selectors.contacts(person, query=query.q, active=query.is_active))
    return rows.filter(organisation_id=query.organisation_id) if query.organisation_id is not None else rows


def contact(person: Any, key: int) -> Contact:
    """One contact with addresses and phones, a merged one too. Raises NotFound."""
    rows = visible_to(person, Contact.objects.select_related("organisation"))
    return _one(selectors.with_ways(rows), key)


def assets(person: Any, query: AssetQuery) -> QuerySet[Asset]:
    """Assets in the order they were added."""
    rows = selectors.assets(person, active=query.is_active)
    wanted = {"organisation_id": query.organisation_id, "product_id": query.product_id}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def asset(person: Any, key: int) -> Asset:
    """One asset. Raises NotFound."""
    rows: QuerySet[Asset] = visible_to(person, Asset.objects.select_related("product", "organisation"))
    return _one(rows, key)


def product(key: int) -> Product:
    """One product. Raises NotFound."""
    return _one(Product.objects.all(), key)


def _one(rows: QuerySet[Row], key: int) -> Row:
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound
    return row
