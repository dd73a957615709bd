"""Every number of visits and remote sessions leads to the records it counts, compared with the period before (2.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.figures import check_all, lists_nothing
from zhichi.core import clock
from zhichi.handbook import periods, selectors
from zhichi.visits import clauses, services
from zhichi.visits.models import Visit

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(site: Field, monkeypatch: pytest.MonkeyPatch) -> periods.Period:
    """Seen from Thursday: three visits held (one late, one not reported), one missed; a session."""
    monkeypatch.setattr(clock, "now", lambda: site.monday + timedelta(days=3))
    site.reported()
    late = site.planned(after=4)
    services.check_in(visit_id=late.pk, by=site.by(), at=site.monday + timedelta(hours=4, minutes=16))
    services.check_out(visit_id=late.pk, by=site.by(), at=site.monday + timedelta(hours=5))
    site.planned(after=24)
    services.start_session(
        ticket_id=site.ticket.pk,
        asked=services.Asked(tool="ToDesk"),
        consent=services.Consent(agrees=True, by="何青", how="phone"),
        by=site.by(),
        at=site.monday,
    )
    return periods.days(site.monday.date(), site.monday.date() + timedelta(days=6))


def test_every_figure_equals_the_records_behind_it(site: Field, week: periods.Period) -> None:
    figures = clauses.visits_and_sessions(week).figures
    assert list(check_all(figures, week, site.desk.people.manager).values()) == [3, 2, 2, 1, 2, 2, 1, 1]
    assert [figure.value for figure in figures] == [3, 2, 50.0, 1, 50.0, 50.0, 1, 100.0]
    lists_nothing(figures, week, site.desk.people.rival)


def test_is_compared_with_the_period_before(site: Field, week: periods.Period) -> None:
    earlier, now = periods.with_before(periods.after(week))
    then = selectors.evidence_for("2.2", earlier, only_compared=True).figures
    values = {str(figure.label): figure.value for figure in then}
    assert values[str(clauses.visits_and_sessions(now).figures[1].label)] == 2
    assert clauses.visits_and_sessions(now).figures[1].value == 0
    check_all(clauses.visits_and_sessions(now).figures, now, site.desk.people.manager)


def test_the_list_leads_to_the_visit(client: Client, site: Field, week: periods.Period) -> None:
    client.force_login(site.desk.people.manager)
    visit = Visit.objects.order_by("pk").last()
    assert visit is not None
    page = client.get("/desk/handbook/rows/visits.visits/", {"what": "missed", "period": week.code})
    assert f'href="/desk/visits/{visit.pk}/"' in page.text
    page = client.get("/desk/handbook/rows/visits.sessions/", {"period": week.code})
    assert "ToDesk" in page.text
    assert "何青" in page.text
    clause = client.get("/desk/handbook/clauses/2.2/", {"period": week.code})
    assert "rows/visits.visits/?period=" in clause.text
