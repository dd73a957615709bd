"""Records by age and by rule, legal holds: placed once, lifted with a reason, by right (3.4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import POSTS
from zhichi.core import clock
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.handbook import services as handbook
from zhichi.handbook.selectors import evidence_for, this_month, value_of
from zhichi.records import retention, selectors, services
from zhichi.records.models import Event, Hold
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.models import Ticket
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

__all__ = ["desk"]
START = datetime(1990, 1, 1, tzinfo=UTC)
HOLDERS = {"manager", "auditor", "administrator"}


def of(code: str, at: datetime) -> retention.Ages:
    return next(item for item in selectors.retention(at=at) if item.type.code == code)


@given(st.integers(0, 6_000_000_000).map(lambda seconds: START + timedelta(seconds=seconds)), st.integers(0, 600))
def test_months_before_go_back_whole_months(at: datetime, count: int) -> None:
    found = retention.months_before(at, count)
    assert (at.year * 12 + at.month) - (found.year * 12 + found.month) == count
    assert found.day == min(at.day, 28)


def test_counts_by_age_what_is_in_use_and_what_is_older_than_its_rule(desk: Desk) -> None:
    tickets = [desk.outcome(desk.solved(), FollowUpOutcome.SOLVED).pk for _ in range(4)]
    desk.ticket()
    at = clock.now()
    for key, months in zip(tickets, (1, 7, 30, 61), strict=True):
        closed = retention.months_before(at, months) - timedelta(days=1)
        Ticket.objects.filter(pk=key).update(closed_at=closed)
    found = of("requests", at)
    assert (found.counts, found.in_use, found.due, found.total) == ([1, 1, 0, 1, 0, 1], 1, 1, 5)
    handbook.change_policy(
        key="3.4.3.requests_months", value=24, reason="合同约定", by=desk.people.actor("manager"), at=desk.tick()
    )
    assert of("requests", at).due == 2
    assert selectors.older_than_rule(at=at) == {item.type.code: item.due for item in selectors.retention(at=at)}
    evidence = evidence_for("3.4.3", this_month())
    assert evidence.state == "at_risk"
    assert [figure.value for figure in evidence.figures if "工单" in str(figure.label)] == [2]


def test_is_kept_while_nothing_is_older_than_its_rule(desk: Desk) -> None:
    desk.ticket()
    assert evidence_for("3.4.3", this_month()).state == "kept"
    view = value_of("3.4.3.requests_months")
    assert view is not None
    assert view.words == "60 个月"


def place(people: People, stream: str, name: str = "auditor", reason: str = "诉讼保全") -> Hold:
    return services.place_hold(stream=stream, reason=reason, by=people.actor(name), at=clock.now())


def test_a_hold_is_placed_once_and_lifted_with_a_reason(desk: Desk) -> None:
    ticket, people = desk.ticket(), desk.people
    row = place(people, ticket.stream)
    with pytest.raises(Conflict):
        place(people, ticket.stream, "manager")
    assert selectors.hold_on(ticket.stream) == row == selectors.known_hold(ticket.stream)
    services.lift_hold(hold_id=row.pk, reason="已和解", by=people.actor("manager"), at=clock.now())
    with pytest.raises(Conflict):
        services.lift_hold(hold_id=row.pk, reason="又", by=people.actor("manager"), at=clock.now())
    assert selectors.hold_on(ticket.stream) is selectors.known_hold(ticket.stream) is None
    codes = [event.code for event in selectors.history(ticket.stream)]
    assert codes[-2:] == ["record.hold_placed", "record.hold_lifted"]
    assert place(people, ticket.stream).pk != row.pk


@pytest.mark.parametrize(
    "stream", ["ticket:999999", "ticket:x", "ticket:", "review:1", "nothing", "policy:1", "ticket:-1"]
)
def test_refuses_a_hold_on(people: People, stream: str) -> None:
    """No such request, no number, none at all, a kind that cannot be held, no stream, another kind, a sign."""
    before = Event.objects.count()
    with pytest.raises(DomainError) as error:
        place(people, stream)
    assert error.value.code == "no-object"
    assert not Hold.objects.exists()
    assert Event.objects.count() <= before + 2  # the auditor of the test was made


@pytest.mark.parametrize("reason", ["", "  \n ", "长" * 501])
def test_refuses_a_hold_without_a_reason_or_with_too_long_a_one(desk: Desk, reason: str) -> None:
    """Nothing, blanks, more than 500 characters."""
    with pytest.raises(DomainError) as error:
        place(desk.people, desk.ticket().stream, reason=reason)
    assert "reason" in error.value.fields
    assert not Hold.objects.exists()


@pytest.mark.parametrize("post", POSTS)
def test_managers_auditors_and_administrators_hold(desk: Desk, client: Client, post: str) -> None:
    ticket, person = desk.ticket(), getattr(desk.people, post)
    client.force_login(person)
    url = f"/desk/record/holds/new/ticket/{ticket.pk}/"
    assert client.get(url).status_code == (200 if post in HOLDERS else 403)
    answer = client.post(url, {"reason": "诉讼保全"})
    assert answer.status_code == (303 if post in HOLDERS else 403)
    assert Hold.objects.exists() == (post in HOLDERS)
    reads = post in {*HOLDERS, "supervisor"}
    for name in ("retention", "holds"):
        assert client.get(f"/desk/record/{name}/").status_code == (200 if reads else 403)
    if post not in HOLDERS:
        with pytest.raises(Refused):
            place(desk.people, ticket.stream, post)


def test_what_was_typed_stays_and_nothing_is_held_that_is_not_there(desk: Desk, client: Client) -> None:
    client.force_login(desk.people.auditor)
    ticket = desk.ticket()
    for url in (
        "/desk/record/holds/new/ticket/999999/",
        "/desk/record/holds/new/review/1/",
        "/desk/record/holds/9/lift/",
    ):
        assert client.get(url).status_code == 404
    place(desk.people, ticket.stream)
    refused = client.post(f"/desk/record/holds/new/ticket/{ticket.pk}/", {"reason": "第二次"})
    assert refused.status_code == 422
    assert "第二次" in refused.content.decode()


def pages(desk: Desk) -> dict[str, str]:
    """Stream → page of what can be held."""
    ticket, contact = desk.ticket(), desk.contact
    assert contact.organisation_id is not None
    return {
        ticket.stream: f"/desk/tickets/{ticket.number}/",
        f"contact:{contact.pk}": f"/desk/customers/contacts/{contact.pk}/",
        f"organisation:{contact.organisation_id}": f"/desk/customers/{contact.organisation_id}/",
    }


def test_the_page_of_what_is_held_says_so(desk: Desk, client: Client) -> None:
    client.force_login(desk.people.auditor)
    for stream, url in pages(desk).items():
        kind, _colon, key = stream.partition(":")
        offered = f"/desk/record/holds/new/{kind}/{key}/"
        page: Any = client.get(url, follow=True)
        assert offered in page.text, url
        place(desk.people, stream, reason=f"保全 {stream}")
        page = client.get(url, follow=True)
        assert f"保全 {stream}" in page.text, url
        assert offered not in page.text
    assert "诉讼" not in client.get("/desk/record/holds/").text
    assert client.get("/desk/record/holds/").text.count("保全 ") == len(pages(desk))
