"""People see a week when it is published; from then on its changes are accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.roster import selectors
from zhichi.roster.events import PublicationWithdrawn, Published
from zhichi.roster.models import Shift, Week
from zhichi.roster.services._write import allow, monday_of, one_at_a_time, record, week_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def publish(*, team_id: int, day: date, by: Actor, at: datetime) -> Week:
    """Let the people see the week of `day`. Appends roster.published; nothing when it is published already.

    Raises DomainError when nobody is planned. Gaps do not hinder it; they are counted in the event.
    """
    allow(by)
    one_at_a_time()
    week = week_of(team_id, day)
    if week.published_at is not None:
        return week
    count = Shift.objects.filter(week=week).count()
    if not count:
        raise DomainError("empty-week", _("Nobody is planned in this week yet."), _("Plan somebody first."))
    week.published_at, week.published_by = at, by.user
    week.save()
    missing = sum(gap.missing for gap in selectors.gaps(week.team_id, monday_of(day)))
    record(week, Published(shifts=count, missing=missing), by=by, at=at)
    return week


@transaction.atomic
def withdraw_publication(*, week_id: int, by: Actor, at: datetime) -> Week:
    """Make the week a draft again. Appends roster.withdrawn.

    Raises Conflict when one of its shifts has begun: what people have worked by stays. Raises Week.DoesNotExist.
    """
    allow(by)
    one_at_a_time()
    week = Week.objects.select_related("team").get(pk=week_id)
    if week.published_at is None:
        return week
    if Shift.objects.filter(week=week, starts_at__lte=at).exists():
        raise Conflict("week-begun", _("The week has begun."), _("Change single shifts, with a reason."))
    week.published_at, week.published_by = None, None
    week.save()
    record(week, PublicationWithdrawn(), by=by, at=at)
    return week
