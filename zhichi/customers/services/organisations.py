"""Files of organisations (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhichi.core.texts import clean
from zhichi.customers.events import FileConfirmed, OrganisationCreated, OrganisationUpdated
from zhichi.customers.models import Contact, Organisation, OrganisationDomain
from zhichi.customers.readings import name_fields
from zhichi.customers.services._values import (
    OrganisationData,
    apply,
    mail_domains,
    may_edit,
    named,
    place,
    without_derived,
)
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def create_organisation(*, data: OrganisationData, by: Actor, at: datetime) -> Organisation:
    """Open an organisation's file (5.1.2). Appends customers.organisation_created; raises DomainError by field."""
    may_edit(by)
    row = Organisation(created_at=at, updated_at=at, confirmed_at=at, **_fields(data))
    row.save(force_insert=True)
    _write_domains(row)
    append(f"organisation:{row.pk}", OrganisationCreated(name=row.name), by=by, at=at, is_new=True)
    return row


@transaction.atomic
def update_organisation(*, organisation_id: int, data: OrganisationData, by: Actor, at: datetime) -> Organisation:
    """Change an organisation's file. Appends customers.organisation_updated when anything differs."""
    row = Organisation.objects.select_for_update().get(pk=organisation_id)
    may_edit(by)
    changes = apply(row, _fields(data))
    if not changes:
        return row
    row.updated_at = at
    row.save()
    if "domains" in changes:
        _write_domains(row)
    without_derived(changes)
    append(f"organisation:{row.pk}", OrganisationUpdated(fields=list(changes), changes=changes), by=by, at=at)
    return row


@transaction.atomic
def confirm_file(*, row: Organisation | Contact, by: Actor, at: datetime) -> None:
    """Note that somebody checked the file and found it current (5.1.2). Appends customers.file_confirmed."""
    may_edit(by)
    type(row).objects.filter(pk=row.pk).update(confirmed_at=at)
    row.confirmed_at = at
    kind = "organisation" if isinstance(row, Organisation) else "contact"
    append(f"{kind}:{row.pk}", FileConfirmed(name=str(row)), by=by, at=at)


def _fields(data: OrganisationData) -> dict[str, Any]:
    name = named(data.name, field="name", limit=200)
    return {
        "name": name,
        **name_fields(name),
        "standing": data.standing,
        "domains": mail_domains(data.domains),
        "notes": clean(data.notes),
        "shares_requests": data.shares_requests,
        "is_active": data.is_active,
        **place(data.language, data.time_zone),
    }


def _write_domains(row: Organisation) -> None:
    OrganisationDomain.objects.filter(organisation=row).delete()
    OrganisationDomain.objects.bulk_create([OrganisationDomain(organisation=row, domain=name) for name in row.domains])
