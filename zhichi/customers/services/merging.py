"""Merge two files of one person, and undo it (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.customers.events import ContactAbsorbed, ContactRestored, ContactsMerged, ContactsUnmerged
from zhichi.customers.models import Contact, ContactAddress, ContactMerge, ContactPhone
from zhichi.customers.services._values import may_edit
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

FILLED = ("organisation_id", "family_name", "given_name", "job_title")


@transaction.atomic
def merge_contacts(*, survivor_id: int, absorbed_id: int, by: Actor, at: datetime) -> ContactMerge:
    """Move addresses, phones, account and missing details of one contact to another.

    Appends customers.contacts_merged to the survivor's stream, inside which parts above re-point what they hold, and
    customers.contact_absorbed to the other's. Raises DomainError for one and the same contact, Conflict for one that
    was merged before and for two portal accounts.
    """
    may_edit(by)
    survivor, absorbed = _lock(survivor_id, absorbed_id)
    _refuse_merge(survivor, absorbed)
    moved: dict[str, Any] = {
        "addresses": list(absorbed.addresses.values_list("pk", flat=True)),
        "primary_address": list(absorbed.addresses.filter(is_primary=True).values_list("pk", flat=True)),
        "phones": list(absorbed.phones.values_list("pk", flat=True)),
        "primary_phone": list(absorbed.phones.filter(is_primary=True).values_list("pk", flat=True)),
        "user": absorbed.user_id,
        "filled": _fill(survivor, absorbed),
        "was_active": absorbed.is_active,
    }
    _move(moved, survivor, keep_primary=False)
    absorbed.user, absorbed.merged_into, absorbed.is_active, absorbed.updated_at = None, survivor, False, at
    absorbed.save()
    survivor.user_id = survivor.user_id or moved["user"]
    survivor.updated_at = at
    survivor.save()
    merge = ContactMerge.objects.create(survivor=survivor, absorbed=absorbed, moved=moved, by_id=by.user_id, at=at)
    append(f"contact:{survivor.pk}", ContactsMerged(**_names(merge)), by=by, at=at)
    told = ContactAbsorbed(merge_id=merge.pk, survivor_id=survivor.pk, survivor=str(survivor))
    append(f"contact:{absorbed.pk}", told, by=by, at=at)
    return merge


@transaction.atomic
def undo_merge(*, merge_id: int, by: Actor, at: datetime) -> ContactMerge:
    """Give back what a merge moved, except what was removed or moved on since.

    Appends customers.contacts_unmerged and customers.contact_restored. Raises Conflict when it was undone before, or
    when the survivor itself was merged away since.
    """
    may_edit(by)
    merge = ContactMerge.objects.select_for_update().get(pk=merge_id)
    survivor, absorbed = _lock(merge.survivor_id, merge.absorbed_id)
    if merge.undone_at is not None:
        raise Conflict("undone", _("This merge was undone already."))
    if survivor.merged_into_id is not None:
        raise Conflict("merged", _("%s was merged into another contact since.") % survivor, _("Undo that merge first."))
    for field, value in merge.moved["filled"].items():
        if getattr(survivor, field) == value:
            setattr(survivor, field, None if field == "organisation_id" else "")
    takes_account = merge.moved["user"] is not None and survivor.user_id == merge.moved["user"]
    if takes_account:
        survivor.user_id = None
    survivor.updated_at = absorbed.updated_at = at
    survivor.save()
    absorbed.merged_into, absorbed.is_active = None, merge.moved["was_active"]
    absorbed.user_id = merge.moved["user"] if takes_account else None
    absorbed.save()
    _move(merge.moved, absorbed, keep_primary=True, holder=survivor)
    merge.undone_at = at
    merge.save(update_fields=("undone_at",))
    append(f"contact:{survivor.pk}", ContactsUnmerged(**_names(merge)), by=by, at=at)
    told = ContactRestored(merge_id=merge.pk, survivor_id=survivor.pk, survivor=str(survivor))
    append(f"contact:{absorbed.pk}", told, by=by, at=at)
    return merge


def _lock(survivor_id: int, absorbed_id: int) -> tuple[Contact, Contact]:
    # One order for all, so that two opposite merges at the same moment wait instead of dying in a deadlock.
    rows = Contact.objects.select_for_update().filter(pk__in=(survivor_id, absorbed_id)).order_by("pk")
    found = {row.pk: row for row in rows}
    if survivor_id == absorbed_id or len(found) != len({survivor_id, absorbed_id}):
        raise DomainError("same-contact", _("Choose two different contacts."))
    return found[survivor_id], found[absorbed_id]


def _refuse_merge(survivor: Contact, absorbed: Contact) -> None:
    for row in (survivor, absorbed):
        if row.merged_into_id is not None:
            raise Conflict("merged", _("%s was merged into another contact already.") % row)
    if survivor.user_id is not None and absorbed.user_id is not None:
        raise Conflict(
            "two-accounts",
            _("Both contacts have an account on the portal."),
            _("Keep them apart, or ask an administrator to deactivate one of the accounts."),
        )


def _fill(survivor: Contact, absorbed: Contact) -> dict[str, Any]:
    filled = {}
    for field in FILLED:
        value = getattr(absorbed, field)
        if value and not getattr(survivor, field):
            setattr(survivor, field, value)
            filled[field] = value
    return filled


def _move(moved: dict[str, Any], to: Contact, *, keep_primary: bool, holder: Contact | None = None) -> None:
    for model, ids, primary in (
        (ContactAddress, moved["addresses"], moved["primary_address"]),
        (ContactPhone, moved["phones"], moved["primary_phone"]),
    ):
        rows = model.objects.filter(pk__in=ids)
        if holder is not None:
            rows = rows.filter(contact=holder)
        has_primary = model.objects.filter(contact=to, is_primary=True).exists()
        rows.update(contact=to, is_primary=False)
        if keep_primary or not has_primary:
            model.objects.filter(pk__in=primary, contact=to).update(is_primary=True)


def _names(merge: ContactMerge) -> dict[str, Any]:
    return {
        "merge_id": merge.pk,
        "survivor_id": merge.survivor_id,
        "absorbed_id": merge.absorbed_id,
        "survivor": str(merge.survivor),
        "absorbed": str(merge.absorbed),
    }
