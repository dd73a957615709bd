"""How the demo finds owners: four rules, one team assigned by itself, two customers with engineers of their own."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.assigner import services
from zhichi.assigner.choices import Mode
from zhichi.config.demo import cast
from zhichi.config.demo.story import SHANGHAI
from zhichi.core.actors import Actor
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import AT_WORK
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.config.demo.story import Stage, World

ESCALATED = "报表导出在 8.2.1 上仍然乱码，需要看导出引擎的源码"
TRIED = "已核对字体与编码设置；在测试环境换用 8.2.0 可以正常导出；已收集导出日志。"

NOT_MINE = ("看着不像我这边的问题，请帮忙看一下", "我这边查过没有问题，还是请你处理")
PLAYERS = ("ningyuan", "anran", "linxiao", "suhe")


def make(*, world: World, by: Actor, at: datetime) -> None:
    """Rules and engineers from the start; the switch of a team once the story is over, see `switch_on`."""
    teams = {team.name: team for team in accounts.teams()}
    first, second, abroad = (teams[name] for name in cast.TEAMS)
    gateway = world.products["gateway"].pk
    for data in (
        services.RuleData(
            name="安全与合规由人判断",
            name_en="People judge security and compliance",
            words=["安全", "合规", "security"],
            mode=Mode.LEAVE,
        ),
        services.RuleData(name="English → Global Support", language="en", team_id=abroad.pk),
        services.RuleData(
            name="网关与紧急故障给二线",
            name_en="Gateway and urgent faults to the second line",
            products=[gateway],
            team_id=second.pk,
            posts=["senior"],
        ),
        services.RuleData(name="其余给一线", name_en="All else to the first line", team_id=first.pk),
    ):
        services.save_rule(rule_id=None, data=data, by=by, at=at)
    for language, login in (("zh-hans", "linxiao"), ("en", "alex")):
        organisation = world.contacts[language][0].organisation_id
        services.set_engineer(kind="organisation", key=organisation, user=world.staff[login], by=by, at=at)


def plan(stage: Stage, world: World, *, end: datetime) -> None:
    """On the last working morning one request goes to a senior, and another is passed around between two juniors."""
    day = end.astimezone(SHANGHAI).replace(hour=10, minute=40, second=0, microsecond=0)
    while day > end - timedelta(hours=2) or day.weekday() >= 5:
        day -= timedelta(days=1)
    stage.plan(day, lambda at: _escalate(world, at))
    passed = PassedAround(world)
    for number, reason in enumerate(NOT_MINE, start=1):
        stage.plan(day + timedelta(minutes=20 * number), partial(passed.move, reason))


def _open_ticket(world: World, *logins: str) -> Any:
    people = [world.staff[login].pk for login in logins]
    rows = Ticket.objects.filter(owner__in=people, is_open=True, state__in=AT_WORK, transfers=0)
    return rows.select_related("owner").order_by("-pk").first()


def _escalate(world: World, at: datetime) -> None:
    """Whoever of the juniors has something open gives it to the senior who fits best."""
    ticket = _open_ticket(world, "anran", "ningyuan")
    if ticket is not None:
        by = Actor.of(ticket.owner)
        services.escalate(ticket_id=ticket.pk, reason=ESCALATED, tried=TRIED, by=by, at=at)


class PassedAround:
    """A request that two engineers give to each other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ticket: Any = None
        self.other: Any = None

    def move(self, reason: str, at: datetime) -> None:
        """Whoever has it gives it to the other, while it is open."""
        if self.ticket is None:
            self.ticket = _open_ticket(self.world, *PLAYERS)
            self.other = next(self.world.staff[login] for login in PLAYERS if not self._has(self.world.staff[login]))
        if self.ticket is None:
            return
        self.ticket.refresh_from_db()
        giver, taker = self.ticket.owner, self.other
        if not self.ticket.is_open or giver is None:
            return
        target = tickets.Target(owner=taker)
        tickets.assign(ticket_id=self.ticket.pk, target=target, by=Actor.of(giver), at=at, reason=reason)
        self.other = giver

    def _has(self, person: Any) -> bool:
        return self.ticket is not None and self.ticket.owner_id == person.pk


def switch_on(*, world: World, by: Actor, at: datetime) -> None:
    """One team is assigned by itself from now on; what it can give away it gives away."""
    services.switch_team(team_id=world.staff["alex"].teams.first().pk, is_on=True, by=by, at=at)
    services.work_off(at=at)
