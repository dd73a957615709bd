"""Every number of customers' files leads to the records it counts (5.1.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.figures import check_all
from zhichi.customers import clauses, services
from zhichi.customers.models import Organisation
from zhichi.handbook import periods, selectors

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.customers.tests.conftest import Files

pytestmark = pytest.mark.django_db


def test_every_figure_equals_the_records_behind_it(files: Files, people: People, client: Client) -> None:
    old = files.organisation("很久没核对的公司")
    files.organisation("刚核对的公司")
    Organisation.objects.filter(pk=old.pk).update(confirmed_at=files.at - timedelta(days=800))
    kept, double = files.contact("何青"), files.contact("何青")
    services.merge_contacts(survivor_id=kept.pk, absorbed_id=double.pk, by=people.actor("manager"), at=files.at)
    month = periods.this_month()
    figures = clauses.customer_files(month).figures
    assert list(check_all(figures, month, people.manager).values()) == [2, 2, 1]
    assert [figure.value for figure in figures] == [50.0, 2, 1]
    earlier, _now = periods.with_before(month)
    then = selectors.evidence_for("5.1.2", earlier, only_compared=True).figures
    assert [figure.value for figure in then] == [0]  # when a file was checked before the last time is not known
    client.force_login(people.manager)
    page = client.get("/desk/handbook/rows/customers.files/")
    assert "很久没核对的公司" in page.text
    assert "刚核对的公司" not in page.text  # the worst first
    assert "何青" in client.get("/desk/handbook/rows/customers.merges/").text


def test_people_who_are_no_staff_see_no_files(files: Files) -> None:
    files.organisation()
    found = selectors.listing("customers.files", {}, periods.this_month(), AnonymousUser())
    assert found is not None
    assert found.hidden == found.count == 1
