"""Teams, skills and duty roles (3.3.1, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhichi.accounts import policies
from zhichi.accounts.events import (
    DutyRoleCreated,
    DutyRoleUpdated,
    SkillCreated,
    SkillRenamed,
    TeamCreated,
    TeamUpdated,
)
from zhichi.accounts.models import DutyRole, Skill, Team, User
from zhichi.accounts.selectors import english_names
from zhichi.accounts.services._write import UNSET, _Unset, allow, apply, checked_name, second_name, wanted
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import pinyin_key
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class TeamChanges:
    """What to change about a team; the rest stays."""

    name: str | _Unset = UNSET
    name_en: str | _Unset = UNSET
    lead: User | _Unset | None = UNSET
    order: int | _Unset = UNSET
    is_active: bool | _Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class DutyRoleChanges:
    """What to change about a duty role; the rest stays. `is_intake` True takes the mark from the role that has it."""

    name: str | _Unset = UNSET
    name_en: str | _Unset = UNSET
    team: Team | _Unset = UNSET
    holder: User | _Unset | None = UNSET
    is_intake: bool | _Unset = UNSET
    is_active: bool | _Unset = UNSET


@transaction.atomic
def create_team(
    *, name: str, by: Actor, at: datetime, name_en: str = "", lead: User | None = None, order: int = 0
) -> Team:
    """A new team. Appends accounts.team_created. Raises Conflict when the name is taken."""
    allow(policies.PLAN_WORK, by)
    name = checked_name(name)[:80]
    _refuse_taken(Team.objects.filter(name=name), name)
    _refuse_inactive(lead, "lead")
    team = Team.objects.create(name=name, name_en=second_name(name_en), lead=lead, order=order)
    english_names.forget()
    records.append(f"team:{team.pk}", TeamCreated(name=name), by=by, at=at)
    return team


@transaction.atomic
def update_team(*, team_id: int, changes: TeamChanges, by: Actor, at: datetime) -> Team:
    """Change a team. Appends accounts.team_updated. A team that still has active duty roles stays active."""
    team = Team.objects.select_for_update().get(pk=team_id)
    allow(policies.PLAN_WORK, by, team)
    values = wanted(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])[:80]
        _refuse_taken(Team.objects.filter(name=values["name"]).exclude(pk=team_id), values["name"])
    if "name_en" in values:
        values["name_en"] = second_name(values["name_en"])
    _refuse_inactive(values.get("lead"), "lead")
    if values.get("is_active") is False and team.duty_roles.filter(is_active=True).exists():
        message = _("The team still has duty roles.")
        raise DomainError("team-in-use", message, _("Move or end them first."), fields={"is_active": message})
    changed = apply(team, values)
    if changed:
        team.save()
        english_names.forget()
        records.append(f"team:{team.pk}", TeamUpdated(names=", ".join(changed), changes=changed), by=by, at=at)
    return team


@transaction.atomic
def create_skill(*, name: str, by: Actor, at: datetime, name_en: str = "") -> Skill:
    """Something people can be good at. Appends accounts.skill_created. Raises Conflict when it exists."""
    allow(policies.PLAN_WORK, by)
    name = checked_name(name)[:80]
    _refuse_taken(Skill.objects.filter(name__iexact=name), name)
    skill = Skill.objects.create(name=name, name_en=second_name(name_en))
    english_names.forget()
    records.append(f"skill:{skill.pk}", SkillCreated(name=name), by=by, at=at)
    return skill


@transaction.atomic
def update_skill(*, skill_id: int, name: str, by: Actor, at: datetime, name_en: str | None = None) -> Skill:
    """Rename a skill; None leaves its English name. Appends accounts.skill_renamed, nothing when it is the same."""
    skill = Skill.objects.select_for_update().get(pk=skill_id)
    allow(policies.PLAN_WORK, by)
    name = checked_name(name)[:80]
    _refuse_taken(Skill.objects.filter(name__iexact=name).exclude(pk=skill_id), name)
    english = skill.name_en if name_en is None else second_name(name_en)
    if (skill.name, skill.name_en) != (name, english):
        event = SkillRenamed(before=_both(skill.name, skill.name_en), after=_both(name, english))
        skill.name, skill.name_en = name, english
        skill.save()
        english_names.forget()
        records.append(f"skill:{skill.pk}", event, by=by, at=at)
    return skill


@transaction.atomic
def create_duty_role(
    *,
    name: str,
    team: Team,
    by: Actor,
    at: datetime,
    name_en: str = "",
    holder: User | None = None,
    is_intake: bool = False,
    code: str = "",
) -> DutyRole:
    """A role that owns tickets while no person does (3.3.1). The first one becomes the intake role.

    Appends accounts.duty_role_created. Raises Conflict when the code is taken.
    """
    allow(policies.PLAN_WORK, by)
    name = checked_name(name)[:80]
    code = (slugify(code) or slugify(pinyin_key(name)))[:40]
    _refuse_taken(DutyRole.objects.filter(code=code), name)
    _refuse_inactive(holder, "holder")
    is_intake = is_intake or not DutyRole.objects.filter(is_intake=True).exists()
    if is_intake:
        _take_intake_mark(None, by=by, at=at)
    role = DutyRole.objects.create(
        name=name, name_en=second_name(name_en), code=code, team=team, holder=holder, is_intake=is_intake
    )
    english_names.forget()
    records.append(f"duty:{role.pk}", DutyRoleCreated(name=name, team_id=team.pk), by=by, at=at)
    return role


@transaction.atomic
def update_duty_role(*, role_id: int, changes: DutyRoleChanges, by: Actor, at: datetime) -> DutyRole:
    """Change a duty role. Appends accounts.duty_role_updated.

    Refuses to end the intake role or to leave new requests without one: give the mark to another role instead.
    """
    role = DutyRole.objects.select_for_update(of=("self",)).select_related("team", "holder").get(pk=role_id)
    allow(policies.PLAN_WORK, by, role)
    values = wanted(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])[:80]
    if "name_en" in values:
        values["name_en"] = second_name(values["name_en"])
    _refuse_inactive(values.get("holder"), "holder")
    ends = values.get("is_active") is False or values.get("is_intake") is False
    if role.is_intake and ends:
        message = _("New requests belong to this role.")
        hint = _("Make another role the intake role first.")
        raise DomainError("intake-role", message, hint, fields={"is_active": message})
    if values.get("is_intake") and not role.is_intake:
        _take_intake_mark(role, by=by, at=at)
    changed = apply(role, values)
    if changed:
        role.save()
        english_names.forget()
        records.append(f"duty:{role.pk}", DutyRoleUpdated(names=", ".join(changed), changes=changed), by=by, at=at)
    return role


def _take_intake_mark(new: DutyRole | None, *, by: Actor, at: datetime) -> None:
    if new is not None and not new.is_active:
        raise DomainError("inactive-role", _("This role has ended."), _("Make it active first."))
    for old in DutyRole.objects.select_for_update().filter(is_intake=True):
        old.is_intake = False
        old.save(update_fields=("is_intake",))
        changes = {"is_intake": ["True", "False"]}
        records.append(f"duty:{old.pk}", DutyRoleUpdated(names="is_intake", changes=changes), by=by, at=at)


def _both(name: str, name_en: str) -> str:
    return f"{name} / {name_en}" if name_en else name


def _refuse_taken(rows: QuerySet[Any], name: str) -> None:
    if rows.exists():
        message = _("“%s” exists already.") % name
        raise Conflict("name-taken", message, fields={"name": message})


def _refuse_inactive(person: User | None, field: str) -> None:
    if person is not None and not (person.is_active and person.is_staff_member):
        message = _("%s is not active.") % person.display_name
        raise DomainError("inactive", message, _("Choose somebody else."), fields={field: message})
