"""Builders for visits: a request of a customer, and the steps of a visit as one-liners."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.browsing import visit
from zhichi.tickets.tests.conftest import desk
from zhichi.visits import services
from zhichi.visits.choices import Result, SignedBy

if TYPE_CHECKING:
    from zhichi.accounts.models import Skill
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk
    from zhichi.visits.models import Visit

__all__ = ["desk", "visit"]  # fixtures of the tickets that serve here too
SHANGHAI = ZoneInfo("Asia/Shanghai")


def png(width: int = 60, height: int = 20, *, ink: bool = True, kind: int = 6) -> bytes:
    """A picture as a canvas makes it: transparent, with a line across when there is ink."""
    size = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    blank, drawn = b"\0" * width * size, b"\xff" * width * size
    rows = b"".join(b"\0" + (drawn if ink and row == height // 2 else blank) for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(name, body) for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def chunk(name: bytes, body: bytes) -> bytes:
    """One piece of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def drawn(data: bytes | None = None) -> str:
    """A signature as the form sends it."""
    return "data:image/png;base64," + base64.b64encode(png() if data is None else data).decode()


REPORT = services.Report(
    found="打印服务没有启动",
    work_done="重装驱动，打印正常",
    minutes_worked=45,
    result=Result.SOLVED,
    signed=SignedBy.DRAWN,
    signer_name="何青",
    signature=drawn(),
)


@dataclass
class Field:
    """Visits of one customer. `monday` is nine o'clock on a Monday to come, at the site."""

    desk: Desk
    ticket: Ticket
    monday: datetime
    ticket_zone: ZoneInfo = SHANGHAI

    def by(self, name: str = "senior") -> Any:
        """An actor by post."""
        return self.desk.people.actor(name)

    def ask(self, **given: Any) -> Visit:
        """A visit that was asked for."""
        values: dict[str, Any] = {
            "reason": "远程连不上",
            "address": "深圳市示例路 1 号",
            "zone": "Asia/Shanghai",
            "contact_name": "何青",
            "contact_phone": "0755-2345 6789",
        }
        wanted = services.Wanted(**values | given)
        return services.request(ticket_id=self.ticket.pk, wanted=wanted, by=self.by(), at=self.desk.tick())

    def plan(self, visit: Visit, who: str = "senior", *, after: float = 0, hours: float = 2, **given: Any) -> Visit:
        """Plan it `after` hours after nine on Monday."""
        start = self.monday + timedelta(hours=after)
        values: dict[str, Any] = {"travel_before": 30, "travel_after": 30}
        plan = services.Plan(
            engineer_id=getattr(self.desk.people, who).pk,
            starts_at=start,
            ends_at=start + timedelta(hours=hours),
            **values | given,
        )
        return services.schedule(visit_id=visit.pk, plan=plan, by=self.by("supervisor"), at=self.desk.tick())

    def planned(self, **given: Any) -> Visit:
        """A planned visit."""
        return self.plan(self.ask(), **given)

    def left(self, **given: Any) -> Visit:
        """A visit whose engineer came at nine and has left an hour later."""
        visit = self.planned(**given)
        services.check_in(visit_id=visit.pk, by=self.by(), at=self.monday)
        return services.check_out(visit_id=visit.pk, by=self.by(), at=self.monday + timedelta(hours=1))

    def reported(self, **changes: Any) -> Visit:
        """A visit with its report."""
        visit = self.left()
        given = replace(REPORT, **changes)
        return services.report(visit_id=visit.pk, given=given, by=self.by(), at=self.monday + timedelta(hours=2))

    def skill(self, name: str = "网络", **levels: int) -> Skill:
        """A skill; `levels` says who masters it how well."""
        skill = accounts.create_skill(name=name, by=SETUP, at=self.desk.at)
        for who, level in levels.items():
            person = getattr(self.desk.people, who)
            accounts.set_skills(person_id=person.pk, levels={skill.pk: level}, by=SETUP, at=self.desk.at)
        return skill


@pytest.fixture
def site(desk: Desk) -> Field:
    """The builder."""
    ticket = desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    ticket.refresh_from_db()
    local = desk.at.astimezone(SHANGHAI)
    monday = local.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7 - local.weekday())
    return Field(desk, ticket, monday)
