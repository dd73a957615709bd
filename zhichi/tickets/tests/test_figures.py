"""The sheets of the handbook page say the same as one plain question for each number, and cost one query each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Avg, Count, F, Q

from zhichi.core import clock
from zhichi.customers.models import Product
from zhichi.handbook.periods import Period
from zhichi.records.selectors import policy
from zhichi.tickets.models import FollowUp, Solution, Ticket
from zhichi.tickets.selectors import figures

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk


def period_of(start: datetime, end: datetime) -> Period:
    return Period(start, end, "x", "custom", start.date(), end.date())


@pytest.fixture
def history(desk: Desk, people: People) -> Period:
    """Requests in every stage, some incomplete, some late, some outside the period."""
    start = desk.at
    early = [desk.closed(), desk.ticket()]
    begin = desk.tick()
    for _round in range(2):
        desk.ticket()
        desk.worked()
        desk.solved()
        desk.closed()
    late, moved = desk.worked(), desk.worked()
    Ticket.objects.filter(pk=late.pk).update(
        received_at=F("registered_at") - timedelta(hours=2), assigned_at=F("registered_at") + timedelta(days=1)
    )
    Ticket.objects.filter(pk=moved.pk).update(transfers=policy("3.3.1.transfers_alert"), version="")
    bare = desk.closed()
    Ticket.objects.filter(pk=bare.pk).update(product=None)
    unfollowed = desk.closed()
    FollowUp.objects.filter(ticket=unfollowed).update(outcome="")
    overdue = desk.closed()
    FollowUp.objects.filter(ticket=overdue).update(due_at=F("done_at") - timedelta(minutes=1), outcome="unsolved")
    Solution.objects.filter(ticket=overdue).update(state="rejected", kind="upgrade")
    assert early[0].registered_at < begin and start < begin
    assert Product.objects.exists()
    return period_of(begin, desk.tick())


def test_what_was_registered_equals_plain_questions(history: Period) -> None:
    found = Ticket.objects.filter(registered_at__gte=history.start, registered_at__lt=history.end)
    said = figures.registered(history)
    whole = Q(contact__isnull=False, product__isnull=False) & (~Q(version="") | Q(asset__isnull=False))
    assert said.count == found.count() > 8
    assert said.complete == found.filter(whole).count() < said.count
    assert said.channels == dict(found.values_list("channel").annotate(n=Count("pk")))
    assert said.transfers == round(found.aggregate(n=Avg("transfers"))["n"], 2) > 0
    assert said.passed_around == found.filter(transfers__gte=policy("3.3.1.transfers_alert")).count() == 1
    pairs: list[tuple[Any, str, str, timedelta]] = [
        (said.to_register, "received_at", "registered_at", timedelta(minutes=policy("2.1.register_minutes"))),
        (said.to_assign, "registered_at", "assigned_at", timedelta(minutes=policy("2.1.assign_minutes"))),
        (said.to_confirm, "registered_at", "confirmed_at", timedelta(hours=policy("2.2.confirm_hours"))),
    ]
    for times, earlier, later, target in pairs:
        rows = found.exclude(**{later: None})
        in_time = rows.filter(**{f"{later}__lte": F(earlier) + target}).count()
        assert times.count == rows.count() > 0
        assert times.within == in_time / rows.count()
    assert said.to_register.within != 1.0
    assert said.to_assign.within != 1.0


def test_what_was_closed_equals_plain_questions(history: Period, people: People) -> None:
    closed = Ticket.objects.filter(state="closed", closed_at__gte=history.start, closed_at__lt=history.end)
    said = figures.closed(history)
    outcomes = FollowUp.objects.exclude(outcome="").filter(ticket__in=closed.values("pk"))
    complete = closed.exclude(
        Q(type="") | Q(contact=None) | Q(product=None) | Q(owner=None) | Q(responded_at=None) | Q(confirmed_at=None)
    ).filter(follow_ups__outcome__in=("solved", "no_answer"))
    assert said.count == closed.count() > 3
    assert said.followed_up == outcomes.values("ticket").distinct().count() == said.count - 1
    assert said.complete == complete.distinct().count() < said.followed_up
    assert said.by_post == list(closed.values_list("owner__post").annotate(n=Count("pk")).order_by("-n"))
    assert said.ownerless == 0


def test_what_was_settled_equals_plain_questions(history: Period) -> None:
    said = figures.settled(history)
    solutions = Solution.objects.filter(settled_at__gte=history.start, settled_at__lt=history.end)
    recorded = FollowUp.objects.filter(done_at__gte=history.start, done_at__lt=history.end).exclude(outcome="")
    kinds = solutions.values_list("kind").annotate(good=Count("pk", filter=Q(state="verified")), n=Count("pk"))
    assert said.solutions == {kind: (good, count) for kind, good, count in kinds}
    assert len(said.solutions) == 2 or sum(count for _good, count in said.solutions.values()) > 2
    assert said.follow_ups == recorded.count() > 2
    assert said.unsolved == recorded.filter(outcome="unsolved").count() == 1
    assert said.on_time == recorded.filter(done_at__lte=F("due_at")).count() == said.follow_ups - 1


def test_an_empty_period_has_nothing(desk: Desk) -> None:
    desk.closed()
    empty = period_of(desk.at - timedelta(days=900), desk.at - timedelta(days=800))
    assert (figures.registered(empty).count, figures.registered(empty).to_assign.within) == (0, None)
    assert (figures.closed(empty).count, figures.closed(empty).by_post) == (0, [])
    assert (figures.settled(empty).solutions, figures.settled(empty).follow_ups) == ({}, 0)


def test_each_sheet_costs_one_query_however_many_ask(
    history: Period, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "ticks", lambda: 0.0)  # however slow the day is
    policy("2.1.assign_minutes")  # policy values are read once for each process
    with django_assert_num_queries(2):  # what was finished and what was kept is read together
        for _time in range(3):
            figures.registered(history)
            figures.closed(history)
            figures.settled(history)
