"""Ninety days of work, played through the same services that the pages call, step by step in order of time."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhichi.config.demo.cases import CASES, Case
from zhichi.core.actors import Actor
from zhichi.outbound import services as outbound
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, FollowUpOutcome, SolutionState

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = 90
RECENT = 9  # in the last days some requests wait for a customer or a vendor, so that the queue has work in it
WAITS = ("customer", "vendor")
FRESH = 12  # requests of the last hour and a half of work; each has come as far as one of these steps
PAUSES = ("triage", "answer", "answer", "hear", "solve", "solve")
LATE = 2  # requests of the day before that somebody has forgotten
SLOW = 0.06  # the share of steps that take several times as long, so that not every promise is kept
Step = Callable[[datetime], object]


@dataclass
class World:
    """What the story needs to know: people by login, customers' contacts with what they own, products by code."""

    staff: dict[str, Any]
    contacts: dict[str, list[Any]]  # language → contacts
    assets: dict[tuple[int, str], Any]  # (organisation id, product code) → asset
    products: dict[str, Any]
    dice: random.Random = field(default_factory=lambda: random.Random(20260611))


class Stage:
    """Steps waiting for their time; playing them in order keeps the record in order."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Step]] = []
        self._order = itertools.count()

    def plan(self, at: datetime, step: Step) -> None:
        """Play `step` at `at`."""
        heapq.heappush(self._waiting, (at, next(self._order), step))

    def play(self, until: datetime) -> Iterator[datetime]:
        """Play everything up to `until`; later steps never happen, so the newest requests stay open."""
        while self._waiting and self._waiting[0][0] <= until:
            at, _, step = heapq.heappop(self._waiting)
            step(at)
            yield at


def plan_requests(stage: Stage, world: World, *, end: datetime) -> int:
    """Plan all requests of the ninety days before `end` (aware); returns how many."""
    count = 0
    for day in range(DAYS, -1, -1):
        local = (end - timedelta(days=day)).astimezone(SHANGHAI)
        busy = 1 if local.weekday() >= 5 else world.dice.choice((2, 3, 4, 5))
        busy += 5 if day <= RECENT else 0
        for _ in range(busy):
            minute = world.dice.randint(0, 9 * 60)
            at = local.replace(hour=8, minute=30, second=0, microsecond=0) + timedelta(minutes=minute)
            if at <= end - timedelta(hours=2):
                waits = 0 < day <= RECENT and world.dice.random() < 0.2
                _plan_request(stage, world, at, pause=world.dice.choice(WAITS) if waits else "")
                count += 1
    for at, pause in _unfinished(world, end):
        _plan_request(stage, world, at, pause=pause)
    return count + FRESH + LATE


def _unfinished(world: World, end: datetime) -> Iterator[tuple[datetime, str]]:
    """Requests that wait for us: most of them fresh, so that their clocks run; two forgotten ones are late."""
    local = end.astimezone(SHANGHAI)
    closing = local.replace(hour=18, minute=0, second=0, microsecond=0)
    if local < closing.replace(hour=10, minute=30):
        closing -= timedelta(days=1)
    last = min(local, closing)
    for number in range(FRESH):
        yield last - timedelta(minutes=world.dice.randint(4, 90)), PAUSES[number % len(PAUSES)]
    for number in range(LATE):
        yield last - timedelta(hours=24 + number, minutes=17), "solve"


def _plan_request(stage: Stage, world: World, at: datetime, *, pause: str) -> None:
    case = world.dice.choice(CASES)
    contact = world.dice.choice(world.contacts[case.language])
    engineer = world.staff[_engineer_for(case, world)]
    Play(stage, world, case, contact, engineer, contact.addresses.first().address, pause).open(at)


def _engineer_for(case: Case, world: World) -> str:
    if case.language == "en":
        return world.dice.choice(("alex", "kim"))
    if case.urgency == "urgent" or case.product == "gateway":
        return world.dice.choice(("linxiao", "suhe", "suhe"))
    return world.dice.choice(("anran", "ningyuan", "linxiao"))


@dataclass
class Play:
    """The course of one request."""

    stage: Stage
    world: World
    case: Case
    contact: Any
    engineer: Any
    address: str
    pause: str  # the step before which it still waits, or whom it waits for; empty: it runs to its end
    ticket: Any = None

    def open(self, at: datetime) -> None:
        """The request arrives, is registered and assigned."""
        self.stage.plan(at, self._register)

    def _later(self, at: datetime, low: int, high: int, step: Step) -> None:
        if self.pause and step.__name__ == f"_{self.pause}":
            return
        minutes = self.world.dice.randint(low, high) * (4 if self.world.dice.random() < SLOW else 1)
        self.stage.plan(at + timedelta(minutes=minutes), step)

    def _register(self, at: datetime) -> None:
        case, world = self.case, self.world
        channel = world.dice.choice((Channel.MAIL, Channel.MAIL, Channel.WEB, Channel.PHONE))
        asset = world.assets.get((self.contact.organisation_id, case.product))
        judged = channel != Channel.MAIL
        request = tickets.Request(
            channel=channel,
            subject=case.subject,
            message=tickets.Incoming(text=case.symptom, channel=channel, contact=self.contact),
            contact=self.contact,
            product=world.products[case.product] if judged else None,
            asset=asset if judged else None,
            version=asset.version if judged and asset else "",
            type=case.type if judged else "",
            urgency=case.urgency if judged else "normal",
            occurred_at=at - timedelta(hours=world.dice.randint(1, 20)) if judged else None,
            affected=case.affected if judged else None,
            language=case.language,
            answer_to="" if channel == Channel.PHONE else self.address,
            received_at=at - timedelta(minutes=world.dice.randint(0, 6)),
        )
        by = Actor.of(world.staff["assistant"]) if channel == Channel.PHONE else Actor.guest(self.contact.display_name)
        self.ticket, _ = tickets.register(request=request, by=by, at=at)
        self._later(at, 2, 8, self._triage)

    def _triage(self, at: datetime) -> None:
        by = Actor.of(self.world.staff["assistant"])
        changes = tickets.Changes(
            type=self.case.type,
            urgency=self.case.urgency,
            product=self.world.products[self.case.product],
            asset=self.world.assets.get((self.contact.organisation_id, self.case.product)),
            affected=self.case.affected,
        )
        tickets.change(ticket_id=self.ticket.pk, changes=changes, by=by, at=at)
        team = self.engineer.teams.first()
        target = tickets.Target(owner=self.engineer, team=team)
        tickets.assign(ticket_id=self.ticket.pk, target=target, by=by, at=at)
        self._later(at, 3, 14, self._answer)

    def _answer(self, at: datetime) -> None:
        by = Actor.of(self.engineer)
        tickets.reply(ticket_id=self.ticket.pk, answer=tickets.Reply(text=self.case.reply), by=by, at=at)
        if self.case.urgency == "urgent":
            call = tickets.Call(
                direction="out",
                answered=True,
                seconds=self.world.dice.randint(90, 700),
                number="",
                text=self.case.answer,
            )
            tickets.log_call(ticket_id=self.ticket.pk, call=call, by=by, at=at + timedelta(minutes=9))
        self._later(at, 5, 25, self._hear)

    def _hear(self, at: datetime) -> None:
        incoming = tickets.Incoming(text=self.case.answer, channel=Channel.MAIL, contact=self.contact)
        by = Actor.guest(self.contact.display_name)
        tickets.customer_message(ticket_id=self.ticket.pk, incoming=incoming, by=by, at=at)
        self._later(at, 5, 20, self._judge)

    def _judge(self, at: datetime) -> None:
        by = Actor.of(self.engineer)
        tickets.note(ticket_id=self.ticket.pk, text=self.case.note, by=by, at=at)
        tickets.confirm(ticket_id=self.ticket.pk, cause=self.case.cause, method=self.case.method, by=by, at=at)
        if self.pause in WAITS or self.world.dice.random() < 0.12:
            name = f"wait_{self.pause}" if self.pause in WAITS else "wait_customer"
            tickets.step(ticket_id=self.ticket.pk, name=name, by=by, at=at)
            if self.pause not in WAITS:
                self._later(at, 600, 2000, self._solve)
            return
        self._later(at, 5, 30, self._solve)

    def _solve(self, at: datetime) -> None:
        by = Actor.of(self.engineer)
        proposal = tickets.Proposal(kind=self.case.kind, parts=dict(self.case.parts), explanation=self.case.solution)
        solution = tickets.propose(ticket_id=self.ticket.pk, proposal=proposal, by=by, at=at)
        if self.world.dice.random() < 0.5:
            later = at + timedelta(minutes=40)
            self.stage.plan(later, lambda when: self._applied(solution.pk, when))
        self._later(at, 300, 1500, self._follow_up)

    def _applied(self, solution_id: int, at: datetime) -> None:
        by = Actor.of(self.engineer)
        tickets.move(solution_id=solution_id, state=SolutionState.APPLIED, by=by, at=at)

    def _follow_up(self, at: datetime) -> None:
        follow_up = self.ticket.follow_ups.filter(done_at=None).first()
        if follow_up is None:
            return
        luck = self.world.dice.random()
        if luck < 0.09 and follow_up.round == 1:
            opinion = "Not yet, it happened again." if self.case.language == "en" else "还没有解决，又出现了一次。"
            self._record(follow_up, FollowUpOutcome.UNSOLVED, opinion, at)
            self._later(at, 20, 200, self._solve)
        elif luck < 0.15:
            tickets.record_no_answer(follow_up_id=follow_up.pk, by=Actor.of(self.world.staff["service"]), at=at)
            self._later(at, 1300, 1500, self._follow_up)
        else:
            self._record(follow_up, FollowUpOutcome.SOLVED, self.case.opinion, at)

    def _record(self, follow_up: Any, outcome: FollowUpOutcome, opinion: str, at: datetime) -> None:
        by_phone = self.world.dice.random() < 0.6
        by = Actor.of(self.world.staff["service"]) if by_phone else Actor.guest(self.contact.display_name)
        found = tickets.Outcome(outcome, "phone" if by_phone else "mail", opinion)
        tickets.record_outcome(follow_up_id=follow_up.pk, found=found, by=by, at=at)


def deliver_mail_of_the_past(at: datetime) -> None:
    """The demo's mails of the past were delivered long ago; only what happens from now on waits for a mail server."""
    while due := outbound.claim(limit=500, at=at):
        for mail in due:
            outbound.delivered(mail_id=mail.pk, at=at)
