"""Readers of the demo's articles: searches, votes, request forms that were not needed, tickets that an article solved."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from zhichi.core.actors import Actor
from zhichi.guidance import services
from zhichi.knowledge import selectors as knowledge
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.config.demo.story import Stage, World

DAYS = 45
QUESTIONS = (
    ("导出 CSV 乱码", "zh-hans", "csv"), ("表格打开是乱码", "zh-hans", "csv"), ("garbled csv", "en", "csv-en"),
    ("升级到 8.2", "zh-hans", "upgrade"), ("备份数据库", "zh-hans", "backup"), ("E-1042", "zh-hans", "codes"),
    ("审批人休假", "zh-hans", "approver"), ("单点登录怎么配置", "zh-hans", ""), ("手机端看报表", "zh-hans", ""),
    ("export to pdf", "en", ""),
)  # fmt: skip
WHY = (("wrong", "8.2.1 的界面里没有这个选项"), ("unclear", "第二步看不懂"), ("failed", ""))
SOLVES = {"reports": "csv", "gateway": "codes", "flow": "approver"}


def plan(stage: Stage, world: World, made: dict[str, int], *, end: datetime) -> None:
    """Plan a few readers for each of the last days; `made` fills with the articles' keys as they are written."""
    chance = random.Random(63)
    for day in range(DAYS, 0, -1):
        at = end - timedelta(days=day, hours=3)
        seed = chance.random()
        stage.plan(at, partial(_day, world, made, random.Random(seed)))


def _day(world: World, made: dict[str, int], chance: random.Random, at: datetime) -> None:
    for number in range(chance.randint(2, 5)):
        words, language, name = chance.choice(QUESTIONS)
        key, now = made.get(name), at + timedelta(minutes=5 * number)
        hits = chance.randint(1, 4) if key else 0
        token = services.note_question(words=words, place="portal", language=language, hits=hits, by=None, at=now)
        if key and chance.random() < 0.6:
            services.note_choice(token=token, article_id=key, position=chance.choice((1, 1, 1, 2, 3)), at=now)
    for key in made.values():
        for _reader in range(chance.randint(0, 3)):
            services.note_read(article_id=key, audience="customer", at=at)
    _vote(made, chance, at)
    _form(made, chance, at)
    if chance.random() < 0.5:
        _solve(world, made, chance, at)


def _vote(made: dict[str, int], chance: random.Random, at: datetime) -> None:
    article = knowledge.find(AnonymousUser(), chance.choice(list(made.values()))) if made else None
    if article is None:
        return
    is_helpful = chance.random() < 0.8
    reason, words = chance.choice(WHY)
    services.vote(
        article=article, visitor=f"demo-{chance.random()}", is_helpful=is_helpful, reason=reason, words=words,
        language="zh-hans", by=Actor.guest("访客"), at=at,
    )  # fmt: skip


def _form(made: dict[str, int], chance: random.Random, at: datetime) -> None:
    key = made.get("csv")
    if key is None or knowledge.find(AnonymousUser(), key) is None:
        return
    token = f"demo-{chance.random()}"
    services.note_shown(token=token, articles=[key], language="zh-hans", is_guest=True, at=at)
    if chance.random() < 0.3:
        guest = Actor.guest("访客")
        services.deflect(token=token, article_id=key, person=AnonymousUser(), by=guest, at=at)


def _solve(world: World, made: dict[str, int], chance: random.Random, at: datetime) -> None:
    """Whoever owns the ticket says that an article solved it."""
    product = chance.choice(list(SOLVES))
    key, agent = made.get(SOLVES[product]), world.staff["linxiao"]
    article = knowledge.find(agent, key) if key else None
    mine = tickets.for_person(agent).filter(owner=agent, product=world.products[product], confirmed_at__isnull=False)
    ticket = mine.order_by("-registered_at").first()
    if ticket is not None and article is not None and article.live_id is not None:
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=Actor.of(agent), at=at)
