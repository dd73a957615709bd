"""Numbers of the handbook: bounds, versions, what was in force when; leases; links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from zhichi.core.errors import DomainError
from zhichi.core.registry import DuplicateName, Registry
from zhichi.records import registry, selectors, services
from zhichi.records.registry import PolicyDefinition
from zhichi.records.tests.conftest import AT, BY

pytestmark = pytest.mark.django_db
KEY = "9.9.test_days"


@pytest.fixture(autouse=True)
def defined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "policies", Registry("policy"))
    registry.define_policy(PolicyDefinition(KEY, "9.9", "Test days", 7, unit="days", minimum=1, maximum=30))
    selectors.forget_policies()


def test_keeps_the_default_until_somebody_changes_it() -> None:
    assert selectors.policy(KEY) == 7
    services.set_policy(key=KEY, value="14", reason="客户要求", by=BY, at=AT)
    assert selectors.policy(KEY) == 14


def test_keeps_what_was_in_force_at_a_time() -> None:
    for day, value in enumerate((10, 20), start=1):
        services.set_policy(key=KEY, value=value, reason="why", by=BY, at=AT + timedelta(days=day))
    values = [selectors.policy(KEY, at=AT + timedelta(days=days)) for days in (0, 1, 1.5, 2)]
    assert values == [7, 10, 10, 20]
    assert [row.version for row in selectors.policy_history(KEY)] == [3, 2]
    assert [event.data["before"] for event in selectors.history("handbook:1")] == [7, 10]


@pytest.mark.parametrize("value", [0, 31, "many", None])
def test_refuses_values_out_of_bounds(value: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        services.set_policy(key=KEY, value=value, reason="why", by=BY, at=AT)
    assert "value" in refusal.value.fields
    assert not selectors.policy_history(KEY).exists()


def test_refuses_a_change_without_reason() -> None:
    with pytest.raises(DomainError) as refusal:
        services.set_policy(key=KEY, value=8, reason="  ", by=BY, at=AT)
    assert "reason" in refusal.value.fields


def test_refuses_unknown_and_twice_defined_keys() -> None:
    with pytest.raises(KeyError, match="no policy named"):
        selectors.policy("0.0.none")
    with pytest.raises(DuplicateName):
        registry.define_policy(registry.policies.get(KEY))


def test_keeps_a_lease_with_one_holder() -> None:
    minute = timedelta(minutes=1)
    assert services.take_lease(name="job", holder="a", lasts=minute, at=AT)
    assert not services.take_lease(name="job", holder="b", lasts=minute, at=AT)
    assert services.take_lease(name="job", holder="a", lasts=minute, at=AT)  # renewed
    assert services.take_lease(name="job", holder="b", lasts=minute, at=AT + minute)
    services.drop_leases(holder="b")
    assert services.take_lease(name="job", holder="c", lasts=minute, at=AT)
    assert connection.in_atomic_block  # a refused lease does not break the caller's transaction


def test_keeps_links_both_ways_and_in_both_histories() -> None:
    values: dict[str, Any] = {"source": "ticket:1", "target": "ticket:2", "kind": "follows", "by": BY, "at": AT}
    assert services.link(**values) == services.link(**values)
    assert [link.source for link in selectors.links_of("ticket:2")] == ["ticket:1"]
    assert services.unlink(**values)
    assert not services.unlink(**values)
    codes = [event.code for event in selectors.history("ticket:2")]
    assert codes == ["links.made", "links.removed"]
