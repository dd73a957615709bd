"""The demo's duty roster: four weeks around today, one of them a draft, a swap that waits for a colleague."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhichi.accounts import selectors as accounts
from zhichi.core.actors import Actor
from zhichi.handover import services as handover
from zhichi.roster import selectors as reads
from zhichi.roster import services as roster
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.accounts.models import DutyRole, Team

WEEK = timedelta(days=7)
WORKDAYS = (0, 1, 2, 3, 4)
# The team, the code of the duty role its shifts carry, the shifts: name, name in English, key, from, until, colour, people needed.
FIRST = (
    "一线支持组",
    "intake-desk",
    (
        ("早班", "Early", "E", 8, 16, "ok", 1),
        ("中班", "Middle", "M", 10, 18, "accent", 1),
        ("晚班", "Late", "L", 14, 22, "peer", 1),
    ),
)
SECOND = (
    "二线支持组",
    "second-line",
    (("日班", "Day", "D", 9, 18, "accent", 2), ("晚班", "Late", "L", 13, 22, "peer", 1)),
)
GLOBAL = (
    "Global Support",
    "",
    (("欧洲班", "Europe", "E", 15, 23, "call", 1), ("夜班", "Night", "N", 23, 7, "note", 1)),
)
PATTERNS = {
    FIRST[0]: (("anran", "EEEEE--MMMMM--"), ("ningyuan", "LLLLL--LLLLL--"), ("assistant", "MMMMM--EEEEE--"), ("service", "MMMMM--MMMMM--")),
    SECOND[0]: (("linxiao", "DDDDD--LLLLL--"), ("suhe", "LLLLL--DDDDD--"), ("supervisor", "DDDDD--DDDDD--")),
    GLOBAL[0]: (("alex", "EEEEE--EEEEE--"), ("kim", "NNNN---NNNN---")),
}  # fmt: skip


def make(staff: dict[str, Any], *, at: datetime) -> None:
    """Through the same services as the pages: last week, this, the next and, as a draft, the one after."""
    by = Actor.of(staff["supervisor"])
    today = at.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()
    monday = today - timedelta(days=today.weekday())
    planned = at - 2 * WEEK
    teams = {team.name: team for team in accounts.teams()}
    roles = {role.code: role for role in accounts.duty_roles()}
    for name, code, kinds in (FIRST, SECOND, GLOBAL):
        _kinds(teams[name], roles.get(code), kinds, by, planned)
        for login, keys in PATTERNS[name]:
            pattern = roster.Pattern(keys=keys, person_ids=[staff[login].pk], start=monday - WEEK, weeks=4)
            roster.fill_pattern(team_id=teams[name].pk, pattern=pattern, by=by, at=planned)
        for week in (-1, 0, 1):
            roster.publish(team_id=teams[name].pk, day=monday + week * WEEK, by=by, at=planned)
    _swaps(staff, monday, at)
    handover.end_shifts(at=at)  # before the story: the shifts of the last hours take no ticket from anybody


def _kinds(team: Team, role: DutyRole | None, kinds: tuple[Any, ...], by: Actor, at: datetime) -> None:
    for number, (name, english, key, start, end, tone, needed) in enumerate(kinds):
        data = roster.KindData(
            name=name,
            name_en=english,
            key=key,
            start=time(start),
            end=time(end),
            time_zone=settings.TIME_ZONE,
            tone=tone,
            weekdays=WORKDAYS,
            needed=needed,
            duty_role_id=role.pk if role and not number else None,
        )
        roster.create_kind(team_id=team.pk, data=data, by=by, at=at)


def _swaps(staff: dict[str, Any], monday: date, at: datetime) -> None:
    """One offer to the team that waits for an answer, one that waits for the supervisor."""
    for login, day, taker, note in (
        ("ningyuan", 7, "", "孩子家长会，哪位能替一下晚班？"),
        ("linxiao", 8, "suhe", "下周二想和你换一天"),
    ):
        giver = staff[login]
        shift = reads.shift_on(giver, giver.pk, monday + timedelta(days=day))
        if shift is None:
            continue
        back = reads.shift_on(giver, staff[taker].pk, shift.day) if taker else None
        offer = roster.Offer(
            shift_id=shift.pk,
            wanted_id=staff[taker].pk if taker else None,
            in_return_id=back.pk if back else None,
            note=note,
        )
        swap = roster.offer_swap(offer=offer, by=Actor.of(giver), at=at - timedelta(hours=3))
        if taker:
            roster.accept_swap(swap_id=swap.pk, by=Actor.of(staff[taker]), at=at - timedelta(hours=1))


def hand_over(staff: dict[str, Any], *, at: datetime) -> None:
    """One ticket was handed over, after the story."""
    held = tickets.held_by(staff["suhe"].pk)
    if held:
        moves = [handover.Move(ticket_id=held[0].pk, to_id=staff["linxiao"].pk, note="客户晚上在线，日志已拿到")]
        handover.hand_over(moves=moves, note="", by=Actor.of(staff["suhe"]), at=at)
