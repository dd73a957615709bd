"""Files of contacts (5.1.2): people at customers, found by their mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.core.texts import clean
from zhichi.customers import selectors
from zhichi.customers.events import AccountLinked, ContactCreated, ContactUpdated
from zhichi.customers.models import Contact, ContactAddress, ContactPhone, Organisation
from zhichi.customers.readings import name_fields
from zhichi.customers.services._values import (
    ContactData,
    apply,
    mail_address,
    may_edit,
    named,
    phone_numbers,
    place,
    short,
    without_derived,
)
from zhichi.records.selectors import erasure
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def create_contact(*, data: ContactData, by: Actor, at: datetime) -> Contact:
    """Open a contact's file (5.1.2). Appends customers.contact_created; raises DomainError by field."""
    may_edit(by)
    fields = _fields(data)
    addresses, phones = _addresses(data), phone_numbers(data.phones)
    _refuse_taken(addresses, owner=None)
    row = Contact(created_at=at, updated_at=at, confirmed_at=at, **fields)
    row.save(force_insert=True)
    _write_addresses(row, addresses)
    _write_phones(row, phones)
    _tell_created(row, addresses, by=by, at=at)
    return row


@transaction.atomic
def update_contact(*, contact_id: int, data: ContactData, by: Actor, at: datetime) -> Contact:
    """Change a contact's file. Appends customers.contact_updated when anything differs."""
    row = Contact.objects.select_for_update().get(pk=contact_id)
    may_edit(by)
    if row.merged_into_id is not None:
        raise DomainError("merged", _("This contact was merged into another."), _("Change the other file instead."))
    if erasure(f"contact:{row.pk}") is not None:
        raise DomainError("erased", _("The personal data of this contact was erased."), _("Open a new file instead."))
    known = {phone.number: phone.kind for phone in selectors.phone_rows(row)}
    addresses, phones = _addresses(data), phone_numbers(data.phones, known=known)
    _refuse_taken(addresses, owner=row)
    changes = apply(row, _fields(data)) | _lists_changed(row, addresses, phones)
    if not changes:
        return row
    row.updated_at = at
    row.save()
    if "addresses" in changes:
        _write_addresses(row, addresses)
    if "phones" in changes:
        _write_phones(row, phones)
    without_derived(changes)
    append(f"contact:{row.pk}", ContactUpdated(fields=list(changes), changes=changes), by=by, at=at)
    return row


def contact_for_address(*, address: str, name: str, language: str, by: Actor, at: datetime) -> Contact:
    """The contact with this mail address, made when nobody knows it yet: one query for a known address.

    A new one joins the organisation that alone claims the address's domain. Appends customers.contact_created for a
    new one; raises DomainError "bad-address".
    """
    wanted = mail_address(address)
    found = selectors.by_address(wanted)
    return found or _open_for(wanted, name, language, by=by, at=at)


@transaction.atomic
def link_account(*, contact_id: int, user: Any, by: Actor, at: datetime) -> Contact:
    """Let a contact sign in with `user`, a customer's account. Appends customers.account_linked.

    Raises DomainError when the contact or the account is bound already. The caller has checked that the person owns
    the address.
    """
    row = Contact.objects.select_for_update().get(pk=contact_id)
    if row.user_id == user.pk:
        return row
    if row.user_id is not None or Contact.objects.filter(user=user).exists():
        raise DomainError("account-taken", _("This contact or this account is linked already."))
    row.user = user
    row.save(update_fields=("user",))
    append(f"contact:{row.pk}", AccountLinked(user_id=user.pk, email=user.email), by=by, at=at)
    return row


def _open_for(address: str, name: str, language: str, *, by: Actor, at: datetime) -> Contact:
    shown = " ".join(clean(name).split())[:120] or address.partition("@")[0]
    organisation = selectors.organisation_of_domain(address)
    row = Contact(
        organisation=organisation,
        display_name=shown,
        **name_fields(shown),
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        time_zone=organisation.time_zone if organisation else settings.TIME_ZONE,
        created_at=at,
        updated_at=at,
    )
    with transaction.atomic(savepoint=False):
        insert(row)
        if not _gets(row, address):
            # Two mails of one new sender at the same moment: the other one was first.
            row.delete()
            return Contact.objects.get(addresses__address=address)
        _tell_created(row, [address], by=by, at=at)
    return row


def _gets(row: Contact, address: str) -> bool:
    """Give a new contact its address, unless somebody else has it. Waits for whoever is about to take it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_contactaddress (contact_id, address, is_primary) VALUES (%s, %s, %s)"
            " ON CONFLICT (address) DO NOTHING RETURNING id",
            [row.pk, address, True],
        )
        return cursor.fetchone() is not None


def _tell_created(row: Contact, addresses: list[str], *, by: Actor, at: datetime) -> None:
    created = ContactCreated(name=row.display_name, addresses=addresses, organisation_id=row.organisation_id)
    append(f"contact:{row.pk}", created, by=by, at=at, is_new=True)


def _fields(data: ContactData) -> dict[str, Any]:
    name = named(data.display_name, field="display_name", limit=120)
    if data.organisation_id is not None and not Organisation.objects.filter(pk=data.organisation_id).exists():
        message = _("There is no such organisation.")
        raise DomainError("no-organisation", message, fields={"organisation": message})
    return {
        "organisation_id": data.organisation_id,
        "display_name": name,
        **name_fields(name),
        "family_name": short(data.family_name, field="family_name", limit=60),
        "given_name": short(data.given_name, field="given_name", limit=60),
        "job_title": short(data.job_title, field="job_title", limit=80),
        "notes": clean(data.notes),
        "is_active": data.is_active,
        **place(data.language, data.time_zone),
    }


def _addresses(data: ContactData) -> list[str]:
    return list(dict.fromkeys(mail_address(typed) for typed in data.addresses))


def _refuse_taken(addresses: list[str], *, owner: Contact | None) -> None:
    taken = ContactAddress.objects.filter(address__in=addresses).select_related("contact")
    for row in taken.exclude(contact=owner) if owner else taken:
        message = _("%(address)s belongs to %(name)s already.") % {"address": row.address, "name": row.contact}
        hint = _("If both are the same person, merge the two contacts.")
        raise DomainError("address-taken", message, hint, fields={"addresses": f"{message} {hint}"})


def _lists_changed(row: Contact, addresses: list[str], phones: list[dict[str, str]]) -> dict[str, list[Any]]:
    changes = {}
    known = selectors.mail_addresses(row)
    if _differ(known, addresses):
        changes["addresses"] = [known, addresses]
    numbers = [_line(phone) for phone in selectors.phone_rows(row)]
    wanted = [_line(ContactPhone(**phone)) for phone in phones]
    if _differ(numbers, wanted):
        changes["phones"] = [numbers, wanted]
    return changes


def _differ(known: list[str], wanted: list[str]) -> bool:
    """Whether the lists differ in their first item, which is the primary one, or in what they hold."""
    return known[:1] != wanted[:1] or sorted(known) != sorted(wanted)


def _line(phone: ContactPhone) -> str:
    extension = f";ext={phone.extension}" if phone.extension else ""
    return f"{phone.number}{extension} ({phone.kind})"


def _write_addresses(row: Contact, addresses: list[str]) -> None:
    # Rows that stay keep their ids, by which a merge remembers what it moved.
    ContactAddress.objects.filter(contact=row).exclude(address__in=addresses).delete()
    ContactAddress.objects.filter(contact=row).update(is_primary=False)
    known = set(ContactAddress.objects.filter(contact=row).values_list("address", flat=True))
    ContactAddress.objects.bulk_create(
        [ContactAddress(contact=row, address=address) for address in addresses if address not in known]
    )
    ContactAddress.objects.filter(contact=row, address__in=addresses[:1]).update(is_primary=True)


def _write_phones(row: Contact, phones: list[dict[str, str]]) -> None:
    known = {_line(phone): phone.pk for phone in ContactPhone.objects.filter(contact=row)}
    wanted = {_line(ContactPhone(**phone)): phone for phone in phones}
    ContactPhone.objects.filter(pk__in=[key for line, key in known.items() if line not in wanted]).delete()
    ContactPhone.objects.filter(contact=row).update(is_primary=False)
    ContactPhone.objects.bulk_create(
        [ContactPhone(contact=row, **phone) for line, phone in wanted.items() if line not in known]
    )
    if phones:
        first = {name: phones[0][name] for name in ("number", "extension")}
        ContactPhone.objects.filter(contact=row, **first).update(is_primary=True)
