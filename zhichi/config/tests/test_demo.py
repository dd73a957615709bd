"""The demo is the first thing a new user sees: ninety days played by the services, and a record that can be checked."""

from __future__ import annotations

import pytest

from zhichi.config.demo import setup
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.records import services as records
from zhichi.tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_record_of_the_demo_is_true() -> None:
    at = now()
    count = setup.build(at=at, progress=lambda _what, _done, _all: None)
    assert Ticket.objects.count() >= count > 300
    checked, doubts = records.verify(by=Actor.system("tests"), at=at)
    assert doubts == []
    assert checked.events > 5000
