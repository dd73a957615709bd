"""A message that cannot be handled lands whole where people look, and is handled when the cause is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.accounts import services as accounts
from zhichi.channels.email import selectors, services
from zhichi.channels.email.choices import Done
from zhichi.channels.email.tests.kit import SETUP, add_mailbox, raw, receive
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.files import selectors as files
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db


def mend() -> None:
    """What was missing: somebody who takes requests."""
    team = accounts.create_team(name="一组", by=SETUP, at=now())
    accounts.create_duty_role(name="值班台", team=team, is_intake=True, code="duty", by=SETUP, at=now())


def test_keeps_a_message_that_nobody_can_take_with_the_reason() -> None:
    row = receive().log
    assert (row.done, row.ticket, row.look_since is not None) == (Done.FAILED, None, True)
    assert "duty role" in row.reason or "值班" in row.reason
    assert row.original is not None
    with files.read(row.original) as content:
        assert content.read() == raw()


def test_makes_a_request_of_it_once_the_cause_is_mended() -> None:
    row = receive().log
    mend()
    settled = services.retry(log_id=row.pk, by=SETUP, at=now())
    assert (settled.ticket is not None, selectors.needs_a_look().count()) == (True, 0)
    assert [event.code for event in records.history(f"mail:{row.pk}")] == ["mail.settled"]
    assert receive().log.done == Done.DUPLICATE


def test_says_why_another_try_failed_and_keeps_it() -> None:
    row = receive().log
    with pytest.raises(DomainError, match=r"still|仍"):
        services.retry(log_id=row.pk, by=SETUP, at=now())
    assert selectors.needs_a_look().count() == 1


def test_handles_everything_that_waits() -> None:
    for number in range(3):
        receive(subject=f"问题 {number}")
    assert services.retry_all(by=SETUP, at=now()) == (0, 3)
    mend()
    assert services.retry_all(by=SETUP, at=now()) == (3, 0)


def test_recognises_what_came_in_another_way_meanwhile() -> None:
    row = receive().log
    mend()
    ticket = receive().ticket
    assert services.retry(log_id=row.pk, by=SETUP, at=now()).ticket == ticket


def test_a_second_delivery_of_what_waits_waits_once() -> None:
    first, second = receive(subject="一").log, receive(subject="一").log
    assert (first.pk, selectors.needs_a_look().count()) == (second.pk, 1)


def test_lets_people_put_it_aside_once() -> None:
    row = receive().log
    with pytest.raises(DomainError) as unsaid:
        services.put_aside(log_id=row.pk, why=" \t", by=SETUP, at=now())
    assert "why" in unsaid.value.fields
    put = services.put_aside(log_id=row.pk, why="广告", by=SETUP, at=now())
    assert put.reason.startswith("put-aside: 广告 – "), "the error it had stays readable"
    assert selectors.needs_a_look().count() == 0
    with pytest.raises(Conflict):
        services.put_aside(log_id=row.pk, why="广告", by=SETUP, at=now())
    with pytest.raises(Conflict):
        services.retry(log_id=row.pk, by=SETUP, at=now())


def test_refuses_those_who_do_not_look_after_the_product(people: People) -> None:
    by = people.actor("senior")
    with pytest.raises(Refused):
        services.put_aside(log_id=1, why="x", by=by, at=now())
    with pytest.raises(Refused):
        services.retry(log_id=1, by=by, at=now())
    with pytest.raises(Refused):
        services.retry_all(by=by, at=now())


def test_keeps_the_mailbox_it_came_through() -> None:
    box = add_mailbox()
    row = services.receive(raw=raw(), at=now(), mailbox=box).log
    mend()
    assert services.retry(log_id=row.pk, by=Actor.system("tests"), at=now()).mailbox == box
