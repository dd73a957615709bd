"""What customers correct in their own file, from the portal (5.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Refused
from zhichi.customers import selectors
from zhichi.customers.events import ContactUpdated
from zhichi.customers.models import Contact
from zhichi.customers.readings import name_fields
from zhichi.customers.services._values import PhoneData, apply, named, phone_numbers, place, without_derived
from zhichi.customers.services.contacts import _lists_changed, _write_phones
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class OwnData:
    """What a customer says about themselves; addresses and the organisation are for staff to change."""

    display_name: str
    language: str
    time_zone: str
    phones: Sequence[PhoneData] = ()


@transaction.atomic
def update_own_contact(*, contact_id: int, data: OwnData, by: Actor, at: datetime) -> Contact:
    """Let a customer correct their own file. Appends customers.contact_updated when anything differs.

    Raises Refused for the file of another, DomainError by field.
    """
    row = Contact.objects.select_for_update().get(pk=contact_id)
    if by.user_id is None or row.user_id != by.user_id:
        raise Refused("not-own", _("This is the file of somebody else."))
    name = named(data.display_name, field="display_name", limit=120)
    fields = {"display_name": name, **name_fields(name)}
    phones = phone_numbers(data.phones)
    changes = apply(row, fields | place(data.language, data.time_zone))
    changes |= _lists_changed(row, selectors.mail_addresses(row), phones)
    if not changes:
        return row
    row.updated_at = row.confirmed_at = at
    row.save()
    if "phones" in changes:
        _write_phones(row, phones)
    without_derived(changes)
    append(f"contact:{row.pk}", ContactUpdated(fields=list(changes), changes=changes), by=by, at=at)
    return row
