"""Shapes of customers' files: organisations, contacts, assets, products."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import (
    AddressId,
    Day,
    Flag,
    Id,
    Language,
    Line,
    Moment,
    PageQuery,
    Ref,
    Strict,
    Text,
)
from zhichi.customers.choices import PhoneKind, Standing

Zone = Annotated[str, Field(max_length=64, examples=["Asia/Shanghai"])]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
PersonName = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Address = Annotated[str, Field(max_length=254, examples=["heqing@example.com"])]


class OrganisationOut(Schema):
    """A customer company (5.1.2)."""

    id: int
    name: str
    standing: Standing
    domains: list[str] = Field(description="Mail domains whose senders belong here.")
    language: Language
    time_zone: Zone
    notes: str
    shares_requests: bool = Field(description="Colleagues may see each other's requests on the portal.")
    is_active: bool
    created_at: Moment
    updated_at: Moment
    confirmed_at: Moment | None


class OrganisationIn(Strict):
    """A new organisation."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "示例制造有限公司", "domains": ["example.com"]}]}
    )

    name: Name
    standing: Standing = Standing.REGULAR
    domains: list[Annotated[str, Field(max_length=253)]] = Field(default_factory=list, max_length=50)
    language: Language = "zh-hans"
    time_zone: Zone = "Asia/Shanghai"
    notes: Text = ""
    shares_requests: Flag = False
    is_active: Flag = True


class OrganisationPatch(OrganisationIn):
    """What to change; names left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"standing": "core"}]})

    name: Name = "-"


class Phone(Strict):
    """A phone number; written as people do, kept in E.164 with the extension apart."""

    number: str = Field(max_length=40, examples=["0755-2345 6789 转 801"])
    kind: PhoneKind = PhoneKind.MOBILE


class PhoneOut(Schema):
    """A phone number."""

    number: str = Field(examples=["+8675523456789"])
    extension: str
    kind: PhoneKind


class ContactOut(Schema):
    """A person at a customer. A merged contact names its heir."""

    id: int
    display_name: str
    organisation: Ref | None
    addresses: list[str]
    phones: list[PhoneOut]
    family_name: str
    given_name: str
    job_title: str
    language: Language
    time_zone: Zone
    notes: str
    is_active: bool
    merged_into_id: int | None
    created_at: Moment
    updated_at: Moment
    confirmed_at: Moment | None


class ContactIn(Strict):
    """A new contact. The first address and the first phone are the primary ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"display_name": "何青", "addresses": ["heqing@example.com"], "organisation_id": 1}]
        }
    )

    display_name: PersonName
    organisation_id: Id | None = None
    addresses: list[Address] = Field(default_factory=list, max_length=20)
    phones: list[Phone] = Field(default_factory=list, max_length=20)
    family_name: str = Field("", max_length=60)
    given_name: str = Field("", max_length=60)
    job_title: str = Field("", max_length=80)
    language: Language = "zh-hans"
    time_zone: Zone = "Asia/Shanghai"
    notes: Text = ""
    is_active: Flag = True


class ContactPatch(ContactIn):
    """What to change; names left out stay as they are. Lists replace the lists of now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"job_title": "IT 主管"}]})

    display_name: PersonName = "-"


class AssetOut(Schema):
    """One installation or device of a product at a customer."""

    id: int
    organisation: Ref
    product: Ref
    model: str
    version: str
    serial: str
    environment: str
    purchased_on: date | None
    notes: str
    is_active: bool


class AssetFields(Strict):
    """What is known about an asset."""

    model: str = Field("", max_length=120)
    version: str = Field("", max_length=60)
    serial: str = Field("", max_length=80)
    environment: str = Field("", max_length=200)
    purchased_on: Day | None = None
    notes: Text = ""
    is_active: Flag = True


class AssetIn(AssetFields):
    """A new asset of an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"organisation_id": 1, "product_id": 3, "version": "8.2.0", "serial": "YT-0042"}]
        }
    )

    organisation_id: Id
    product_id: Id


class AssetPatch(AssetFields):
    """What to change; names left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": "8.2.1"}]})

    product_id: Id = 1


class ProductOut(Schema):
    """Something the house supports."""

    id: int
    code: str = Field(examples=["reports"])
    name: str = Field(examples=["砚台报表"])
    name_en: str
    versions: list[str] = Field(description="Newest first.")
    is_active: bool


class OrganisationQuery(PageQuery):
    """Narrows the list; by name."""

    q: Line = Field("", description="Part of the name, pinyin, initials or a mail domain.")
    standing: Standing | None = None
    is_active: bool | None = None


class ContactQuery(PageQuery):
    """Narrows the list; by name, merged contacts left out."""

    q: Line = Field("", description="Part of the name, pinyin, initials, an address, a phone number, the organisation.")
    organisation_id: AddressId | None = None
    is_active: bool | None = None


class AssetQuery(PageQuery):
    """Narrows the list."""

    organisation_id: AddressId | None = None
    product_id: AddressId | None = None
    is_active: bool | None = None


class ProductQuery(PageQuery):
    """Narrows the catalogue; by name."""

    is_active: bool | None = None
