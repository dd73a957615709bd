"""The least a new installation needs before a request can come in: a team with a duty role that takes it (3.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.accounts.models import DutyRole, User
from zhichi.accounts.services.groups import create_duty_role, create_team
from zhichi.accounts.services.planning import set_teams

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def found_department(*, first: User, by: Actor, at: datetime) -> bool:
    """Make the first team and its intake role, with `first` as member; False when a role takes requests already.

    Both are named in the language of the installation, for the shell that makes the first account may speak another,
    and in English.
    """
    if DutyRole.objects.filter(is_intake=True).exists():
        return False
    with override(settings.LANGUAGE_CODE):
        team_name, role_name = _("Support"), _("Intake desk")
    with override("en"):
        team_en, role_en = _("Support"), _("Intake desk")
    team = create_team(name=team_name, name_en=_unless(team_name, team_en), by=by, at=at)
    name_en = _unless(role_name, role_en)
    create_duty_role(name=role_name, name_en=name_en, team=team, code="intake-desk", is_intake=True, by=by, at=at)
    set_teams(person_id=first.pk, team_ids=[team.pk], by=by, at=at)
    return True


def _unless(name: str, english: str) -> str:
    """The English name, unless the first is English already."""
    return "" if english == name else english
