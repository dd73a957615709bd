"""Compare the effect with its standard week by week and month by month, and note what is done about it (3.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.notices import services as notices
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, policies
from zhichi.reviews.choices import AlertLength, Measure
from zhichi.reviews.events import ActionDone, ActionNoted, EffectBelow
from zhichi.reviews.models import Action, Alert
from zhichi.reviews.selectors import figures, people
from zhichi.reviews.services._write import allow, record, required

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.handbook.registry import Period

WATCH = Actor.system("reviews")


def compare_effect(*, week: Period, month: Period, at: datetime) -> list[Alert]:
    """Raise an alert for each figure below its standard in a week and a month that are over; once for a period.

    Appends reviews.effect_below. Fewer reviews or follow-ups than the handbook asks for raise nothing.
    """
    found = []
    for length, period in ((AlertLength.WEEK, week), (AlertLength.MONTH, month)):
        if period.is_over(at):
            found += [alert for measure in Measure if (alert := _compare(measure, length, period, at)) is not None]
    return found


@transaction.atomic
def _compare(measure: Measure, length: AlertLength, period: Period, at: datetime) -> Alert | None:
    if Alert.objects.filter(measure=measure, period=period.code).exists():
        return None
    value, count = figures.effect(measure, period)
    target = float(policy(definitions.EFFECT_SCORE if measure == Measure.SCORE else definitions.EFFECT_UNSOLVED))
    if value is None or count < policy(definitions.EFFECT_COUNT):
        return None
    is_kept = value >= target if measure == Measure.SCORE else value <= target
    if is_kept:
        return None
    row = Alert.objects.create(
        measure=measure, length=length, period=period.code, value=value, target=target, count=count, at=at
    )
    event = EffectBelow(measure=measure.value, period=period.code, value=value, target=target, count=count)
    record(f"effect:{row.pk}", event, by=WATCH, at=at, is_new=True)
    notices.tell(
        people.managers(), kind=definitions.EFFECT_BELOW, stream=f"effect:{row.pk}", at=at,
        data={"measure": measure.value, "period": period.code, "value": value, "target": target},
        dedupe_key=f"reviews.effect:{row.pk}",
    )  # fmt: skip
    return row


@transaction.atomic
def note_action(*, alert_id: int, text: str, owner_id: int, due_on: date, by: Actor, at: datetime) -> Action:
    """Note what is done about an alert, by whom and until when. Appends reviews.action_noted.

    Raises DomainError for an empty text, an owner who is not at work here, or a day that is past.
    """
    allow(policies.MANAGE, by)
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    words = required(text, "text", _("Say what is to be done."), most=500)
    owner = people.staff_by_id({owner_id}).get(owner_id)
    if owner is None:
        raise DomainError("owner", _("Choose somebody."), fields={"owner": _("Choose somebody.")})
    if due_on < at.date():
        message = _("This day is past.")
        raise DomainError("due_on", message, fields={"due_on": message})
    row = Action.objects.create(alert=alert, text=words, owner=owner, due_on=due_on, created_at=at)
    event = ActionNoted(
        action_id=row.pk, text=words, owner_id=owner.pk, owner=owner.display_name, due_on=due_on.isoformat()
    )
    record(f"effect:{alert.pk}", event, by=by, at=at)
    return row


@transaction.atomic
def finish_action(*, action_id: int, outcome: str, by: Actor, at: datetime) -> Action:
    """Tick an action off with what came of it: its owner or a leader. Appends reviews.action_done."""
    row = Action.objects.select_for_update().get(pk=action_id)
    if row.owner_id != by.user_id:
        allow(policies.MANAGE, by)
    if row.done_at is not None:
        raise Conflict("done", _("It is ticked off already."))
    row.outcome = required(outcome, "outcome", _("Say what came of the action."), most=500)
    row.done_at = at
    row.save()
    record(f"effect:{row.alert_id}", ActionDone(action_id=row.pk, outcome=row.outcome), by=by, at=at)
    return row
