"""Programs read the visits and remote sessions of a request they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.tickets import policies
from zhichi.tickets.tests.conftest import GUEST, desk
from zhichi.visits import services
from zhichi.visits.services import Asked
from zhichi.visits.tests.conftest import site

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office
    from zhichi.visits.tests.conftest import Field

__all__ = ["desk", "site"]


def test_lists_visits_and_sessions(office: Office, site: Field, django_assert_max_num_queries: Any) -> None:
    reported = site.reported()
    site.planned(after=4, companion_ids=[site.desk.people.junior.pk])
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    services.answer_consent(session_id=row.pk, agrees=True, name="何青", by=GUEST, at=site.desk.tick())
    program = office.program("senior")
    with django_assert_max_num_queries(12):
        first, second = program.get(f"/tickets/{site.ticket.number}/visits").json()["items"]
    assert (first["id"], first["state"], first["result"], first["signed"]) == (
        reported.pk, "reported", "solved", "drawn",
    )  # fmt: skip
    assert [one["id"] for one in second["companions"]] == [site.desk.people.junior.pk]
    (session,) = program.get(f"/tickets/{site.ticket.number}/remote-sessions").json()["items"]
    assert (session["state"], session["consent_by"], session["consent_how"]) == ("agreed", "何青", "portal")


def test_hides_them_with_their_request(office: Office, site: Field) -> None:
    site.planned()
    for what in ("visits", "remote-sessions"):
        sees = policies.VIEW.allows(site.desk.people.rival, site.ticket)
        assert (office.program("rival").get(f"/tickets/{site.ticket.number}/{what}").status_code == 200) == sees
        assert office.program("senior").get(f"/tickets/99999/{what}").status_code == 404
        assert (
            office.program("senior", scopes=("customers:read",))
            .get(f"/tickets/{site.ticket.number}/{what}")
            .status_code
            == 403
        )
