"""3.4.2: the record proves the rows; the tally never drifts; rights have two equal forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import POSTS
from zhichi.core.errors import DomainError
from zhichi.records import services as records
from zhichi.tickets import policies, services
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.models import FollowUp, Message, Solution, Tally, Ticket

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk


def first_doubt(desk: Desk) -> str:
    return records.verify(by=desk.people.actor("auditor"), at=desk.at)[0].first_problem


def test_a_true_history_verifies(desk: Desk) -> None:
    desk.closed()
    assert first_doubt(desk) == ""


def test_names_the_event_of_a_forged_message(desk: Desk) -> None:
    ticket = desk.closed()
    message = ticket.messages.filter(kind="reply").earliest("pk")
    Message.objects.filter(pk=message.pk).update(text="我从来没有答应过")
    assert re.search(rf"{ticket.stream}\b", first_doubt(desk))


@pytest.mark.parametrize(("model", "change"), [(Solution, {"explanation": "x"}), (FollowUp, {"opinion": "差"})])
def test_names_the_event_of_a_forged_row(desk: Desk, model: Any, change: dict[str, str]) -> None:
    ticket = desk.closed()
    model.objects.filter(ticket=ticket).update(**change)
    assert ticket.stream in first_doubt(desk)


def test_notices_a_message_that_is_gone(desk: Desk) -> None:
    ticket = desk.ticket()
    ticket.messages.all().delete()
    assert ticket.stream in first_doubt(desk)


STEPS = st.lists(
    st.sampled_from(
        [
            "take",
            "solve",
            "solved",
            "unsolved",
            "say",
            "urgent",
            "wait_customer",
            "start",
            "back",
            "new",
            "snooze",
            "wake",
            "merge",
        ]
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_tally_counts_what_is_open_whatever_happens(desk: Desk, steps: list[str]) -> None:
    ticket = desk.ticket()
    for name in steps:
        try:
            play(desk, ticket, name)
        except DomainError:
            continue
    rows = Ticket.objects.filter(is_open=True).annotate(asleep=Q(snoozed_until__isnull=False))
    names = ("team_id", "owner_id", "state", "urgency", "asleep")
    counted = {
        (team, owner or 0, *others): n for team, owner, *others, n in rows.values_list(*names).annotate(n=Count("pk"))
    }
    kept: dict[tuple[Any, ...], int] = {}
    for row in Tally.objects.all():
        place = (row.team_id, row.owner_id, row.state, row.urgency, row.snoozed)
        kept[place] = kept.get(place, 0) + row.count
    assert {place: n for place, n in kept.items() if n} == counted
    assert not records.verify(by=desk.people.actor("auditor"), at=desk.at)[1]


def play(desk: Desk, ticket: Ticket, name: str) -> None:
    by, at = desk.people.actor("senior"), desk.tick()
    if name == "take":
        services.take(ticket_id=ticket.pk, by=by, at=at)
    elif name == "back":
        services.assign(ticket_id=ticket.pk, target=services.Target(), by=by, at=at, reason="轮班")
    elif name == "solve":
        proposal = services.Proposal(kind="guidance", parts={"article": "KB"}, explanation="照做")
        services.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=at)
    elif name in {"solved", "unsolved"} and ticket.follow_ups.filter(done_at=None).exists():
        desk.outcome(ticket, FollowUpOutcome(name))
    elif name == "say":
        desk.says(ticket)
    elif name == "urgent":
        services.change(ticket_id=ticket.pk, changes=services.Changes(urgency="urgent"), by=by, at=at)
    elif name == "new":
        desk.ticket()
    elif name == "snooze":
        services.snooze(ticket_id=ticket.pk, until=None, by=by, at=at)
    elif name == "wake":
        services.wake(ticket_id=ticket.pk, by=by, at=at)
    elif name == "merge":
        services.merge(source_id=desk.ticket().pk, into_id=ticket.pk, by=by, at=desk.tick())
    elif name in {"wait_customer", "start"}:
        services.step(ticket_id=ticket.pk, name=name, by=by, at=at)


@pytest.mark.parametrize("right", [policies.VIEW, policies.WORK])
def test_each_right_says_the_same_of_one_row_and_of_all(desk: Desk, right: Any) -> None:
    own, watched, plain = desk.ticket(), desk.ticket(), desk.ticket()
    services.take(ticket_id=own.pk, by=desk.people.actor("senior"), at=desk.tick())
    Ticket.objects.filter(pk=own.pk).update(owner=desk.people.rival)
    watched.watches.create(user=desk.people.rival, at=desk.at)
    for post in (*POSTS, "rival"):
        person = getattr(desk.people, post)
        scope = set(right.scope(person, Ticket.objects.all()).values_list("pk", flat=True))
        allowed = {row.pk for row in (own, watched, plain) if right.allows(person, Ticket.objects.get(pk=row.pk))}
        assert scope == allowed, post
