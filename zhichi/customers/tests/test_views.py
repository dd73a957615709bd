"""The pages of customers' files: who opens them, what they show, what they keep when refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.people import POSTS
from zhichi.customers import selectors
from zhichi.customers.models import Asset, Contact, Organisation

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.customers.tests.conftest import Files

ORGANISATION = {"name": "晴川示例医院", "standing": "regular", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
CONTACT = {"display_name": "罗静", "language": "zh-hans", "time_zone": "Asia/Shanghai"}


def address(name: str, *args: Any) -> str:
    return reverse(f"customers:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def pages(files: Files) -> dict[str, list[str]]:
    """Addresses for reading, for writing files, and for writing the catalogue."""
    home, product = files.organisation(domains=["client.example.com"]), files.product(versions=["8.2"])
    contact = files.contact(addresses=["he@client.example.com"], phones=("13800138000",), organisation_id=home.pk)
    other = files.contact("何青")
    asset = files.asset(home, product, serial="INK-1")
    return {
        "read": [
            address("list"),
            address("options") + "?organisation=cg",
            address("organisation", home.pk),
            address("contacts"),
            address("contact", contact.pk),
            address("products"),
            address("product", product.pk),
            address("assets"),
        ],
        "write": [
            address("organisation_new"),
            address("organisation_edit", home.pk),
            address("contact_new") + f"?organisation={home.pk}",
            address("contact_edit", contact.pk),
            address("merge", contact.pk),
            address("merge_preview", contact.pk, other.pk),
            address("asset_new", home.pk),
            address("asset_edit", asset.pk),
        ],
        "catalogue": [address("product_new"), address("product_edit", product.pk)],
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", POSTS)
def test_keeps_pages_open_to_whom_they_concern(
    client: Client, people: People, pages: dict[str, list[str]], post: str, language: str
) -> None:
    user = getattr(people, post)
    type(user).objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    writes = post not in {"auditor", "knowledge_editor"}
    lists = post in {"manager", "supervisor", "senior", "administrator"}
    for group, allowed in (("read", True), ("write", writes), ("catalogue", lists)):
        expected = 200 if allowed else 403
        assert {path: client.get(path).status_code for path in pages[group]} == dict.fromkeys(pages[group], expected)


def test_refuses_customers_and_strangers(client: Client, files: Files, pages: dict[str, list[str]]) -> None:
    every = [path for group in pages.values() for path in group]
    assert {client.get(path).status_code for path in every} == {302}
    client.force_login(files.account(files.contact("客户"), "kunde@client.example.com"))
    assert {client.get(path).status_code for path in every} == {403}


def test_refuses_files_that_are_not_there(client: Client, people: People) -> None:
    client.force_login(people.manager)
    for name in ("organisation", "contact", "product", "organisation_edit", "contact_edit", "asset_edit", "merge"):
        assert client.get(address(name, 999)).status_code == 404, name
    assert client.post(address("merge_undo", 999)).status_code == 404


def test_keeps_what_was_typed_when_refused(client: Client, people: People) -> None:
    client.force_login(people.assistant)
    typed = {**CONTACT, "addresses": "luo@client", "phones": "1234", "notes": "别丢了我"}
    answer = client.post(address("contact_new"), typed)
    assert answer.status_code == 422
    assert all(words in text(answer) for words in ("luo@client", "1234", "别丢了我", "罗静"))
    answer = client.post(address("organisation_new"), {**ORGANISATION, "domains": "qq.com\nx.example.com"})
    assert (answer.status_code, Organisation.objects.count()) == (422, 0)
    assert "qq.com\nx.example.com" in text(answer)


def test_keeps_a_new_customer_with_contact_and_asset(client: Client, people: People, files: Files) -> None:
    client.force_login(people.assistant)
    client.post(address("organisation_new"), {**ORGANISATION, "domains": "qc.example.com", "is_active": "on"})
    home = Organisation.objects.get()
    ways = {"addresses": "luo@qc.example.com\nlj@qc.example.com", "phones": "027-8500 1200 转 801"}
    client.post(address("contact_new"), {**CONTACT, **ways, "organisation": "晴川示例医院", "is_active": "on"})
    contact = Contact.objects.get()
    client.post(address("asset_new", home.pk), {"product": files.product().pk, "serial": "GW3", "is_active": "on"})
    assert (contact.organisation, Asset.objects.get().organisation) == (home, home)
    assert selectors.mail_addresses(contact) == ["luo@qc.example.com", "lj@qc.example.com"]
    page = text(client.get(address("organisation", home.pk)))
    assert all(words in page for words in ("罗静", "luo@qc.example.com", "027 8500 1200", "801", "GW3"))


def test_keeps_an_unchanged_form_unchanged(client: Client, people: People, files: Files) -> None:
    home = files.organisation()
    row = files.contact(addresses=["a@x.example.com"], phones=("027-8500 1200 转 801",), organisation_id=home.pk)
    client.force_login(people.assistant)
    form = client.get(address("contact_edit", row.pk)).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values = {name: "\n".join(value) if isinstance(value, list) else value for name, value in values.items()}
    client.post(address("contact_edit", row.pk), values)
    file = selectors.contact_file(people.assistant, row.pk, at=files.at)
    assert file is not None
    assert [event.code for event in file.timeline] == ["customers.contact_created"]


@pytest.mark.parametrize("typed", ["不存在的公司", "双胞胎", "x (#99999)"])
def test_refuses_an_organisation_that_is_not_clear(client: Client, people: People, files: Files, typed: str) -> None:
    files.organisation("双胞胎")
    files.organisation("双胞胎")
    client.force_login(people.assistant)
    answer = client.post(address("contact_new"), {**CONTACT, "organisation": typed})
    assert (answer.status_code, Contact.objects.count()) == (422, 0)


def test_keeps_search_and_filters_in_a_fragment(client: Client, people: People, files: Files) -> None:
    files.organisation("长谷示例制造", standing="core")
    files.organisation("Northwind")
    client.force_login(people.auditor)
    for query in ("?q=changgu", "?standing=core", "?q=长&activity=all&currency="):
        page = text(client.get(address("list") + query, headers={"HX-Request": "true"}))
        assert "长谷示例制造" in page, query
        assert "Northwind" not in page
        assert "<html" not in page
    assert "Northwind" in text(client.get(address("list") + "?standing=nonsense&activity=x"))


def test_keeps_pages_of_a_long_list(
    client: Client, people: People, files: Files, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        files.contact(f"人{number:02}", addresses=[f"a{number}@x.example.com"])
    client.force_login(people.auditor)
    client.get(address("contacts"))
    with django_assert_num_queries(6):
        page = client.get(address("contacts"))
    cursor = page.context["page"].next_cursor
    rest = client.get(address("contacts"), {"cursor": cursor})
    assert [len(answer.context["page"].rows) for answer in (page, rest)] == [25, 5]


def test_keeps_a_merge_undoable_from_the_page(client: Client, people: People, files: Files) -> None:
    survivor = files.contact("何青", addresses=["a@x.example.com"])
    absorbed = files.contact("何 青", addresses=["b@x.example.com"])
    client.force_login(people.customer_service)
    done = client.post(address("merge_preview", survivor.pk, absorbed.pk), follow=True)
    undo = selectors.contact_file(people.customer_service, survivor.pk, at=files.at)
    assert undo is not None
    (merge,) = undo.merges
    assert address("merge_undo", merge.pk) in text(done)
    assert address("contact", survivor.pk) in text(client.get(address("contact", absorbed.pk)))
    assert client.get(address("contact_edit", absorbed.pk)).status_code == 404
    client.post(address("merge_undo", merge.pk))
    assert selectors.mail_addresses(absorbed) == ["b@x.example.com"]
    assert client.post(address("merge_undo", merge.pk)).status_code == 409


def test_keeps_a_refused_merge_explained(client: Client, people: People, files: Files) -> None:
    rows = [files.contact(name) for name in ("甲", "乙")]
    for place, row in enumerate(rows):
        files.account(row, f"k{place}@x.example.com")
    client.force_login(people.manager)
    answer = client.post(address("merge_preview", rows[0].pk, rows[1].pk))
    assert (answer.status_code, 'role="alert"' in text(answer)) == (409, True)


def test_keeps_files_confirmed_by_hand(client: Client, people: People, files: Files) -> None:
    home, contact = files.organisation(), files.contact()
    type(home).objects.update(confirmed_at=None)
    client.force_login(people.junior)
    client.post(address("organisation_confirm", home.pk))
    client.post(address("contact_confirm", contact.pk))
    home.refresh_from_db()
    assert home.confirmed_at is not None


def test_keeps_who_knows_a_product_by_page(client: Client, people: People, files: Files) -> None:
    product = files.product()
    client.force_login(people.supervisor)
    client.post(address("expert_set", product.pk), {"user": people.junior.pk, "level": 3})
    assert people.junior.display_name in text(client.get(address("product", product.pk)))
    assert client.post(address("expert_set", product.pk), {"user": "", "level": 9}).status_code == 422
    client.post(address("expert_remove", product.pk, people.junior.pk))
    assert selectors.experts_of(product) == []


@pytest.mark.parametrize("value", ["x", "9" * 30, "-1", "１２", "\x00"])
def test_keeps_calm_with_odd_addresses(client: Client, people: People, value: str) -> None:
    client.force_login(people.manager)
    assert client.get(address("contact_new"), {"organisation": value}).status_code == 200
    for name in ("list", "contacts", "assets", "options"):
        assert client.get(address(name), {"q": value, "cursor": value, "organisation": value}).status_code == 200
