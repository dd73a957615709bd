"""The demo's visits on site and remote sessions: some weeks of them, this week's plans, and two that wait for one."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from zhichi.config.demo.story import SHANGHAI, Stage, World
from zhichi.core.actors import Actor
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State
from zhichi.visits import selectors, services
from zhichi.visits.choices import ConsentBy, Result, SignedBy

HELD = (26, 21, 19, 14, 12, 8, 6, 5)  # days before the end on which a visit was asked for that is over now
TO_COME, WAITING = 4, 2
SESSIONS = (24, 17, 11, 7, 4, 2)
PLACES = ("软件园二期 3 号楼 8 层", "滨江路 66 号机房", "高新南七道 12 号 4 层", "工业大道 208 号 2 号厂房")
REASONS = (
    ("客户机房不允许远程接入，需要现场处理", "Their server room allows no remote access"),
    ("客户希望现场确认并培训两位管理员", "The customer wants it confirmed on site and two administrators trained"),
    ("多次远程处理后仍复现，需要现场抓包", "It came back after remote fixes; capture traffic on site"),
)
FOUND = (
    "服务程序被新装的安全软件拦截，重启后不再自动启动",
    "A new security tool blocks our service; it no longer starts by itself",
)
DONE = (
    "加入白名单，恢复自动启动，现场观察一小时正常，已向客户演示",
    "Put on the allow list, starts by itself again; watched for an hour and shown to the customer",
)
PARTS = ("网线 3 米 × 1", "network cable, 3 m, × 1")
WORK = (
    "清理临时目录并调整任务计划，客户确认恢复",
    "Cleared the temporary folder and moved the job; the customer confirmed",
)


def plan_visits(stage: Stage, world: World, *, end: datetime) -> None:
    """Plan the steps; each picks a request that is being worked on when its time comes."""
    for number, days in enumerate(HELD):
        stage.plan(_morning(end, days), partial(_ask, stage, world, number, is_over=True))
    for number in range(TO_COME):
        stage.plan(end - timedelta(hours=3, minutes=number), partial(_ask, stage, world, number, is_over=False))
    for number in range(WAITING):
        stage.plan(end - timedelta(hours=2, minutes=number), partial(_request, world, number))
    for days in SESSIONS:
        stage.plan(_morning(end, days), partial(_session, stage, world))
    stage.plan(end - timedelta(minutes=50), partial(_ask_consent, world))


def _morning(end: datetime, days: int) -> datetime:
    return (end - timedelta(days=days)).astimezone(SHANGHAI).replace(hour=9, minute=40, second=0, microsecond=0)


def _request(world: World, number: int, at: datetime) -> Any:
    ticket = _ticket(world)
    if ticket is None:
        return None
    english = ticket.language == "en"
    skills = selectors.engineers(ticket.owner).get(pk=ticket.owner_id).skills.all()[:1]
    wanted = services.Wanted(
        reason=REASONS[number % len(REASONS)][english],
        address="Shenzhen office, 12 Harbour Road, 3rd floor" if english else PLACES[number % len(PLACES)],
        zone="Asia/Shanghai",
        contact_name=ticket.contact.display_name,
        contact_phone="0755-2345 6789",
        skill_ids=[row.skill_id for row in skills if row.level > 1],
        wanted_from=at + timedelta(hours=2),
        wanted_until=at + timedelta(days=9),
    )
    return services.request(ticket_id=ticket.pk, wanted=wanted, by=Actor.of(ticket.owner), at=at)


def _ticket(world: World) -> Any:
    """A request in work of a customer with a company, by chance."""
    rows = tickets.for_person(world.staff["manager"]).filter(
        state__in=(State.IN_PROGRESS, State.RESOLVED, State.WAIT_CUSTOMER),
        owner__isnull=False,
        organisation__isnull=False,
        visits__isnull=True,
    )
    return world.dice.choice(found) if (found := list(rows.order_by("-pk")[:12])) else None


def _ask(stage: Stage, world: World, number: int, at: datetime, *, is_over: bool) -> None:
    visit = _request(world, number, at)
    if visit is None:
        return
    minutes = (90, 120, 180)[number % 3]
    lead = world.staff["supervisor"]
    fit = [item for item in selectors.proposals(lead, visit, minutes=minutes, at=at, limit=12) if not item.lacks]
    if not fit:
        return
    chosen = fit[number % min(3, len(fit))]
    plan = services.Plan(
        engineer_id=chosen.engineer.pk,
        starts_at=chosen.start,
        ends_at=chosen.end,
        travel_before=(30, 45, 60)[number % 3],
        travel_after=(30, 45, 60)[number % 3],
        equipment=("网络测试仪、备用交换机", "")[number % 2],
        overruled="客户指定这个时间",
    )
    visit = services.schedule(visit_id=visit.pk, plan=plan, by=Actor.of(lead), at=at + timedelta(minutes=20))
    if is_over:
        late = timedelta(minutes=world.dice.choice((-6, 0, 3, 8, 27)))
        stage.plan(chosen.start + late, partial(_on_site, stage, visit.pk, chosen.engineer, minutes))


def _on_site(stage: Stage, visit_id: int, engineer: Any, minutes: int, at: datetime) -> None:
    services.check_in(visit_id=visit_id, by=Actor.of(engineer), at=at)
    stage.plan(at + timedelta(minutes=minutes), partial(_leave, stage, visit_id, engineer, minutes))


def _leave(stage: Stage, visit_id: int, engineer: Any, minutes: int, at: datetime) -> None:
    services.check_out(visit_id=visit_id, by=Actor.of(engineer), at=at)
    stage.plan(at + timedelta(minutes=12), partial(_report, visit_id, engineer, minutes))


def _report(visit_id: int, engineer: Any, minutes: int, at: datetime) -> None:
    visit = selectors.visit(engineer, visit_id)
    if visit is None:
        return
    english = visit.ticket.language == "en"
    given = services.Report(
        found=FOUND[english],
        work_done=DONE[english],
        parts_used=PARTS[english],
        minutes_worked=minutes,
        result=Result.SOLVED,
        signed=SignedBy.DRAWN,
        signer_name=visit.contact_name,
        signature=_scrawl(visit_id),
    )
    services.report(visit_id=visit_id, given=given, by=Actor.of(engineer), at=at)


def _session(stage: Stage, world: World, at: datetime) -> None:
    if (ticket := _ticket(world)) is None:
        return
    owner = ticket.owner
    consent = services.Consent(agrees=True, by=ticket.contact.display_name, how=ConsentBy.PHONE)
    asked = services.Asked(tool="ToDesk", purpose=REASONS[2][ticket.language == "en"])
    row = services.start_session(ticket_id=ticket.pk, asked=asked, consent=consent, by=Actor.of(owner), at=at)
    stage.plan(at + timedelta(minutes=25), partial(_end, row.pk, owner, WORK[ticket.language == "en"]))


def _end(session_id: int, owner: Any, words: str, at: datetime) -> None:
    services.end_session(session_id=session_id, work_done=words, by=Actor.of(owner), at=at)


def _ask_consent(world: World, at: datetime) -> None:
    if (ticket := _ticket(world)) is not None:
        asked = services.Asked(
            tool="ToDesk", link="https://remote.example.com/8213", purpose=REASONS[2][ticket.language == "en"]
        )
        services.ask_consent(ticket_id=ticket.pk, asked=asked, by=Actor.of(ticket.owner), at=at)


def _scrawl(seed: int, width: int = 300, height: int = 100) -> str:
    """A signature as the browser sends it: a dark curve on nothing, another for each seed."""
    rows = [bytearray(width * 4) for _ in range(height)]
    for step in range(6000):
        turn = step / 6000 * math.tau * 3
        x = 25 + step / 6000 * 240 + 14 * math.sin(turn * (2 + seed % 3))
        y = 50 + 26 * math.sin(turn + seed) * math.cos(turn * 0.7 + seed)
        for wide in (0, 1, 2):
            place = int(x + wide) * 4
            rows[int(y)][place : place + 4] = rows[int(y) + 1][place : place + 4] = b"\x1c\x24\x33\xff"
    data = b"".join(b"\0" + bytes(row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return "data:image/png;base64," + base64.b64encode(picture).decode()
