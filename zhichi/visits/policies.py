"""Rights over visits: who works the ticket plans them, the engineer carries them out, who sees the ticket reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post, has_post
from zhichi.core.rights import define
from zhichi.tickets import policies as tickets
from zhichi.tickets import selectors as ticket_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.visits.models import Visit


def _goes(person: Any, row: Any) -> bool:
    """Whether the person goes there, first or as a companion."""
    return row.engineer_id == person.pk or person.pk in {one.pk for one in row.companions.all()}


def _going(person: Any) -> Q:
    from zhichi.visits.models import Visit  # noqa: PLC0415 - policies load before models

    companions = Visit.objects.filter(companions=person).values("pk")
    return Q(engineer=person) | Q(pk__in=companions)


def _may_see(person: Any, row: Any) -> bool:
    if not has_post(person):
        return False
    return row is None or _goes(person, row) or tickets.VIEW.allows(person, row.ticket)


def visible_to(person: Any, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """The visits that `person` may see: of the tickets they see, and their own."""
    if not has_post(person):
        return visits.none()
    if tickets.sees_all(person):
        return visits
    return visits.filter(_going(person) | Q(ticket__in=ticket_rows.for_person(person).values("pk")))


def _may_plan(person: Any, row: Any) -> bool:
    return tickets.WORK.allows(person, row.ticket if row is not None else None)


def _plannable(person: Any, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    if not tickets.WORK.allows(person, None):
        return visits.none()
    return visits.filter(ticket__in=ticket_rows.for_person(person).values("pk"))


def _may_carry_out(person: Any, row: Any) -> bool:
    return has_post(person) and not has_post(person, Post.AUDITOR) and (row is None or _goes(person, row))


def _carried_out_by(person: Any, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.filter(_going(person)) if _may_carry_out(person, None) else visits.none()


VIEW = define("visits.view", _may_see, visible_to)
BROWSE = define("visits.browse", by_post())
PLAN = define("visits.plan", _may_plan, _plannable)
CARRY_OUT = define("visits.carry_out", _may_carry_out, _carried_out_by)
