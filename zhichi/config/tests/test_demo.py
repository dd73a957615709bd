"""The demo is the first thing a new user sees: ninety days played by the services, and a record that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.figures import check
from zhichi.accounts.choices import Post
from zhichi.accounts.models import User
from zhichi.config.demo import setup
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.handbook import periods, registry, selectors
from zhichi.handbook.clauses_data import CLAUSES
from zhichi.records import services as records
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TRIED = {"tickets.trial"}  # lists that no figure leads to, but what is tried with another target


def test_record_and_handbook_of_the_demo_are_true(settings: LazySettings, tmp_path: Path) -> None:
    settings.GATHER_FOLDERS = [tmp_path]  # outside the demo no folder is read
    at = now()
    count = setup.build(at=at, progress=lambda _what, _done, _all: None)
    assert Ticket.objects.count() >= count > 300
    checked, doubts = records.verify(by=Actor.system("tests"), at=at)
    assert doubts == []
    assert checked.events > 5000
    every_number_equals_the_records_behind_it()


def every_number_equals_the_records_behind_it() -> None:
    """Each figure of each clause, now and in the month before; together they lead to every list there is."""
    manager = User.objects.filter(post=Post.MANAGER).first()
    reached, counted = set(), 0
    month = periods.this_month()
    for period in (periods.before(month), month):
        for clause in CLAUSES:
            for figure in selectors.evidence_for(clause, period).figures:
                counted += bool(check(figure, period, manager))
                reached.add(figure.rows.source if figure.rows else "")
    assert counted > 100
    assert reached - {""} == {source.name for source in registry.row_sources.values()} - TRIED
