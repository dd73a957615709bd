"""Every right over visits in its two forms: the predicate and the scope agree for every post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.people import POSTS
from zhichi.visits import policies
from zhichi.visits.models import Visit

if TYPE_CHECKING:
    from zhichi.core.rights import Right
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("right", [policies.VIEW, policies.PLAN, policies.CARRY_OUT], ids=lambda right: right.name)
def test_keeps_predicate_and_scope_equal(site: Field, right: Right) -> None:
    people = site.desk.people
    site.planned(companion_ids=[people.junior.pk])
    site.plan(site.ask(), "rival")
    site.ask()
    for name in (*POSTS, "rival"):
        person = getattr(people, name)
        allowed = {row.pk for row in Visit.objects.select_related("ticket") if right.allows(person, row)}
        assert right.scope is not None
        assert set(right.scope(person, Visit.objects.all()).values_list("pk", flat=True)) == allowed, name


def test_keeps_auditors_reading_only(site: Field) -> None:
    visit, auditor = site.planned(), site.desk.people.auditor
    assert policies.VIEW.allows(auditor, visit)
    assert not policies.PLAN.allows(auditor, visit)
    assert not policies.CARRY_OUT.allows(auditor, visit)
