"""Two files of one person become one, and two again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.customers import selectors, services
from zhichi.customers.models import Contact
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from zhichi.customers.models import ContactMerge
    from zhichi.customers.tests.conftest import Files

BY = Actor.system("tests")


def merge(files: Files, survivor: Contact, absorbed: Contact) -> ContactMerge:
    return services.merge_contacts(survivor_id=survivor.pk, absorbed_id=absorbed.pk, by=BY, at=files.at)


def undo(files: Files, done: ContactMerge) -> None:
    services.undo_merge(merge_id=done.pk, by=BY, at=files.at)


def pair(files: Files) -> tuple[Contact, Contact]:
    home = files.organisation()
    return (
        files.contact("何青", addresses=["a@x.example.com"], phones=("13800138000",)),
        files.contact(
            "何 青",
            addresses=["b@x.example.com", "c@x.example.com"],
            phones=("13800138000", "0755-12345678"),
            organisation_id=home.pk,
            job_title="财务",
        ),
    )


def snapshot(row: Contact) -> tuple[object, ...]:
    row = Contact.objects.get(pk=row.pk)
    phones = [(phone.number, phone.is_primary) for phone in selectors.phone_rows(row)]
    state = (row.organisation_id, row.job_title, row.user_id, row.is_active, row.merged_into_id)
    return (selectors.mail_addresses(row), phones, *state)


def test_keeps_everything_with_the_survivor(files: Files) -> None:
    survivor, absorbed = pair(files)
    user = files.account(absorbed, "b@x.example.com")
    merge(files, survivor, absorbed)
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    assert selectors.mail_addresses(survivor) == ["a@x.example.com", "b@x.example.com", "c@x.example.com"]
    assert (survivor.user, survivor.job_title, survivor.organisation_id) == (user, "财务", absorbed.organisation_id)
    assert (absorbed.user, absorbed.is_active, absorbed.merged_into) == (None, False, survivor)
    found = services.contact_for_address(address="b@x.example.com", name="", language="en", by=BY, at=files.at)
    assert (found, selectors.heir(absorbed)) == (survivor, survivor)


def test_keeps_both_as_they_were_after_undo(files: Files) -> None:
    survivor, absorbed = pair(files)
    files.account(absorbed, "b@x.example.com")
    before = snapshot(survivor), snapshot(absorbed)
    undo(files, merge(files, survivor, absorbed))
    assert (snapshot(survivor), snapshot(absorbed)) == before


def test_keeps_the_merge_in_both_histories(files: Files) -> None:
    survivor, absorbed = pair(files)
    done = merge(files, survivor, absorbed)
    undo(files, done)
    events = [event for event in history(f"contact:{survivor.pk}") if "merged" in event.code]
    assert [event.code for event in events] == ["customers.contacts_merged", "customers.contacts_unmerged"]
    assert {(event.data["survivor_id"], event.data["absorbed_id"], event.data["merge_id"]) for event in events} == {
        (survivor.pk, absorbed.pk, done.pk)
    }
    codes = [event.code for event in history(f"contact:{absorbed.pk}")]
    assert codes[-2:] == ["customers.contact_absorbed", "customers.contact_restored"]


def test_keeps_what_changed_since_the_merge(files: Files) -> None:
    survivor, absorbed = pair(files)
    done = merge(files, survivor, absorbed)
    data = services.ContactData(
        display_name="何青", job_title="总监", addresses=["a@x.example.com", "b@x.example.com", "new@x.example.com"]
    )
    services.update_contact(contact_id=survivor.pk, data=data, by=BY, at=files.at)
    undo(files, done)
    assert selectors.mail_addresses(survivor) == ["a@x.example.com", "new@x.example.com"]
    assert selectors.mail_addresses(absorbed) == ["b@x.example.com"]
    survivor.refresh_from_db()
    assert survivor.job_title == "总监"


def test_refuses_what_cannot_be_merged(files: Files) -> None:
    survivor, absorbed = pair(files)
    third = files.contact("第三人")
    with pytest.raises(DomainError):
        merge(files, survivor, survivor)
    done = merge(files, survivor, absorbed)
    with pytest.raises(Conflict):
        merge(files, third, absorbed)
    with pytest.raises(Conflict):
        merge(files, absorbed, third)
    later = merge(files, third, survivor)
    with pytest.raises(Conflict):
        undo(files, done)
    undo(files, later)
    undo(files, done)
    with pytest.raises(Conflict):
        undo(files, done)


def test_refuses_two_portal_accounts(files: Files) -> None:
    survivor, absorbed = pair(files)
    files.account(survivor, "a@x.example.com")
    files.account(absorbed, "b@x.example.com")
    with pytest.raises(Conflict) as refused:
        merge(files, survivor, absorbed)
    assert refused.value.code == "two-accounts"


def test_refuses_changes_of_a_merged_file(files: Files) -> None:
    survivor, absorbed = pair(files)
    merge(files, survivor, absorbed)
    with pytest.raises(DomainError):
        services.update_contact(contact_id=absorbed.pk, data=services.ContactData(display_name="x"), by=BY, at=files.at)


def test_keeps_likely_duplicates_in_view(files: Files) -> None:
    one = files.contact("何青", phones=("13800138000",))
    same_name, same_phone = files.contact("何青"), files.contact("青何", phones=("13800138000",))
    files.contact("别人")
    assert selectors.likely_duplicates(one) == [same_name, same_phone]
