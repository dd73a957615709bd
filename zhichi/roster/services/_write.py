"""What roster services share: rights, one writer at a time, what a shift may not collide with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.accounts import selectors as accounts
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.records.selectors import policy
from zhichi.roster import policies
from zhichi.roster.models import Shift, ShiftKind, Week

if TYPE_CHECKING:
    from zhichi.accounts.models import DutyRole, User
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


def allow(by: Actor) -> None:
    """Raise Refused when `by` is a person who may not plan."""
    if not by.is_system:
        policies.PLAN.check(by.user)


def one_at_a_time() -> dict[int, ShiftKind]:
    """Lock planning until the transaction ends, and give every kind of shift by id.

    A person may work for several teams and a duty role reaches over weeks, so what collides cannot be locked by row;
    planning is rare enough for one writer.
    """
    kinds = ShiftKind.objects.select_for_update(of=("self",)).select_related("duty_role", "team").order_by("pk")
    return {kind.pk: kind for kind in kinds}


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(team_id: int, day: date) -> Week:
    """The team's week that holds `day`, made when it is the first time somebody plans it."""
    return Week.objects.get_or_create(team_id=team_id, monday=monday_of(day))[0]


def record(week: Week, event: Event, *, by: Actor, at: datetime) -> None:
    """Append to the week's stream."""
    records.append(week.stream, event, by=by, at=at)


def checked_reason(week: Week, reason: str) -> str:
    """The reason, cleaned. Raises DomainError when a published week changes without one."""
    text = " ".join(clean(reason).split())[:200]
    if week.published_at is not None and not text:
        message = _("The week is published: say why it changes.")
        raise DomainError("reason-missing", message, fields={"reason": message})
    return text


@dataclass(frozen=True)
class Wish:
    """A shift as it would be: who, what, when, with which duty role. `but` are shifts that go away for it."""

    person: User
    kind: ShiftKind
    day: date
    role: DutyRole | None = None
    but: frozenset[int] = frozenset()

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end, aware UTC."""
        return self.kind.span(self.day)


def refuse_collisions(wish: Wish) -> None:
    """Raise DomainError where the shift cannot be: not in the team, away, another shift, no rest, role held (4.1)."""
    name = wish.person.display_name
    if not wish.person.is_active or wish.kind.team_id not in accounts.team_ids_of(wish.person):
        text = _("%(name)s is not an active member of the team %(team)s.")
        raise DomainError("not-in-team", text % {"name": name, "team": wish.kind.team.title})
    start, end = wish.span
    away = accounts.absences_between([wish.person.pk], start, end)
    if away:
        text = _("%(name)s is away then (%(kind)s).")
        raise DomainError("away", text % {"name": name, "kind": away[0].get_kind_display()})
    _refuse_other_shifts(wish, start, end)
    if wish.role is not None:
        _refuse_second_holder(wish, start, end)


def _refuse_other_shifts(wish: Wish, start: datetime, end: datetime) -> None:
    rest = timedelta(hours=float(policy("4.1.rest_hours")))
    near = Shift.objects.filter(
        Q(starts_at__lt=end + rest, ends_at__gt=start - rest) | Q(day=wish.day), person=wish.person
    )
    for other in near.exclude(pk__in=wish.but).select_related("kind"):
        words = {"name": wish.person.display_name, "other": shown(other)}
        if other.starts_at < end and other.ends_at > start:
            raise DomainError("overlap", _("%(name)s already has %(other)s, which overlaps.") % words)
        if other.day == wish.day:
            raise DomainError("same-day", _("%(name)s already has %(other)s; one shift a day.") % words)
        gap = start - other.ends_at if other.ends_at <= start else other.starts_at - end
        words |= {"gap": f"{gap.total_seconds() / 3600:g}", "rest": f"{rest.total_seconds() / 3600:g}"}
        text = _("Only %(gap)s hours between this and %(other)s of %(name)s; at least %(rest)s are needed.")
        raise DomainError("rest", text % words)


def _refuse_second_holder(wish: Wish, start: datetime, end: datetime) -> None:
    holders = Shift.objects.filter(duty_role=wish.role, starts_at__lt=end, ends_at__gt=start)
    other = holders.exclude(pk__in=wish.but).select_related("person", "kind").first()
    if other is not None and wish.role is not None:
        text = _("%(other)s of %(name)s already holds the duty role %(role)s at that time.")
        words = {"other": shown(other), "name": other.person.display_name, "role": wish.role.title}
        raise DomainError("role-held", text % words, fields={"role": text % words})


def shown(shift: Shift) -> str:
    """A shift as sentences name it: "Early 23 Nov"."""
    day = date_format(shift.day, pgettext("date format", "j M"))
    return f"{shift.kind.title} {day}"
