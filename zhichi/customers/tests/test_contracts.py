"""Contracts: when they hold, for which products, and what the record says of them (5.1.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.customers import contract_reads, selectors, services
from zhichi.customers.choices import ContractState
from zhichi.customers.models import Contract
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.customers.models import Organisation
    from zhichi.customers.tests.conftest import Files

BY = Actor.system("tests")
FIRST, LAST = date(2026, 3, 1), date(2026, 8, 31)


def make(files: Files, owner: Organisation, **given: Any) -> Contract:
    values = {"number": "HT-1", "name": "维护合同", "starts_on": FIRST, "ends_on": LAST, **given}
    data = services.ContractData(**values)
    return services.create_contract(organisation_id=owner.pk, data=data, by=BY, at=files.at)


def covered(owner: Organisation, at: datetime, product: int | None = None) -> list[str]:
    contract_reads.forget_contracts()
    return [item.label.split()[0] for item in selectors.covers(owner.pk, product, at=at)]


def test_the_days_are_those_of_the_customers_zone(files: Files) -> None:
    owner = files.organisation(time_zone="Asia/Shanghai")
    make(files, owner)
    assert covered(owner, datetime(2026, 2, 28, 15, 59, tzinfo=UTC)) == []
    assert covered(owner, datetime(2026, 2, 28, 16, 0, tzinfo=UTC)) == ["HT-1"]  # midnight in Shanghai
    assert covered(owner, datetime(2026, 8, 31, 15, 59, tzinfo=UTC)) == ["HT-1"]
    assert covered(owner, datetime(2026, 8, 31, 16, 0, tzinfo=UTC)) == []


def test_one_that_names_the_product_stands_first_and_others_do_not_count(files: Files) -> None:
    owner, reports, flow = files.organisation(), files.product("reports"), files.product("flow")
    make(files, owner, number="ALL")
    make(files, owner, number="R", product_ids=[reports.pk], starts_on=date(2026, 2, 1))
    make(files, owner, number="F", product_ids=[flow.pk])
    make(files, files.organisation("别家"), number="X")
    at = datetime(2026, 4, 1, tzinfo=UTC)
    assert covered(owner, at, reports.pk) == ["R", "ALL"]
    assert covered(owner, at, flow.pk) == ["F", "ALL"]
    assert covered(owner, at) == ["F", "ALL", "R"], "while the product is unknown every contract counts, youngest first"


def test_ending_counts_from_that_instant_and_can_be_taken_back(files: Files) -> None:
    owner = files.organisation()
    row = make(files, owner)
    noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    services.end_contract(contract_id=row.pk, reason="客户退订", by=BY, at=noon)
    assert covered(owner, noon) == []
    assert covered(owner, datetime(2026, 4, 1, 11, 59, tzinfo=UTC)) == ["HT-1"]
    with pytest.raises(Conflict):
        services.end_contract(contract_id=row.pk, reason="又一次", by=BY, at=noon)
    services.resume_contract(contract_id=row.pk, by=BY, at=noon)
    assert covered(owner, noon) == ["HT-1"]
    codes = [event.code.removeprefix("customers.") for event in history(f"organisation:{owner.pk}")]
    assert codes == ["organisation_created", "contract_added", "contract_ended", "contract_resumed"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "HT-1"}, "number"),
        ({"name": ""}, "name"),
        ({"ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"calendar_id": 4711}, "calendar"),
        ({"product_ids": [4711]}, "products"),
        ({"notes": "长" * 20001}, "notes"),
    ],
)
def test_bad_fields_are_named_and_nothing_is_stored(files: Files, given: dict[str, Any], field: str) -> None:
    owner = files.organisation()
    make(files, owner)
    with pytest.raises(DomainError) as caught:
        make(files, owner, **{"number": "HT-2", **given})
    assert list(caught.value.fields) == [field]
    assert Contract.objects.count() == 1


def test_changes_are_told_by_name(files: Files) -> None:
    owner, product = files.organisation(), files.product()
    row = make(files, owner)
    data = services.ContractData(number="HT-1", name="金牌", starts_on=FIRST, product_ids=[product.pk])
    for _ in range(2):
        services.update_contract(contract_id=row.pk, data=data, by=BY, at=files.at)
    told = history(f"organisation:{owner.pk}")[2:]
    assert [event.data["fields"] for event in told] == [["name", "ends_on", "products"]]
    assert told[0].data["changes"]["ends_on"] == ["2026-08-31", None]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 28), ContractState.COMING),
        (date(2026, 3, 1), ContractState.RUNNING),
        (date(2026, 8, 1), ContractState.RUNNING),
        (date(2026, 8, 2), ContractState.EXPIRING),
        (date(2026, 8, 31), ContractState.EXPIRING),
        (date(2026, 9, 1), ContractState.EXPIRED),
    ],
)
def test_the_state_follows_the_day(files: Files, day: date, state: ContractState) -> None:
    row = make(files, files.organisation())
    assert contract_reads.state_of(row, at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC)) == state


def test_where_no_contract_exists_nothing_is_asked(files: Files) -> None:
    owner = files.organisation()
    contract_reads.forget_contracts()
    selectors.covers(owner.pk, None, at=files.at)
    with CaptureQueriesContext(connection) as asked:
        assert selectors.covers(owner.pk, None, at=files.at) == []
    assert len(asked) == 0
    make(files, owner)
    contract_reads.forget_contracts()  # what a commit does
    selectors.covers(owner.pk, None, at=files.at)
    with CaptureQueriesContext(connection) as asked:
        selectors.covers(owner.pk, None, at=files.at)
    assert len(asked) == 1


def test_leaders_write_contracts_on_the_page_and_others_only_read(client: Client, files: Files, people: People) -> None:
    owner = files.organisation()
    page, new = f"/desk/customers/{owner.pk}/", f"/desk/customers/{owner.pk}/contracts/new/"
    client.force_login(people.supervisor)
    typed = {"number": "HT-9", "name": "全天候", "starts_on": "2026-03-01", "ends_on": "2026-02-01"}
    refused = client.post(new, typed)
    assert refused.status_code == 422
    assert 'value="HT-9"' in refused.content.decode(), "nothing that was typed is lost"
    assert client.post(new, {**typed, "ends_on": ""}).status_code == 303
    row = Contract.objects.get()
    assert client.post(f"/desk/customers/contracts/{row.pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/desk/customers/contracts/{row.pk}/end/", {"reason": "换合同"}).status_code == 303
    assert client.post(f"/desk/customers/contracts/{row.pk}/resume/").status_code == 303
    assert client.get("/desk/customers/contracts/4711/edit/").status_code == 404
    client.force_login(people.senior)
    assert "HT-9" in client.get(page).content.decode()
    assert client.post(new, typed).status_code == 403
    with pytest.raises(Refused):
        services.end_contract(contract_id=row.pk, reason="x", by=people.actor("senior"), at=files.at)
