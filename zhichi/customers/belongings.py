"""What a signed-in customer belongs to, for everything that is shown by company or by product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhichi.customers.models import Asset, Contact, Contract, Product

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Belongings:
    """A customer's company and the products it has, or has a running contract for."""

    organisation_id: int | None = None
    product_ids: frozenset[int] = frozenset()


def belongings_of(user: Any, *, at: datetime) -> Belongings:
    """The company and products of an account; nothing for staff, guests and contacts out of use. Three queries."""
    if not user.is_authenticated:
        return Belongings()
    contact = Contact.objects.filter(user_id=user.pk, is_active=True, organisation__isnull=False).first()
    return belongings_of_contact(contact, at=at) if contact is not None else Belongings()


def belongings_of_contact(contact: Contact, *, at: datetime) -> Belongings:
    """The same for a person at a customer, who need not have an account. Two queries, a third for contracts for all."""
    if not contact.is_active or contact.organisation_id is None:
        return Belongings()
    key, day = int(contact.organisation_id), at.date()
    owned = set(Asset.objects.filter(organisation_id=key, is_active=True).values_list("product_id", flat=True))
    running = Contract.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), organisation_id=key, ended_at=None)
    for product_id in running.filter(starts_on__lte=day).values_list("products", flat=True):
        # A contract that names no product is for all of them.
        owned |= {product_id} if product_id else set(Product.objects.values_list("pk", flat=True))
    return Belongings(key, frozenset(owned))
