"""A late ticket and the people who are to hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.escalation import services
from zhichi.escalation.models import Escalation
from zhichi.notices import selectors as notices
from zhichi.records import services as records
from zhichi.records import tails
from zhichi.records.selectors import history
from zhichi.sla import services as sla
from zhichi.sla.selectors import newest_clock
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.notices.models import Notice
    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Ticket

__all__ = ["desk"]  # the builder of tickets
SETUP = Actor.system("tests")
MINUTE = timedelta(minutes=1)


@dataclass
class Tower:
    """One ticket of the junior, watched around the clock; `pass_` lets time go by and the worker work."""

    desk: Desk
    ticket: Ticket

    @property
    def people(self) -> People:
        """The people of the tests."""
        return self.desk.people

    def clock(self, kind: str = "response") -> Clock:
        """The newest clock of a kind."""
        found = newest_clock(self.ticket.stream, kind)
        assert found is not None
        return found

    @property
    def due(self) -> datetime:
        """When the first answer is due."""
        due_at = self.clock().due_at
        assert due_at is not None
        return due_at

    def pass_(self, at: datetime) -> None:
        """What a worker does until `at`: look at the clocks, follow the record, take steps, follow what they said."""
        sla.sweep(at=at)
        tails.drain()
        services.sweep(at=at)
        tails.drain()
        self.desk.at = max(self.desk.at, at)

    def told(self, name: str) -> list[Notice]:
        """What one of the people was told about the ticket."""
        person = getattr(self.people, name)
        return [row for row in notices.about(self.ticket.stream) if row.person_id == person.pk]

    def kinds(self, name: str, clock: str = "response") -> list[str]:
        """The kinds of notice about one promise that somebody got, in order."""
        return [row.kind.removeprefix("escalation.") for row in self.told(name) if row.data.get("clock") == clock]

    def escalation(self, kind: str = "response") -> Escalation:
        """The escalation of a promise."""
        return Escalation.objects.get(clock_id=self.clock(kind).pk)

    def steps(self, kind: str = "response") -> list[tuple[str, str]]:
        """What the record of the ticket says of steps: code and step."""
        return [
            (item.code.removeprefix("escalation."), item.data["step"])
            for item in history(self.ticket.stream, codes=["escalation.raised", "escalation.skipped"])
            if item.data["clock"] == kind
        ]

    def away(self, name: str) -> None:
        """Somebody is away for a month."""
        accounts.add_absence(
            person_id=getattr(self.people, name).pk, kind="leave", starts_at=self.desk.at - 10 * MINUTE,
            ends_at=self.desk.at + timedelta(days=30), by=SETUP, at=self.desk.at,
        )  # fmt: skip

    def policy(self, key: str, value: Any) -> None:
        """Another number of the handbook."""
        records.set_policy(key=key, value=value, reason="Probe", by=SETUP, at=self.desk.at)


@pytest.fixture
def tower(desk: Desk, settings: Any) -> Tower:
    """A normal ticket that the junior owns; senior, supervisor and manager are there."""
    settings.EMAIL_BACKEND = "zhichi.outbound.django_backend.QueueBackend"
    for name in ("junior", "senior", "supervisor", "manager"):
        getattr(desk.people, name)
    ticket = desk.ticket()
    tickets.assign(ticket_id=ticket.pk, target=tickets.Target(owner=desk.people.junior), by=SETUP, at=desk.tick())
    ticket.refresh_from_db()
    return Tower(desk, ticket)


def queued() -> list[Any]:
    """The outgoing mails to staff."""
    rows = apps.get_model("outbound", "OutboundMail").objects.filter(purpose="notice").order_by("pk")
    return list(rows)
