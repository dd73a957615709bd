"""Contacts are found by address, belong to one organisation, and nobody's address is taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.customers import selectors, services
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.customers.models import Contact
    from zhichi.customers.tests.conftest import Files

MAIL = Actor.system("mail intake")


def arrive(files: Files, address: str, name: str = "罗静") -> Contact:
    return services.contact_for_address(address=address, name=name, language="zh-hans", by=MAIL, at=files.at)


def test_keeps_a_known_sender_in_one_query(files: Files, django_assert_num_queries: Any) -> None:
    known = files.contact(addresses=["He@Client.example.com"], organisation_id=files.organisation().pk)
    with django_assert_num_queries(1):
        found = arrive(files, "HE@client.example.COM")
        assert found == known
    assert found.organisation is not None


def test_keeps_a_new_sender_with_their_organisation(files: Files) -> None:
    home = files.organisation(domains=["client.example.com"], time_zone="Europe/Berlin")
    contact = arrive(files, "luo@sz.client.example.com")
    assert (contact.organisation, contact.time_zone, contact.sort_key) == (home, "Europe/Berlin", "luo jing")
    assert selectors.mail_addresses(contact) == ["luo@sz.client.example.com"]
    assert [event.code for event in history(f"contact:{contact.pk}")] == ["customers.contact_created"]


@pytest.mark.parametrize("address", ["luo@qq.com", "luo@163.com", "luo@gmail.com", "luo@elsewhere.example"])
def test_refuses_to_guess_an_organisation(files: Files, address: str) -> None:
    files.organisation(domains=["client.example.com"])
    assert arrive(files, address).organisation is None


def test_refuses_to_choose_between_two_organisations(files: Files) -> None:
    files.organisation("甲", domains=["group.example.com"])
    files.organisation("乙", domains=["group.example.com"])
    assert arrive(files, "a@group.example.com").organisation is None


def test_keeps_a_nameless_sender(files: Files) -> None:
    assert arrive(files, "zhang.san@client.example.com", name=" \n").display_name == "zhang.san"


@pytest.mark.parametrize("address", ["", "luo", "a@b", "a@b.c", "a b@example.com", "x" * 300 + "@example.com"])
def test_refuses_addresses_that_are_none(files: Files, address: str) -> None:
    with pytest.raises(DomainError) as refused:
        arrive(files, address)
    assert refused.value.code == "bad-address"


def test_refuses_an_address_of_another(files: Files) -> None:
    files.contact("何青", addresses=["he@client.example.com"])
    with pytest.raises(DomainError) as refused:
        files.contact("贺庆", addresses=["HE@client.example.com"])
    assert (refused.value.code, "何青" in str(refused.value.fields["addresses"])) == ("address-taken", True)


def test_refuses_bad_phones_by_name(files: Files) -> None:
    with pytest.raises(DomainError) as refused:
        files.contact(phones=("13800138000", "1234"))
    assert "1234" in str(refused.value.fields["phones"])


def test_keeps_changes_in_the_record(files: Files, people: People) -> None:
    row = files.contact(addresses=["a@client.example.com", "b@client.example.com"], phones=("13800138000",))
    data = services.ContactData(
        display_name="何青青",
        addresses=["b@client.example.com", "a@client.example.com"],
        phones=[services.PhoneData(number="0755-12345678 转 8")],
    )
    services.update_contact(contact_id=row.pk, data=data, by=people.actor("assistant"), at=files.at)
    services.update_contact(contact_id=row.pk, data=data, by=people.actor("assistant"), at=files.at)
    assert selectors.mail_addresses(row) == ["b@client.example.com", "a@client.example.com"]
    assert [(phone.number, phone.extension, phone.kind) for phone in selectors.phone_rows(row)] == [
        ("+8675512345678", "8", "office")
    ]
    events = history(f"contact:{row.pk}")
    assert [event.code for event in events] == ["customers.contact_created", "customers.contact_updated"]
    assert sorted(events[1].data["fields"]) == ["addresses", "display_name", "phones"]


@pytest.mark.parametrize("post", ["auditor", "knowledge_editor"])
def test_refuses_readers_who_write(files: Files, people: People, post: str) -> None:
    data = services.ContactData(display_name="x")
    with pytest.raises(DomainError) as refused:
        services.create_contact(data=data, by=people.actor(post), at=files.at)
    assert refused.value.status == 403


def test_refuses_a_second_account(files: Files) -> None:
    row = files.contact(addresses=["he@client.example.com"])
    files.account(row, "he@client.example.com")
    other = files.contact("别人")
    with pytest.raises(DomainError):
        files.account(row, "zwei@client.example.com")
    assert selectors.contact_of(row.__class__.objects.get(pk=row.pk).user) == row
    assert other.user is None


@pytest.mark.parametrize(
    "query",
    ["何", "何青", "heqing", "he qing", "hq", "HE@client", "client.example", "8000", "138 0013", "长谷", "０１３８"],
)
def test_keeps_people_findable(files: Files, people: People, query: str) -> None:
    home = files.organisation()
    row = files.contact(addresses=["he@client.example.com"], phones=("13800138000",), organisation_id=home.pk)
    files.contact("段飞", addresses=["duan@other.example.org"], phones=("0755-12345678",))
    assert list(selectors.contacts(people.junior, query=query)) == [row]
