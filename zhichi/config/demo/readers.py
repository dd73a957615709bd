"""Readers of the demo's articles: searches, votes, request forms that were not needed, tickets that an article solved."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from zhichi.config.demo.articles.pieces import PIECES
from zhichi.config.demo.questions import ASSIGNED, DISMISSED, QUESTIONS, Asked
from zhichi.core.actors import Actor
from zhichi.guidance import selectors, services
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.choices import FOR_CUSTOMERS
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.config.demo.story import Stage, World

YEAR = 364  # days; the log keeps 365
ROUNDS = (64, 40, 20, 6)  # days before the end on which the editor works off what was not found
CLICKED = 0.75  # of the questions that an article answers
SHARE_OLD = 0.7  # questions a day in the months before the articles
READ_A_DAY = 4  # articles
WHY = (("wrong", "8.2.1 的界面里没有这个选项"), ("unclear", "第二步看不懂"), ("failed", ""))
POPULAR = frozenset(("csv", "password", "push", "csv-en", "upgrade"))
INTERNAL = frozenset(piece.name for piece in PIECES if piece.visibility not in FOR_CUSTOMERS)
SOLVES = {
    "reports": ("csv", "paper", "filter", "token"),
    "gateway": ("codes", "vpn-drop"),
    "flow": ("approver", "push"),
}


def plan(stage: Stage, world: World, made: dict[str, int], *, start: datetime, end: datetime) -> None:
    """Plan a few readers for each day; `made` fills with the articles' keys as they are written.

    The search is asked for a year: before the first article nothing is found, and this is what the articles begin with.
    """
    chance = random.Random(63)
    opened = start + timedelta(hours=6)
    stage.plan(opened, partial(_before, random.Random(chance.random()), end - timedelta(days=YEAR)))
    for day in range((end - opened).days, 0, -1):
        seed = chance.random()
        stage.plan(end - timedelta(days=day, hours=3), partial(_day, world, made, random.Random(seed)))
    for day in ROUNDS:
        stage.plan(end - timedelta(days=day, hours=1), partial(_work_off, world, made))
    stage.plan(end - timedelta(hours=1), lambda at: services.gather(at=at))


def _before(chance: random.Random, first: datetime, at: datetime) -> None:
    """The questions from `first` until `at`, when there was no article yet."""
    moment = first
    while moment < at:
        asked = _ask(chance)
        services.note_question(
            words=asked.words, place="portal", language=asked.language, hits=0, by=None, at=moment
        )  # fmt: skip
        moment += timedelta(days=chance.expovariate(SHARE_OLD))
    services.gather(at=at)


def _ask(chance: random.Random) -> Asked:
    return chance.choices(QUESTIONS, weights=[asked.weight for asked in QUESTIONS])[0]


def _day(world: World, made: dict[str, int], chance: random.Random, at: datetime) -> None:
    for number in range(chance.randint(2, 5)):
        asked, now = _ask(chance), at + timedelta(minutes=5 * number)
        key = made.get(asked.article)
        hits = chance.randint(1, 4) if key else 0
        token = services.note_question(
            words=asked.words, place="portal", language=asked.language, hits=hits, by=None, at=now
        )  # fmt: skip
        if key and chance.random() < CLICKED:
            services.note_choice(token=token, article_id=key, position=chance.choice((1, 1, 1, 2, 3)), at=now)
    read = [name for name in made if name not in INTERNAL]
    for order, name in enumerate(chance.sample(read, min(READ_A_DAY, len(read)))):
        for _reader in range(1 + order % 2 + (name in POPULAR)):
            services.note_read(article_id=made[name], audience="customer", at=at)
    if chance.random() < 0.5:
        _vote(made, chance, at)
    if chance.random() < 0.5:
        _form(made, chance, at)
    if chance.random() < 0.5:
        _solve(world, made, chance, at)


def _work_off(world: World, made: dict[str, int], at: datetime) -> None:
    """The editor names the article for what is answered meanwhile, gives some of the rest to writers, dismisses some."""
    services.gather(at=at)
    editor = Actor.of(world.staff["editor"])
    answers = {asked.words: asked.article for asked in QUESTIONS}
    for gap in list(selectors.gaps(editor.user, "open")):
        if key := made.get(answers.get(gap.words, "")):
            services.link_gap(gap_id=gap.pk, article_id=key, by=editor, at=at)
        elif gap.words in DISMISSED:
            services.dismiss_gap(gap_id=gap.pk, reason=DISMISSED[gap.words], by=editor, at=at)
        elif gap.words in ASSIGNED:
            writer = world.staff[ASSIGNED[gap.words]]
            services.assign_gap(gap_id=gap.pk, person_id=writer.pk, by=editor, at=at)


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
    key, agent = made.get(chance.choice(SOLVES[product])), world.staff["linxiao"]
    article = knowledge.find(agent, key) if key else None
    mine = tickets.for_person(agent).filter(owner=agent, product=world.products[product], confirmed_at__isnull=False)
    ticket = mine.order_by("-registered_at").first()
    if ticket is not None and article is not None and article.live_id is not None:
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=Actor.of(agent), at=at)
