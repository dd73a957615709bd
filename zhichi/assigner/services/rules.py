"""The table of routing rules, and the switch of each team."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.assigner import policies
from zhichi.assigner.choices import Mode
from zhichi.assigner.events import RuleMoved, RuleRemoved, RuleSaved, RuleSwitched, TeamSwitched
from zhichi.assigner.models import RoutingRule, TeamSwitch
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

MOST_WORDS, WORD_LENGTH = 30, 60


@dataclass(frozen=True, kw_only=True)
class RuleData:
    """All of a rule but its place and whether it counts. Conditions that are empty match everything."""

    name: str
    name_en: str = ""
    channels: Sequence[str] = ()
    types: Sequence[str] = ()
    urgency: str = ""
    products: Sequence[int] = ()
    organisation_id: int | None = None
    words: Sequence[str] = ()
    language: str = ""
    team_id: int | None = None
    skills: Mapping[int, int] = field(default_factory=dict)
    posts: Sequence[str] = ()
    mode: str = Mode.ASSIGN


@transaction.atomic
def save_rule(*, rule_id: int | None, data: RuleData, by: Actor, at: datetime) -> RoutingRule:
    """Write a rule, a new one at the end of the table. Appends assigner.rule_saved unless nothing changed.

    Raises DomainError without a name, for a mode that does not exist, for too many words.
    """
    _allow(by)
    values = _checked(data)
    if rule_id is None:
        last = RoutingRule.objects.aggregate(last=Max("order"))["last"] or 0
        row = RoutingRule.objects.create(order=last + 1, **values)
    else:
        row = _lock(rule_id)
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    told = {name: str(value) for name, value in values.items()}
    event = RuleSaved(name=row.name, version=row.version, values=told)
    records.append(row.stream, event, by=by, at=at, is_new=rule_id is None)
    return row


@transaction.atomic
def switch_rule(*, rule_id: int, is_on: bool, by: Actor, at: datetime) -> RoutingRule:
    """Let a rule count or not. Appends assigner.rule_switched, if that is a change."""
    _allow(by)
    row = _lock(rule_id)
    if row.is_on != is_on:
        row.is_on = is_on
        row.save()
        records.append(row.stream, RuleSwitched(name=row.name, is_on=is_on), by=by, at=at)
    return row


@transaction.atomic
def move_rule(*, rule_id: int, up: bool, by: Actor, at: datetime) -> RoutingRule:
    """Read a rule one place earlier or later. Appends assigner.rule_moved; nothing at the end of the table."""
    _allow(by)
    rows = list(RoutingRule.objects.select_for_update().filter(removed_at=None).order_by("order", "pk"))
    place = next((index for index, row in enumerate(rows) if row.pk == rule_id), None)
    if place is None:
        raise _gone()
    other = place - 1 if up else place + 1
    moved = rows[place]
    if not 0 <= other < len(rows):
        return moved
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        row.order = order
    RoutingRule.objects.bulk_update(rows, ("order",))
    records.append(moved.stream, RuleMoved(name=moved.name, place=moved.order), by=by, at=at)
    return moved


@transaction.atomic
def remove_rule(*, rule_id: int, by: Actor, at: datetime) -> RoutingRule:
    """Take a rule off the table; decisions that it made keep naming it. Appends assigner.rule_removed."""
    _allow(by)
    row = _lock(rule_id)
    row.removed_at, row.is_on = at, False
    row.save()
    records.append(row.stream, RuleRemoved(name=row.name), by=by, at=at)
    return row


@transaction.atomic
def switch_team(*, team_id: int, is_on: bool, by: Actor, at: datetime) -> TeamSwitch:
    """Assign the requests of a team by themselves, or by hand again. Appends assigner.team_switched, if a change."""
    _allow(by)
    team = accounts.team(team_id)
    if team is None or not team.is_active:
        raise DomainError("no-team", _("This team does not exist any more."), _("Choose another one."))
    row, is_new = TeamSwitch.objects.select_for_update().get_or_create(
        team=team, defaults={"is_on": is_on, "by_id": by.user_id, "changed_at": at}
    )
    if not is_new and row.is_on == is_on:
        return row
    row.is_on, row.by_id, row.changed_at = is_on, by.user_id, at
    row.save()
    records.append(f"team:{team_id}", TeamSwitched(is_on=is_on), by=by, at=at)
    return row


def _allow(by: Actor) -> None:
    if not by.is_system:
        policies.MANAGE.check(by.user)


def _lock(rule_id: int) -> RoutingRule:
    row = RoutingRule.objects.select_for_update().filter(pk=rule_id, removed_at=None).first()
    if row is None:
        raise _gone()
    return row


def _gone() -> DomainError:
    return DomainError("no-rule", _("This rule does not exist any more."), _("Look at the table again."))


def _checked(data: RuleData) -> dict[str, Any]:
    values = asdict(data)
    values["name"] = " ".join(clean(data.name).split())[:80]
    values["name_en"] = " ".join(clean(data.name_en).split())[:80]
    if not values["name"]:
        raise DomainError("name", _("Give the rule a name."), fields={"name": _("Give the rule a name.")})
    if data.mode not in Mode.values:
        raise DomainError("mode", _("Choose what the rule does."), fields={"mode": _("Choose what the rule does.")})
    words = [" ".join(clean(word).split())[:WORD_LENGTH] for word in data.words]
    values["words"] = [word for word in words if word]
    if len(values["words"]) > MOST_WORDS:
        message = _("At most %s words. Make two rules of it.") % MOST_WORDS
        raise DomainError("words", message, fields={"words": message})
    for name in ("channels", "types", "products", "posts"):
        values[name] = list(values[name])
    values["skills"] = {str(key): int(level) for key, level in data.skills.items()}
    return values
