"""Builders for customers' files; all of them call services, so that test data has a true record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.customers import services

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.customers.models import Asset, Contact, Organisation, Product

SETUP = Actor.system("tests")


@dataclass
class Files:
    """Makes organisations, contacts, products and assets in one line each."""

    at: datetime

    def organisation(self, name: str = "长谷示例制造", **given: Any) -> Organisation:
        """An organisation."""
        data = services.OrganisationData(name=name, **given)
        return services.create_organisation(data=data, by=SETUP, at=self.at)

    def contact(self, name: str = "何青", *, phones: tuple[str, ...] = (), **given: Any) -> Contact:
        """A contact; `phones` as typed."""
        typed = [services.PhoneData(number=number) for number in phones]
        data = services.ContactData(display_name=name, phones=typed, **given)
        return services.create_contact(data=data, by=SETUP, at=self.at)

    def product(self, code: str = "reports", **given: Any) -> Product:
        """A product."""
        data = services.ProductData(**{"code": code, "name": f"砚台 {code}", **given})
        return services.create_product(data=data, by=SETUP, at=self.at)

    def asset(self, organisation: Organisation, product: Product, **given: Any) -> Asset:
        """An asset."""
        data = services.AssetData(product_id=product.pk, **given)
        return services.create_asset(organisation_id=organisation.pk, data=data, by=SETUP, at=self.at)

    def account(self, contact: Contact, email: str) -> Any:
        """A portal account for a contact."""
        from zhichi.accounts import services as accounts

        user = accounts.create_customer_account(
            email=email, name=contact.display_name, language="zh-hans", by=SETUP, at=self.at
        )
        services.link_account(contact_id=contact.pk, user=user, by=SETUP, at=self.at)
        return user


@pytest.fixture
def files(db: None) -> Files:
    """A builder at the present time."""
    return Files(at=now())
