"""The least a new installation needs before a request can come in: a team with a duty role that takes it (3.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.models import DutyRole, User
from zhichi.accounts.services.groups import create_duty_role, create_team
from zhichi.accounts.services.planning import set_teams

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def found_department(*, first: User, by: Actor, at: datetime) -> bool:
    """Make the first team and its intake role, with `first` as member; False when a role takes requests already."""
    if DutyRole.objects.filter(is_intake=True).exists():
        return False
    team = create_team(name=_("Support"), by=by, at=at)
    create_duty_role(name=_("Intake desk"), team=team, code="intake-desk", is_intake=True, by=by, at=at)
    set_teams(person_id=first.pk, team_ids=[team.pk], by=by, at=at)
    return True
