"""Contracts of organisations (5.1.2): what was promised, from when to when, for which products, by which calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.customers.contract_reads import forget_contracts
from zhichi.customers.events import ContractAdded, ContractEnded, ContractResumed, ContractUpdated
from zhichi.customers.models import Contract, Organisation, Product
from zhichi.customers.policies import CONTRACTS
from zhichi.customers.registry import calendar_names
from zhichi.customers.services._values import apply, named, short
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ContractData:
    """The editable fields of a contract. Both days count, in the organisation's zone; no product means all."""

    number: str
    name: str
    starts_on: date
    ends_on: date | None = None
    product_ids: Sequence[int] = ()
    calendar_id: int | None = None
    notes: str = ""


@transaction.atomic
def create_contract(*, organisation_id: int, data: ContractData, by: Actor, at: datetime) -> Contract:
    """Add a contract. Appends customers.contract_added to the organisation's stream; raises DomainError by field."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    _may_write(by)
    row = Contract(organisation=organisation, created_at=at, updated_at=at, **_fields(data, known=None))
    row.save(force_insert=True)
    row.products.set(_products(data))
    _tell(row, ContractAdded(contract_id=row.pk, label=str(row)), by=by, at=at)
    return row


@transaction.atomic
def update_contract(*, contract_id: int, data: ContractData, by: Actor, at: datetime) -> Contract:
    """Change a contract. Appends customers.contract_updated when anything differs; open requests follow."""
    row = _lock(contract_id, by)
    changes = apply(row, _fields(data, known=row))
    before, products = list(row.products.order_by("pk")), _products(data)
    if [item.pk for item in before] != [item.pk for item in products]:
        row.products.set(products)
        changes["products"] = [[item.name for item in before], [item.name for item in products]]
    if changes:
        row.updated_at = at
        row.save()
        told = ContractUpdated(contract_id=row.pk, label=str(row), fields=list(changes), changes=changes)
        _tell(row, told, by=by, at=at)
    return row


@transaction.atomic
def end_contract(*, contract_id: int, reason: str, by: Actor, at: datetime) -> Contract:
    """End a contract now, before its last day. Appends customers.contract_ended; needs a reason."""
    row = _lock(contract_id, by)
    text = clean(reason).strip()
    if not text:
        message = _("Say why the contract ends.")
        raise DomainError("reason", message, fields={"reason": message})
    if row.ended_at is not None:
        raise Conflict("ended", _("This contract was ended already."))
    row.ended_at = row.updated_at = at
    row.save()
    _tell(row, ContractEnded(contract_id=row.pk, label=str(row), reason=text[:500]), by=by, at=at)
    return row


@transaction.atomic
def resume_contract(*, contract_id: int, by: Actor, at: datetime) -> Contract:
    """Take back that a contract was ended. Appends customers.contract_resumed."""
    row = _lock(contract_id, by)
    if row.ended_at is not None:
        row.ended_at, row.updated_at = None, at
        row.save()
        _tell(row, ContractResumed(contract_id=row.pk, label=str(row)), by=by, at=at)
    return row


def _may_write(by: Actor) -> None:
    if not by.is_system:
        CONTRACTS.check(by.user)


def _lock(contract_id: int, by: Actor) -> Contract:
    row = Contract.objects.select_for_update().get(pk=contract_id)
    _may_write(by)
    return row


def _tell(row: Contract, event: Event, *, by: Actor, at: datetime) -> None:
    append(f"organisation:{row.organisation_id}", event, by=by, at=at)
    transaction.on_commit(forget_contracts)


def _fields(data: ContractData, *, known: Contract | None) -> dict[str, Any]:
    number = named(data.number, field="number", limit=60)
    if Contract.objects.filter(number=number).exclude(pk=known.pk if known else 0).exists():
        message = _("Another contract has the number “%s”.") % number
        raise DomainError("number-taken", message, fields={"number": message})
    if data.ends_on is not None and data.ends_on < data.starts_on:
        message = _("The last day lies before the first.")
        raise DomainError("days", message, fields={"ends_on": message})
    is_kept = known is not None and known.calendar_id == data.calendar_id
    if data.calendar_id is not None and not is_kept and data.calendar_id not in calendar_names():
        message = _("This calendar is not in use. Choose one of the list.")
        raise DomainError("calendar", message, fields={"calendar": message})
    return {
        "number": number,
        "name": named(data.name, field="name", limit=120),
        "starts_on": data.starts_on,
        "ends_on": data.ends_on,
        "calendar_id": data.calendar_id,
        "notes": short(data.notes, field="notes", limit=20000),
    }


def _products(data: ContractData) -> list[Product]:
    found = list(Product.objects.filter(pk__in=data.product_ids).order_by("pk"))
    if len(found) != len(set(data.product_ids)):
        message = _("Choose products of the catalogue.")
        raise DomainError("products", message, fields={"products": message})
    return found
