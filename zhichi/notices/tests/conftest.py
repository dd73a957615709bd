"""Two invented kinds of notice, and a bench that tells, mails and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from zhichi.accounts import services as accounts
from zhichi.core.events import gettext_noop
from zhichi.notices import registry, services

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.accounts.models import User
    from zhichi.notices.models import Notice

TUESDAY = datetime(2026, 6, 9, 2, tzinfo=UTC)  # ten in the morning in Shanghai
NIGHT = TUESDAY + timedelta(hours=12)


@dataclass
class Bench:
    """Tells people of the tests; time is given with each step."""

    people: People

    def tell(self, *people: User, kind: str = "tests.late", at: datetime = TUESDAY, **given: Any) -> list[Notice]:
        """Give each of them a notice about the same invented thing."""
        values = {"stream": "thing:1", "data": {"what": "Solution"}, **given}
        return services.tell([person.pk for person in people], kind=kind, at=at, **values)

    def mails(self, *, at: datetime) -> list[Any]:
        """What the worker queues at a moment."""
        queue = apps.get_model("outbound", "OutboundMail").objects
        before = set(queue.values_list("pk", flat=True))
        services.send_digests(at=at)
        return list(queue.exclude(pk__in=before).order_by("pk"))

    def works(self, person: User, start: int = 9, end: int = 18) -> User:
        """Somebody's hours, Monday to Friday, in their own zone."""
        week = [accounts.Interval(day, time(start), time(end)) for day in range(5)]
        accounts.set_working_hours(person_id=person.pk, intervals=week, by=self.people.actor("manager"), at=TUESDAY)
        return person


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only these tests tell."""
    known = dict(registry.kinds.items())
    monkeypatch.setattr(registry.kinds, "_items", known)
    registry.register_kind(
        registry.NoticeKind(
            code="tests.late",
            label="Late",
            wording=gettext_noop("%(what)s is late"),
            severity="urgent",
            needs_acknowledgement=True,
        )
    )
    registry.register_kind(registry.NoticeKind(code="tests.word", label="Word", wording=gettext_noop("%(what)s")))


@pytest.fixture
def bench(people: People, kinds: None, settings: Any) -> Bench:
    """The bench, with mail going into the outgoing queue as in the product."""
    settings.EMAIL_BACKEND = "zhichi.outbound.django_backend.QueueBackend"
    return Bench(people)
