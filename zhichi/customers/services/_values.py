"""What callers hand to the services, checked and brought into the stored form."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.customers import domains, phones
from zhichi.customers.choices import PhoneKind, Standing
from zhichi.customers.policies import CATALOGUE, EDIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class OrganisationData:
    """The editable fields of an organisation. `domains` are mail domains whose senders belong to it."""

    name: str
    standing: str = Standing.REGULAR
    domains: Sequence[str] = ()
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    notes: str = ""
    shares_requests: bool = False
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class PhoneData:
    """A phone number as typed ("0755-1234 5678 转 801"). An empty `kind` is told from the digits."""

    number: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactData:
    """The editable fields of a contact. The first address and the first phone are the primary ones."""

    display_name: str
    organisation_id: int | None = None
    addresses: Sequence[str] = ()
    phones: Sequence[PhoneData] = ()
    family_name: str = ""
    given_name: str = ""
    job_title: str = ""
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    notes: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class ProductData:
    """The editable fields of a product; `versions` newest first."""

    code: str
    name: str
    name_en: str = ""
    versions: Sequence[str] = ()
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class AssetData:
    """The editable fields of an asset."""

    product_id: int
    model: str = ""
    version: str = ""
    serial: str = ""
    environment: str = ""
    purchased_on: date | None = None
    notes: str = ""
    is_active: bool = True


def may_edit(by: Actor) -> None:
    """Raise Refused unless `by` may write files; the product itself may (mail intake, import)."""
    if not by.is_system:
        EDIT.check(by.user)


def may_edit_catalogue(by: Actor) -> None:
    """Raise Refused unless `by` may write the catalogue of products."""
    if not by.is_system:
        CATALOGUE.check(by.user)


def named(text: str, *, field: str, limit: int) -> str:
    """A name without the white space around it; refuses an empty or overlong one."""
    name = " ".join(clean(text).split())
    if not name:
        raise DomainError("name-missing", _("Enter a name."), fields={field: _("Enter a name.")})
    return short(name, field=field, limit=limit)


def short(text: str, *, field: str, limit: int) -> str:
    """A line of text; refuses what the column cannot hold instead of cutting it."""
    line = clean(text).strip()
    if len(line) > limit:
        message = _("At most %(limit)s characters, this has %(length)s.") % {"limit": limit, "length": len(line)}
        raise DomainError("too-long", message, fields={field: message})
    return line


def place(language: str, time_zone: str) -> dict[str, str]:
    """Language and time zone, checked."""
    if language not in dict(settings.LANGUAGES):
        message = _("The product does not speak “%s”.") % language[:20]
        raise DomainError("bad-language", message, fields={"language": message})
    try:
        zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        message = _("“%s” is not a time zone. Example: Asia/Shanghai.") % time_zone[:40]
        raise DomainError("bad-time-zone", message, fields={"time_zone": message}) from None
    return {"language": language, "time_zone": time_zone}


def mail_domains(typed: Sequence[str]) -> list[str]:
    """Mail domains in lower case, each once; refuses what is none and those that belong to everybody."""
    found: list[str] = []
    for item in typed:
        domain = item.strip().lower().removeprefix("@")
        if not domains.is_domain(domain):
            message = _("“%s” is not a mail domain. Example: example.com.") % item[:60]
            raise DomainError("bad-domain", message, fields={"domains": message})
        if domains.is_public(domain):
            message = _("Anybody can have an address at %s, so it cannot stand for one organisation.") % domain
            raise DomainError("public-domain", message, fields={"domains": message})
        if domain not in found:
            found.append(domain)
    return found


def mail_address(typed: str) -> str:
    """A mail address in lower case; raises DomainError "bad-address"."""
    address = clean(typed).strip().lower()
    try:
        validate_email(address)
        if len(address) > 254:
            raise ValidationError("too long")
    except ValidationError:
        message = _("“%s” is not a mail address. Example: name@example.com.") % typed[:80]
        raise DomainError("bad-address", message, fields={"addresses": message}) from None
    return address


def phone_numbers(typed: Sequence[PhoneData], *, known: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Phone rows in the stored form, each number once; raises DomainError "bad-phone".

    `known` maps numbers to their kinds, for those that are typed without one.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in typed:
        try:
            phone = phones.parse(item.number)
        except phones.BadPhone as error:
            raise DomainError("bad-phone", str(error), fields={"phones": str(error)}) from None
        kind = (
            item.kind
            or (known or {}).get(phone.number)
            or (PhoneKind.MOBILE if phones.is_mobile(phone.number) else PhoneKind.OFFICE)
        )
        row = {"number": phone.number, "extension": phone.extension, "kind": str(kind)}
        found.setdefault((phone.number, phone.extension), row)
    return list(found.values())


def apply(row: Any, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set fields on a row; returns field → [before, after] for those that changed, as plain values."""
    changes = {}
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = [_plain(before), _plain(value)]
    return changes


def without_derived(changes: dict[str, Any]) -> None:
    """Drop what merely follows from a name: nobody changed it."""
    for name in ("sort_key", "initials", "readings"):
        changes.pop(name, None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
