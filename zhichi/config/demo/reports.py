"""Analysis reports of the past months: drafted by the schedule, issued by the manager with remarks and an action."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from zhichi.config.demo.story import SHANGHAI
from zhichi.core.actors import Actor
from zhichi.reports import services, spans
from zhichi.reports.choices import Length
from zhichi.reports.models import Action, Report

if TYPE_CHECKING:
    from zhichi.config.demo.story import Stage, World

ISSUED_AFTER = timedelta(days=2, hours=3)
ACTION_DAYS = 21
REMARKS = (
    "本期工单集中在报表导出和网关升级两类问题，处理时限总体平稳。回访中未解决的几张已重新处理。",
    "月中版本发布后咨询增多，首次响应略有下降；值班安排已调整，下期继续观察。",
    "复杂故障的解决时间仍然偏长，主要等在定位环节。下期重点补充知识库中的定位步骤。",
)
MEASURES = (
    ("发布日加排一个早班，保证首次响应", "linxiao", "发布日首次响应全部达标，继续执行"),
    ("把网关升级的定位步骤写成知识文章，组内讲一次", "suhe", "文章已发布，组内讲过一次"),
    ("每周一回看上周超时的工单，写下可以提前的一步", "supervisor", ""),
)


def plan(stage: Stage, world: World, *, start: datetime, end: datetime) -> None:
    """Let the schedule draft at the start of each month, the manager issue; last week's draft waits at the end."""
    first = start.astimezone(SHANGHAI).replace(day=1, hour=6, minute=0, second=0, microsecond=0)
    for number in range(1, 5):
        stage.plan(_months_later(first, number), lambda at: _draft(stage, world, at))
    stage.plan(end - timedelta(minutes=40), lambda at: _by_hand(world, at))


def _months_later(first: datetime, count: int) -> datetime:
    total = first.month - 1 + count
    return first.replace(year=first.year + total // 12, month=total % 12 + 1)


def _draft(stage: Stage, world: World, at: datetime) -> None:
    for row in services.draft_due(at=at):
        stage.plan(at + ISSUED_AFTER, partial(_issue, stage, world, row.pk))


def _issue(stage: Stage, world: World, key: int, at: datetime) -> None:
    manager, turn = Actor.of(world.staff["manager"]), Report.objects.filter(number__isnull=False).count()
    services.save_remarks(report_id=key, remarks=REMARKS[turn % len(REMARKS)], by=manager, at=at)
    row = Report.objects.get(pk=key)
    text, who, outcome = MEASURES[turn % len(MEASURES)]
    action = services.note_action(
        report_id=key,
        finding=row.findings[0]["code"] if row.findings else "",
        text=text,
        owner_id=world.staff[who].pk,
        due_on=(at + timedelta(days=ACTION_DAYS)).date(),
        by=manager,
        at=at,
    )
    services.issue(report_id=key, by=manager, at=at + timedelta(minutes=6))
    if outcome:
        stage.plan(at + timedelta(days=ACTION_DAYS - 5), lambda when: _finish(action.pk, outcome, when))


def _finish(key: int, outcome: str, at: datetime) -> None:
    row = Action.objects.select_related("owner").get(pk=key)
    services.finish_action(action_id=key, outcome=outcome, by=Actor.of(row.owner), at=at)


def _by_hand(world: World, at: datetime) -> None:
    """The manager wants to see last week too; its draft waits."""
    services.draft(code=spans.last(Length.WEEK, at).code, by=Actor.of(world.staff["manager"]), at=at)
