"""Organisations, products, assets; how current files are (5.1.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.customers import clauses, selectors, services
from zhichi.customers.models import Organisation, OrganisationDomain
from zhichi.handbook.periods import this_month
from zhichi.records.selectors import forget_policies, history

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.customers.tests.conftest import Files

BY = Actor.system("tests")


def codes(stream: str) -> list[str]:
    return [event.code.removeprefix("customers.") for event in history(stream)]


def test_keeps_an_organisation_in_the_record(files: Files) -> None:
    row = files.organisation(domains=["@Client.example.com", "client.example.com"])
    data = services.OrganisationData(name="长谷示例制造", domains=["other.example.com"], standing="core")
    for _ in range(2):
        services.update_organisation(organisation_id=row.pk, data=data, by=BY, at=files.at)
    assert codes(f"organisation:{row.pk}") == ["organisation_created", "organisation_updated"]
    assert history(f"organisation:{row.pk}")[1].data["changes"]["domains"] == [
        ["client.example.com"],
        ["other.example.com"],
    ]
    assert list(OrganisationDomain.objects.values_list("domain", flat=True)) == ["other.example.com"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"domains": ["qq.com"]}, "domains"),
        ({"domains": ["not a domain"]}, "domains"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_refuses_bad_fields_by_name(files: Files, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        files.organisation(**given)
    assert list(refused.value.fields) == [field]


def test_keeps_products_unique_by_code(files: Files) -> None:
    row = files.product(versions=["8.2.1", " ", "8.2.1", "8.1"])
    assert row.versions == ["8.2.1", "8.1"]
    with pytest.raises(DomainError) as refused:
        files.product("REPORTS")
    assert "code" in refused.value.fields


def test_keeps_who_knows_a_product(files: Files, people: People) -> None:
    product, by = files.product(), people.actor("manager")
    for level in (1, 3):
        services.set_expert(product_id=product.pk, user=people.junior, level=level, by=by, at=files.at)
    services.set_expert(product_id=product.pk, user=people.senior, level=2, by=by, at=files.at)
    assert [(row.user, row.level) for row in selectors.experts_of(product)] == [(people.junior, 3), (people.senior, 2)]
    assert services.remove_expert(product_id=product.pk, user=people.junior, by=by, at=files.at)
    assert not services.remove_expert(product_id=product.pk, user=people.junior, by=by, at=files.at)
    assert codes(f"product:{product.pk}") == ["product_created", *["expert_set"] * 3, "expert_removed"]


def test_refuses_a_catalogue_written_by_assistants(files: Files, people: People) -> None:
    with pytest.raises(DomainError):
        services.set_expert(
            product_id=files.product().pk, user=people.junior, level=1, by=people.actor("assistant"), at=files.at
        )


def test_keeps_assets_on_the_organisations_file(files: Files, people: People) -> None:
    home, product = files.organisation(), files.product()
    row = files.asset(home, product, serial="INK-0082", version="8.2.0")
    data = services.AssetData(product_id=product.pk, serial="INK-0082", version="8.2.1")
    services.update_asset(asset_id=row.pk, data=data, by=BY, at=files.at)
    assert codes(f"organisation:{home.pk}") == ["organisation_created", "asset_added", "asset_updated"]
    for query in ("ink", "8.2.1", "长谷"):
        assert list(selectors.assets(people.auditor, query=query)) == [row]
    assert not selectors.assets(people.auditor, query="8.2.0").exists()


def test_keeps_the_file_page_at_a_fixed_number_of_queries(
    files: Files, people: People, django_assert_num_queries: Any
) -> None:
    home, product = files.organisation(), files.product()
    for number in range(5):
        files.contact(f"人{number}", addresses=[f"a{number}@x.example.com"], organisation_id=home.pk)
        files.asset(home, product, serial=str(number))
    reader = people.junior
    forget_policies()  # remembered for seconds, so asked again here
    with django_assert_num_queries(7):
        file = selectors.organisation_file(reader, home.pk, at=files.at)
        assert file is not None
        assert [len(list(row.addresses.all())) for row in file.contacts] == [1] * 5
    assert len(file.timeline) == 11


def test_keeps_files_current_for_a_year(files: Files, people: People) -> None:
    row, later = files.organisation(), files.at + timedelta(days=400)
    assert selectors.is_current(row, at=files.at)
    assert list(selectors.stale(selectors.organisations(people.junior), at=later)) == [row]
    services.confirm_file(row=row, by=people.actor("customer_service"), at=later)
    assert selectors.is_current(row, at=later)
    assert codes(f"organisation:{row.pk}")[-1] == "file_confirmed"


def test_keeps_the_evidence_of_the_clause(files: Files) -> None:
    assert clauses.customer_files(this_month(at=files.at)).state == "no_data"
    files.organisation()
    files.organisation("从未核对", domains=[])
    Organisation.objects.filter(name="从未核对").update(confirmed_at=None)
    evidence = clauses.customer_files(this_month(at=files.at))
    assert [figure.value for figure in evidence.figures] == [50.0, 2, 0]
    assert evidence.state == "broken"


@pytest.mark.parametrize("query", ["长", "changgu", "chang gu", "zhanggu", "cgsl", "client.ex", "示例", "ｃｇ"])
def test_keeps_organisations_findable(files: Files, people: People, query: str) -> None:
    row = files.organisation(domains=["client.example.com"])
    files.organisation("Northwind", domains=["north.example.org"])
    assert list(selectors.organisations(people.auditor, query=query)) == [row]
