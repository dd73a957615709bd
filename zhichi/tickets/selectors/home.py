"""Figures of the desk's home page: what waits for whom, and what came in and went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from zhichi.accounts import selectors as accounts
from zhichi.tickets import policies
from zhichi.tickets.choices import State
from zhichi.tickets.models import FollowUp, Tally, Ticket
from zhichi.tickets.selectors.queue import tally_for

ROW = ("contact", "organisation", "owner")


@dataclass(frozen=True)
class Day:
    """Requests registered and closed on one local day."""

    day: date
    came: int
    went: int


def waiting_for(person: Any, *, limit: int = 8) -> list[Ticket]:
    """One's own open tickets in which the customer had the last word, the longest silent first."""
    rows = Ticket.objects.filter(owner=person, is_open=True, needs_reply=True).select_related(*ROW)
    return list(rows.order_by("updated_at", "id")[:limit])


def unowned(person: Any, *, limit: int = 8) -> list[Ticket]:
    """Open tickets that no person has taken, the oldest first, among those `person` sees."""
    rows = policies.visible_to(person, Ticket.objects.filter(is_open=True, owner=None)).select_related(*ROW)
    return list(rows.order_by("registered_at", "id")[:limit])


def incomplete_intake(person: Any, *, limit: int = 8) -> tuple[int, list[Ticket]]:
    """Open tickets that lack what 2.1 asks for (customer, type, product): how many, capped at 100, and the oldest."""
    lacking = Q(type="") | Q(product=None) | Q(contact=None)
    rows = policies.visible_to(person, Ticket.objects.filter(lacking, is_open=True)).order_by("registered_at", "id")
    return len(rows.values_list("pk")[:100]), list(rows.select_related(*ROW)[:limit])


def overdue_follow_ups(person: Any, *, at: datetime) -> int:
    """How many open follow-ups of visible tickets are past their time, capped at 100 (2.4)."""
    mine = policies.visible_to(person, Ticket.objects.filter(state=State.RESOLVED))
    return len(FollowUp.objects.filter(done_at=None, due_at__lt=at, ticket__in=mine).values_list("pk")[:100])


def customers_waiting(person: Any) -> int:
    """How many open tickets wait for our answer, capped at 1,000."""
    rows = policies.visible_to(person, Ticket.objects.filter(is_open=True, needs_reply=True))
    return len(rows.order_by().values_list("pk")[:1000])


def open_by_team(person: Any) -> list[tuple[str, int, int]]:
    """Team, its open tickets, and how many of them nobody has taken; the most first. Two queries."""
    rows = tally_for(person).values("team_id", "owner_id").annotate(n=Sum("count")).order_by()
    totals: dict[int, list[int]] = {}
    for row in rows:
        pair = totals.setdefault(row["team_id"], [0, 0])
        pair[0] += row["n"]
        pair[1] += 0 if row["owner_id"] else row["n"]
    names = {team.pk: team.title for team in accounts.teams(only_active=False)}
    found = [(names.get(team, "–"), total, unowned) for team, (total, unowned) in totals.items() if total]
    return sorted(found, key=lambda item: -item[1])


def open_by_owner(person: Any, *, limit: int = 12) -> list[tuple[Any, int, int]]:
    """Person, their open tickets, and how many of them wait for customer or vendor; the most first. Two queries."""
    waiting = Sum("count", filter=Q(state__in=(State.WAIT_CUSTOMER, State.WAIT_VENDOR, State.RESOLVED)), default=0)
    rows = tally_for(person).exclude(owner_id=0).values("owner_id").annotate(n=Sum("count"), waiting=waiting)
    top = [row for row in rows.order_by("-n")[:limit] if row["n"]]
    people = get_user_model().objects.in_bulk([row["owner_id"] for row in top])
    return [(people[row["owner_id"]], row["n"], row["waiting"]) for row in top if row["owner_id"] in people]


def open_count_of(person_id: int) -> int:
    """How many open tickets lie with a person, whoever asks; from the tally."""
    return Tally.objects.filter(owner_id=person_id).aggregate(n=Sum("count"))["n"] or 0


def flow(person: Any, *, at: datetime, days: int = 14) -> list[Day]:
    """Requests registered and closed on each of the last `days` local days, today last. Two queries."""
    zone = timezone.get_current_timezone()
    first = timezone.localtime(at, zone).date() - timedelta(days=days - 1)
    start = datetime.combine(first, datetime.min.time(), tzinfo=zone)
    mine = policies.visible_to(person, Ticket.objects.all())
    came = _by_day(mine.filter(registered_at__gte=start), "registered_at", zone)
    # Closing touches updated_at, so the index by state and change bounds what is read.
    went = _by_day(mine.filter(state=State.CLOSED, updated_at__gte=start, closed_at__gte=start), "closed_at", zone)
    wanted = [first + timedelta(days=step) for step in range(days)]
    return [Day(day, came.get(day, 0), went.get(day, 0)) for day in wanted]


def _by_day(rows: QuerySet[Ticket], column: str, zone: tzinfo) -> dict[date, int]:
    counted = rows.annotate(day=TruncDate(column, tzinfo=zone)).values("day").annotate(n=Count("pk")).order_by()
    return {row["day"]: row["n"] for row in counted}
