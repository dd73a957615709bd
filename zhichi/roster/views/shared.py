"""What pages of the roster share: which team, which week, and the row of tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.roster import policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from zhichi.accounts.models import Team

FIRST, LAST = date(2000, 1, 3), date(2100, 12, 27)


@dataclass(frozen=True)
class Tab:
    """A tab of the roster's pages."""

    label: str
    url: str
    is_active: bool
    count: int | None = None
    icon: str = ""


def tabs(request: HttpRequest, active: str, team_id: int | None = None) -> list[Tab]:
    """The pages of the roster that the reader may open; the team stays chosen."""
    asked = f"?team={team_id}" if team_id else ""
    found = [("week", _("Week"), asked), ("month", _("Month"), asked), ("mine", _("My shifts"), "")]
    found.append(("swaps", _("Swaps"), ""))
    if policies.PLAN.allows(request.user, None):
        found.append(("kinds", _("Shifts of the teams"), ""))
    return [Tab(label, reverse(f"roster:{name}") + query, name == active) for name, label, query in found]


def chosen_team(request: HttpRequest, data: Mapping[str, Any]) -> tuple[Team, list[Team]]:
    """The team asked for, else the reader's own, else the first. Raises Http404 when there is none or it is unknown."""
    teams = list(accounts.teams())
    asked = str(data.get("team", ""))
    if asked:
        team = next((row for row in teams if str(row.pk) == asked), None)
    else:
        own = accounts.team_ids_of(request.user)
        team = next((row for row in teams if row.pk in own), teams[0] if teams else None)
    if team is None:
        raise Http404
    return team, teams


def today() -> date:
    """The day at the site."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def day_of(text: str) -> date:
    """A day from an address. Raises Http404 for anything else, or a day the plan does not reach."""
    try:
        day = parse_date(text)
    except ValueError:  # well formed, but no such day
        day = None
    if day is None or not FIRST <= day <= LAST:
        raise Http404
    return day


def chosen_monday(data: Mapping[str, Any]) -> date:
    """The Monday of the week asked for, else of this week."""
    asked = str(data.get("week", ""))
    day = day_of(asked) if asked else today()
    return day - timedelta(days=day.weekday())


def week_url(team_id: int, monday: date) -> str:
    """The address of a team's week."""
    return f"{reverse('roster:week')}?team={team_id}&week={monday.isoformat()}"
