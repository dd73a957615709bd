"""Turns rows of customers' files into what the API sends, and changes into what the services take."""

from __future__ import annotations

from typing import Any

from zhichi.api.schemas.customers import AssetOut, ContactOut, OrganisationOut, PhoneOut, ProductOut
from zhichi.api.shapes import ref
from zhichi.customers.choices import PhoneKind, Standing
from zhichi.customers.models import Asset, Contact, Organisation, Product
from zhichi.customers.services import AssetData, ContactData, OrganisationData, PhoneData


def organisation(row: Organisation) -> OrganisationOut:
    """An organisation."""
    standing = Standing(row.standing)
    return OrganisationOut.model_construct(**_plain(row, OrganisationOut, without={"standing"}), standing=standing)


def contact(row: Contact) -> ContactOut:
    """A contact; `row` carries organisation, addresses and phones."""
    phones = sorted(row.phones.all(), key=lambda phone: (not phone.is_primary, phone.pk))
    addresses = sorted(row.addresses.all(), key=lambda address: (not address.is_primary, address.pk))
    return ContactOut.model_construct(
        **_plain(row, ContactOut, without={"organisation", "addresses", "phones"}),
        organisation=ref(row.organisation),
        addresses=[item.address for item in addresses],
        phones=[PhoneOut(number=item.number, extension=item.extension, kind=PhoneKind(item.kind)) for item in phones],
    )


def asset(row: Asset) -> AssetOut:
    """An asset; `row` carries organisation and product."""
    return AssetOut.model_construct(
        **_plain(row, AssetOut, without={"organisation", "product"}),
        organisation=ref(row.organisation),
        product=ref(row.product),
    )


def product(row: Product) -> ProductOut:
    """A product."""
    return ProductOut.model_construct(**_plain(row, ProductOut))


def organisation_data(values: dict[str, Any], row: Organisation | None = None) -> OrganisationData:
    """What the service takes: the named values over those of `row`."""
    return OrganisationData(**_known(OrganisationData, row) | values)


def contact_data(values: dict[str, Any], row: Contact | None = None) -> ContactData:
    """See organisation_data; `row` carries addresses and phones."""
    known = _known(ContactData, row, without={"addresses", "phones"})
    if row is not None:
        now = contact(row)
        known["addresses"] = now.addresses
        known["phones"] = [_phone(item) for item in now.phones]
    if "phones" in values:
        values["phones"] = [PhoneData(**item) for item in values["phones"]]
    return ContactData(**known | values)


def asset_data(values: dict[str, Any], row: Asset | None = None) -> AssetData:
    """See organisation_data."""
    return AssetData(**_known(AssetData, row) | values)


def _phone(item: PhoneOut) -> PhoneData:
    extension = f" ext. {item.extension}" if item.extension else ""
    return PhoneData(number=f"{item.number}{extension}", kind=item.kind)


def _plain(row: Any, shape: Any, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields if name not in without}


def _known(data: Any, row: Any, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, name) for name in data.__dataclass_fields__ if name not in without}
