"""The demo's contracts and service levels: 7×24, gold and standard from the start, one for trial customers later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.calendars import selectors as calendars
from zhichi.core.actors import Actor
from zhichi.customers import selectors as customers_read
from zhichi.customers import services as customers
from zhichi.sla import level_reads
from zhichi.sla import services as sla

if TYPE_CHECKING:
    from zhichi.customers.models import Organisation

NIGHT_AND_DAY = "全天候值守"  # a calendar of the demo


@dataclass(frozen=True)
class Deal:
    """A contract of the cast: customer, number, name, days from the demo's last day to the contract's."""

    company: str
    number: str
    name: str
    last: int
    is_round_the_clock: bool = False


DEALS = (
    Deal("晴川示例医院", "ZC-2026-007", "7×24 服务合同", 280, is_round_the_clock=True),
    Deal("长谷示例制造", "ZC-2026-018", "金牌服务合同", 240),
    Deal("Longvale Example Mfg", "ZC-2026-022", "Gold support", 20),
    Deal("西屏示例银行", "ZC-2025-031", "年度维护合同", -60),
)
TRIAL = "东陌示例教育"


def make(*, person: Any, at: datetime, until: datetime) -> None:
    """Through the same services as the pages: contracts first, then version 1."""
    by = Actor.of(person)
    names = {name: key for key, name in calendars.names_in_use().items()}
    made: dict[bool, list[str]] = {}
    for deal in DEALS:
        data = customers.ContractData(
            number=deal.number,
            name=deal.name,
            starts_on=(at - timedelta(days=60)).date(),
            ends_on=(until + timedelta(days=deal.last)).date(),
            calendar_id=names.get(NIGHT_AND_DAY) if deal.is_round_the_clock else None,
        )
        owner = _company(person, deal.company)
        row = customers.create_contract(organisation_id=owner.pk, data=data, by=by, at=at)
        if deal.last > 0:  # a level names no contract that has ended
            made.setdefault(deal.is_round_the_clock, []).append(str(row.pk))
    day_and_night, gold = {"contract": made[True]}, {"contract": made[False]}
    urgent = {"urgency": ["urgent"]}
    for rule in (
        _rule("7×24 紧急", {**day_and_night, **urgent}, response=15, progress=30, solution=90),
        _rule("7×24", day_and_night, response=60, solution=240),
        _rule("金牌 紧急", {**gold, **urgent}, response=15, solution=90),
        _rule("金牌", gold, response=60, solution=210),
        _rule("标准", {}),
    ):
        sla.save_rule(data=rule, edition=_edition(), by=by, at=at)
    sla.publish(reason="按合同分级服务", with_open=False, edition=_edition(), by=by, at=at)


def revise(*, person: Any, at: datetime) -> None:
    """Version 2: trial customers wait longer. Standard, the last rule, stays the last."""
    by, owner = Actor.of(person), _company(person, TRIAL)
    rule = _rule("试用", {"organisation": [str(owner.pk)]}, response=240, solution=480)
    saved = sla.save_rule(data=rule, edition=_edition(), by=by, at=at)
    sla.move_rule(key=saved.key, is_up=True, edition=_edition(), by=by, at=at)
    sla.publish(reason="试用客户单列", with_open=False, edition=_edition(), by=by, at=at)


ENGLISH = {
    "7×24 紧急": "24×7 urgent",
    "7×24": "24×7",
    "金牌 紧急": "Gold urgent",
    "金牌": "Gold",
    "标准": "Standard",
    "试用": "Trial",
}


def _rule(name: str, conditions: dict[str, list[str]], **targets: int) -> sla.RuleData:
    return sla.RuleData(name=name, name_en=ENGLISH[name], conditions=conditions, targets=targets)


def _edition() -> int:
    draft = level_reads.draft()
    return draft.edition if draft else sla.NO_DRAFT


def _company(person: Any, name: str) -> Organisation:
    return customers_read.organisations(person).get(name=name)
