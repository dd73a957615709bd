"""Fixtures of the record's tests: an actor, a moment, registries of their own, a way to play the forger."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from zhichi.core.actors import Actor
from zhichi.core.registry import Registry
from zhichi.records import guards, registry, services
from zhichi.records.events import PolicyChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhichi.accounts.models import User
    from zhichi.records.registry import Recorded

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BY = Actor.system("test")


def noted(number: int = 1, *, before: Any = 7, reason: str = "因为 because") -> PolicyChanged:
    """An event to append."""
    return PolicyChanged(key="2.4.reopen_days", version=number, before=before, after=14, reason=reason)


def append(stream: str = "thing:1", count: int = 1, **values: Any) -> list[Recorded]:
    """Append `count` events in a transaction of their own."""
    with transaction.atomic():
        return services.append_many(stream, [noted(n + 1, **values) for n in range(count)], by=BY, at=AT)


@contextmanager
def unguarded() -> Iterator[Callable[..., None]]:
    """Lift the triggers, as a forger with the database's password would; gives a way to run SQL."""
    guards.remove(connection)

    def execute(sql: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    try:
        yield execute
    finally:
        guards.install(connection)


@pytest.fixture
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tail, witness or subscriber of the product: the test registers its own."""
    monkeypatch.setattr(registry, "tails", Registry("tail"))
    monkeypatch.setattr(registry, "witnesses", Registry("witness"))
    monkeypatch.setattr(registry, "live_gates", Registry("live gate"))
    monkeypatch.setattr(registry, "cadences", Registry("cadence"))
    monkeypatch.setattr(registry, "_in_transaction", {})
    monkeypatch.setattr(registry, "_names", set())


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Makes a member of staff with the given post, without the part above that really does it."""

    def make(post: str) -> User:
        return get_user_model().objects.create(email=f"{post}@example.com", display_name=post, post=post, joined_at=AT)

    return make
