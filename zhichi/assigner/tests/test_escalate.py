"""Hard problems go to a senior with a reason, and come back with one (4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.accounts.choices import AbsenceKind
from zhichi.assigner import selectors, services
from zhichi.assigner.models import Escalation
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.handbook import services as handbook
from zhichi.records import services as records
from zhichi.records.selectors import history
from zhichi.tickets import selectors as tickets_read
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def juniors(desk: Desk) -> Ticket:
    ticket = desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=desk.people.actor("junior"), at=desk.tick())
    return ticket


def escalate(desk: Desk, ticket: Ticket, name: str = "junior", **given: str) -> Escalation:
    words = {"reason": "需要看内核日志", "tried": "重启、换版本", **given}
    return services.escalate(ticket_id=ticket.pk, by=desk.people.actor(name), at=desk.tick(), **words)


def test_goes_to_the_senior_and_the_junior_follows(desk: Desk) -> None:
    ticket = juniors(desk)
    row = escalate(desk, ticket)
    assert desk.owner(ticket) == desk.people.senior == row.senior
    assert tickets_read.is_watching(desk.people.junior, ticket)
    event = history(ticket.stream)[-1]
    assert event.code == "assigner.escalated"
    assert event.data["reason"] == "需要看内核日志"
    assert event.data["why"]


@pytest.mark.parametrize("missing", ["reason", "tried"])
def test_refuses_without_reason_or_what_was_tried(desk: Desk, missing: str) -> None:
    ticket = juniors(desk)
    with pytest.raises(DomainError) as refused:
        escalate(desk, ticket, **{missing: "  "})
    assert missing in refused.value.fields
    assert desk.owner(ticket) == desk.people.junior


@pytest.mark.parametrize("name", ["senior", "rival", "auditor"])
def test_only_who_has_it_or_a_supervisor_escalates(desk: Desk, name: str) -> None:
    with pytest.raises(Refused):
        escalate(desk, juniors(desk), name)


def test_a_supervisor_escalates_for_the_junior(desk: Desk) -> None:
    ticket = juniors(desk)
    escalate(desk, ticket, "supervisor")
    assert desk.owner(ticket) == desk.people.senior


def test_refuses_what_nobody_has(desk: Desk) -> None:
    with pytest.raises(Conflict):
        escalate(desk, desk.ticket(), "supervisor")


def test_a_full_senior_still_gets_it_but_one_who_is_away_does_not(desk: Desk) -> None:
    by = desk.people.actor("manager")
    handbook.change_policy(key="4.2.capacity_senior", value=0, reason="测试", by=by, at=desk.at)
    ticket = juniors(desk)
    escalate(desk, ticket)
    assert desk.owner(ticket) == desk.people.senior
    accounts.add_absence(
        person_id=desk.people.senior.pk, kind=AbsenceKind.SICK, starts_at=desk.at,
        ends_at=desk.at.replace(hour=9), by=by, at=desk.at,
    )  # fmt: skip
    second = juniors(desk)
    with pytest.raises(DomainError) as refused:
        escalate(desk, second)
    assert desk.people.senior.display_name in str(refused.value)
    assert desk.owner(second) == desk.people.junior


def test_another_teams_senior_gets_it_when_the_team_has_none(desk: Desk) -> None:
    other = desk.person("elsewhere")
    accounts.set_teams(person_id=other.pk, team_ids=[desk.people.other_team.pk], by=SETUP, at=desk.at)
    accounts.change_post(person_id=desk.people.senior.pk, post="junior", by=SETUP, at=desk.at)
    ticket = juniors(desk)
    assert escalate(desk, ticket).senior == other


def test_the_senior_hands_it_back_with_a_reason(desk: Desk) -> None:
    ticket = juniors(desk)
    escalate(desk, ticket)
    by = desk.people.actor("senior")
    with pytest.raises(DomainError):
        services.hand_back(ticket_id=ticket.pk, reason="", by=by, at=desk.tick())
    services.hand_back(ticket_id=ticket.pk, reason="补丁已备好，请装", by=by, at=desk.tick())
    assert desk.owner(ticket) == desk.people.junior
    assert selectors.open_alert(ticket.pk) is None  # no passing around: both moves are on record
    with pytest.raises(Conflict):
        services.hand_back(ticket_id=ticket.pk, reason="再来", by=by, at=desk.tick())


def test_only_the_senior_hands_it_back(desk: Desk) -> None:
    ticket = juniors(desk)
    escalate(desk, ticket)
    with pytest.raises(Conflict):
        services.hand_back(ticket_id=ticket.pk, reason="想要", by=desk.people.actor("supervisor"), at=desk.tick())


def test_the_check_of_the_record_finds_a_forged_reason(desk: Desk) -> None:
    row = escalate(desk, juniors(desk))
    assert not records.verify(by=SETUP, at=desk.tick())[1]
    Escalation.objects.filter(pk=row.pk).update(tried="什么都没试")
    assert records.verify(by=SETUP, at=desk.tick())[1]
