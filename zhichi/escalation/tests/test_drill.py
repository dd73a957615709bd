"""Every number of escalation leads to the records it counts, and is compared with the period before (3.1.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.figures import check_all, lists_nothing
from zhichi.escalation import clauses
from zhichi.escalation.tests.conftest import MINUTE
from zhichi.handbook import periods, selectors
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.escalation.tests.conftest import Tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(tower: Tower) -> Tower:
    """The first answer is late, senior and supervisor were told, the senior acknowledged in time."""
    tower.pass_(tower.due - MINUTE)
    tower.pass_(tower.due + 31 * MINUTE)
    notices.acknowledge_all(by=tower.people.actor("senior"), at=tower.due + 32 * MINUTE)
    tower.pass_(tower.due + 33 * MINUTE)
    return tower


def test_every_figure_equals_the_records_behind_it(late: Tower) -> None:
    day = periods.days((late.due - timedelta(days=1)).date(), (late.due + timedelta(days=1)).date())
    counted = check_all(clauses.handling(day).figures, day, late.people.manager)
    assert counted["Warnings given"] > 0
    assert (counted["Promises broken"], counted["Escalated"], counted["Acknowledged in time"]) == (1, 1, 2)
    lists_nothing(clauses.handling(day).figures, day, late.people.rival)


def test_is_compared_with_the_period_before(late: Tower) -> None:
    first = (late.due + timedelta(days=2)).date()
    earlier, now = periods.with_before(periods.days(first, first + timedelta(days=6)))
    values = {
        str(figure.label): figure.value
        for figure in selectors.evidence_for("3.1.2", earlier, only_compared=True).figures
    }
    assert (values["Promises broken"], values["Escalated"]) == (1, 1)
    assert [figure.value for figure in clauses.handling(now).figures] == [0, 0, 0, None]


def test_the_page_of_the_clause_leads_to_the_promise(client: Client, late: Tower) -> None:
    client.force_login(late.people.manager)
    period = f"{late.due - timedelta(days=1):%Y-%m-%d}..{late.due + timedelta(days=1):%Y-%m-%d}"
    page = client.get("/desk/handbook/rows/escalation.promises/", {"what": "broken", "period": period})
    assert f'href="/desk/tickets/{late.ticket.number}/"' in page.text
    assert "首次响应" in page.text
    table = client.get("/desk/handbook/rows/escalation.steps/csv/", {"period": period})
    assert table.text.count("\n") == 3
    assert client.get("/desk/handbook/rows/escalation.promises/", {"what": "lost"}).status_code == 404
