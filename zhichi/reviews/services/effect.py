"""Compare the effect with its standard week by week and month by month, and note what is done about it (3.3.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.notices import services as notices
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, policies
from zhichi.reviews.choices import AlertLength, Measure
from zhichi.reviews.events import ActionDone, ActionNoted, EffectBelow, EffectRecovered, EffectStillBelow
from zhichi.reviews.models import Action, Alert
from zhichi.reviews.selectors import figures, people
from zhichi.reviews.services._write import allow, record, required

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.handbook.registry import Period

WATCH = Actor.system("reviews")


def compare_effect(*, week: Period, month: Period, at: datetime) -> list[Alert]:
    """Compare each figure with its standard in a week and a month that are over; returns the alerts that are new.

    One alert for each time that a figure falls below its standard: while the next weeks or months miss it too the alert
    goes on, and the first one that keeps it clears the alert. Appends reviews.effect_below, reviews.effect_still_below
    and reviews.effect_recovered. Fewer reviews or follow-ups than the handbook asks for say nothing either way.
    """
    found = []
    for length, period in ((AlertLength.WEEK, week), (AlertLength.MONTH, month)):
        if period.is_over(at):
            found += [alert for measure in Measure if (alert := _compare(measure, length, period, at)) is not None]
    return found


@dataclass(frozen=True)
class _Found:
    """A figure of a period beside its standard."""

    measure: Measure
    period: str
    value: float
    target: float
    count: int

    @property
    def is_kept(self) -> bool:
        return self.value >= self.target if self.measure == Measure.SCORE else self.value <= self.target

    def data(self) -> dict[str, Any]:
        return {**asdict(self), "measure": self.measure.value}


@transaction.atomic
def _compare(measure: Measure, length: AlertLength, period: Period, at: datetime) -> Alert | None:
    value, count = figures.effect(measure, period)
    target = float(policy(definitions.EFFECT_SCORE if measure == Measure.SCORE else definitions.EFFECT_UNSOLVED))
    if value is None or count < policy(definitions.EFFECT_COUNT):
        return None
    found = _Found(measure, period.code, value, target, count)
    rows = Alert.objects.select_for_update().filter(measure=measure, length=length)
    standing = rows.filter(cleared_at=None).order_by("pk").last()
    if found.is_kept:
        for row in rows.filter(cleared_at=None).order_by("pk"):
            _clear(row, found, at)
        return None
    if standing is not None:
        _goes_on(standing, found, at)
        return None
    if rows.filter(period=period.code).exists():  # cleared meanwhile: one alert a period
        return None
    return _raise(length, found, at)


def _raise(length: AlertLength, found: _Found, at: datetime) -> Alert:
    row = Alert.objects.create(length=length, at=at, **asdict(found))
    record(f"effect:{row.pk}", EffectBelow(**found.data()), by=WATCH, at=at, is_new=True)
    _tell(row, definitions.EFFECT_BELOW, found, at)
    return row


def _goes_on(row: Alert, found: _Found, at: datetime) -> None:
    """Another period below: noted once, and nobody is told again."""
    if found.period <= max(row.period, row.last_period):
        return
    row.last_period, row.last_value = found.period, found.value
    row.save(update_fields=["last_period", "last_value"])
    record(f"effect:{row.pk}", EffectStillBelow(**found.data()), by=WATCH, at=at)


def _clear(row: Alert, found: _Found, at: datetime) -> None:
    if found.period < max(row.period, row.last_period):  # an older one says nothing of what came after
        return
    row.cleared_at, row.cleared_period, row.cleared_value = at, found.period, found.value
    row.save(update_fields=["cleared_at", "cleared_period", "cleared_value"])
    record(f"effect:{row.pk}", EffectRecovered(**found.data()), by=WATCH, at=at)
    notices.settle(stream=f"effect:{row.pk}", kinds=[definitions.EFFECT_BELOW], at=at)
    _tell(row, definitions.EFFECT_RECOVERY, found, at)


def _tell(row: Alert, kind: str, found: _Found, at: datetime) -> None:
    people_ids = people.told_of_alerts(supervisors=bool(policy(definitions.EFFECT_SUPERVISORS)))
    key = f"{kind}:{row.pk}"
    notices.tell(people_ids, kind=kind, stream=f"effect:{row.pk}", at=at, data=found.data(), dedupe_key=key)


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
