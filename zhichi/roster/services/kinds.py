"""Kinds of shift: a team's early, late and night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.roster.choices import OFF, Tone
from zhichi.roster.events import KindCreated, KindUpdated
from zhichi.roster.models import Shift, ShiftKind
from zhichi.roster.selectors import english_kinds
from zhichi.roster.services._write import Wish, allow, one_at_a_time, refuse_collisions

if TYPE_CHECKING:
    from zhichi.core.actors import Actor

MOST_PEOPLE = 200


@dataclass(frozen=True, kw_only=True)
class KindData:
    """What a kind of shift is. An end not after the start is on the next day; `weekdays` 0 = Monday."""

    name: str
    name_en: str = ""
    key: str
    start: time
    end: time
    time_zone: str
    tone: str = Tone.ACCENT
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    needed: int = 1
    duty_role_id: int | None = None
    is_active: bool = True


@transaction.atomic
def create_kind(*, team_id: int, data: KindData, by: Actor, at: datetime) -> ShiftKind:
    """A new kind of shift of a team. Appends roster.kind_created. Raises DomainError naming the field at fault."""
    allow(by)
    one_at_a_time()
    kind = ShiftKind(team_id=team_id, **_checked(team_id, data, except_for=0))
    kind.save()
    english_kinds.forget()
    event = KindCreated(name=kind.name, hours=kind.hours, team_id=team_id)
    records.append(f"shiftkind:{kind.pk}", event, by=by, at=at, is_new=True)
    return kind


@transaction.atomic
def update_kind(*, kind_id: int, data: KindData, by: Actor, at: datetime) -> ShiftKind:
    """Change a kind of shift; planned shifts that have not begun get the new hours, if they still fit.

    Appends roster.kind_updated, nothing when it is the same. Raises DomainError for a bad field, for a shift that no
    longer fits, and when a kind with shifts ahead would be put out of use. Raises ShiftKind.DoesNotExist.
    """
    allow(by)
    one_at_a_time()
    kind = ShiftKind.objects.get(pk=kind_id)
    values = _checked(kind.team_id, data, except_for=kind.pk)
    changes = {
        name: [_text(getattr(kind, name)), _text(value)]
        for name, value in values.items()
        if getattr(kind, name) != value
    }
    if not changes:
        return kind
    ahead = list(Shift.objects.filter(kind=kind, starts_at__gt=at).select_related("person", "duty_role"))
    if not values["is_active"] and ahead:
        text = _("%(count)s planned shifts are still ahead. Take them out of the plan first.")
        raise DomainError("in-use", text % {"count": len(ahead)})
    for name, value in values.items():
        setattr(kind, name, value)
    kind.save()
    english_kinds.forget()
    moved = _move(kind, ahead) if {"start", "end", "time_zone"} & changes.keys() else 0
    event = KindUpdated(fields=sorted(changes), changes=changes, moved=moved)
    records.append(f"shiftkind:{kind.pk}", event, by=by, at=at)
    return kind


def _move(kind: ShiftKind, ahead: list[Shift]) -> int:
    for shift in ahead:
        shift.starts_at, shift.ends_at = kind.span(shift.day)
        shift.save()
    for shift in ahead:
        refuse_collisions(Wish(shift.person, kind, shift.day, shift.duty_role, frozenset([shift.pk])))
    return len(ahead)


def _checked(team_id: int, data: KindData, *, except_for: int) -> dict[str, Any]:
    name, key = " ".join(clean(data.name).split())[:40], data.key.strip().upper()
    others = ShiftKind.objects.filter(team_id=team_id, is_active=True).exclude(pk=except_for)
    fields: dict[str, str] = {}
    if not name:
        fields["name"] = _("Give the shift a name.")
    elif data.is_active and others.filter(name=name).exists():
        fields["name"] = _("The team has a shift “%s” already.") % name
    if len(key) != 1 or not key.isascii() or not key.isalnum():
        fields["key"] = _("One letter or digit; “%s” means a free day.") % OFF
    elif data.is_active and others.filter(key=key).exists():
        fields["key"] = _("Another shift of the team has the key %s.") % key
    if data.time_zone not in clock.zones():
        fields["time_zone"] = _("“%s” is no time zone. Write it like Asia/Shanghai.") % data.time_zone
    if not 0 <= data.needed <= MOST_PEOPLE:
        fields["needed"] = _("Between 0 and %s people.") % MOST_PEOPLE
    role = accounts.duty_role(data.duty_role_id) if data.duty_role_id else None
    if data.duty_role_id and (role is None or role.team_id != team_id):
        fields["duty_role"] = _("Choose a duty role of the same team.")
    if fields:
        raise DomainError("kind", next(iter(fields.values())), fields=fields)
    return {
        "name": name,
        "name_en": " ".join(clean(data.name_en).split())[:40],
        "key": key,
        "tone": data.tone if data.tone in Tone.values else Tone.ACCENT,
        "start": data.start,
        "end": data.end,
        "time_zone": data.time_zone,
        "weekdays": sorted({day for day in data.weekdays if 0 <= day <= 6}),
        "needed": data.needed,
        "duty_role_id": role.pk if role else None,
        "is_active": data.is_active,
    }


def _text(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
