"""Fill an empty database with tickets of three messages each, half Chinese, half English, half of them open.

`python -m bench.seed --tickets 100000`. Writes rows in bulk, with a true chain for each ticket's stream, because
playing a hundred thousand tickets through the services would take an hour.
"""

from __future__ import annotations

import argparse
import os
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2000
REQUESTERS = 2000
COMPANIES = 200
TARGET = timedelta(hours=4)
ZH = ("打印机无法连接", "月结报表导出乱码", "审批通知收不到", "网关每天凌晨断网", "看板筛选希望支持门店")
EN = (
    "Printer does not connect",
    "Garbled month-end export",
    "Approval alerts missing",
    "VPN drops",
    "Filter dashboards",
)
SAID_ZH = ("昨天升级以后就这样，请尽快看看。", "您好，已收到，我正在复现。", "补充：电脑上正常，只有导出的文件有问题。")
SAID_EN = (
    "It started after yesterday's upgrade.",
    "Thanks, we are looking into it.",
    "Only the exported file is wrong.",
)
STATES = ("new", "open", "in_progress", "wait_customer", "resolved")


def main() -> int:
    """Seed and say how much there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    seed(options.tickets)
    return 0


def seed(tickets: int) -> None:
    """Make people, customers and `tickets` tickets over the last year; keeps the tally right."""
    from django.db import connection

    from zhichi.core.clock import now

    dice = random.Random(1)
    world = _people(now())
    made = 0
    while made < tickets:
        size = min(BATCH, tickets - made)
        _batch(world, dice, made, size, tickets)
        made += size
    _tally()
    _have_followed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _have_followed() -> None:
    """Put every tail at the end of the record, as on an installation that is up to date."""
    from zhichi.records import registry, selectors
    from zhichi.records.models import Cursor

    last = selectors.last_event_id()
    Cursor.objects.bulk_create(
        (Cursor(subscriber=name, position=last) for name, _tail in registry.tails.items()),
        update_conflicts=True,
        unique_fields=["subscriber"],
        update_fields=["position"],
    )


def _people(at: datetime) -> dict[str, Any]:
    from zhichi.accounts.models import Acknowledgement, DutyRole, Team, User
    from zhichi.customers.models import Contact, ContactAddress, Organisation
    from zhichi.handbook.selectors import current_version

    teams = [Team.objects.create(name=f"Team {number}") for number in range(4)]
    duty = DutyRole.objects.filter(is_intake=True).first() or DutyRole.objects.create(
        code="bench-intake", name="Intake", team=teams[0], is_intake=True
    )
    staff = []
    for number in range(20):
        post = "manager" if number == 0 else "senior" if number % 2 else "junior"
        person = User(
            email=f"bench{number}@example.com", display_name=f"员工{number}", post=post, joined_at=at, sort_key="y"
        )
        person.set_unusable_password()
        person.save()
        person.teams.add(teams[number % 4])
        staff.append(person)
    companies = Organisation.objects.bulk_create(
        Organisation(name=f"示例公司{n}", sort_key=f"shi li {n}", created_at=at, updated_at=at)
        for n in range(COMPANIES)
    )
    contacts = Contact.objects.bulk_create(
        Contact(
            display_name=f"客户{n}",
            sort_key=f"ke hu {n}",
            organisation=companies[n % COMPANIES],
            created_at=at,
            updated_at=at,
        )
        for n in range(REQUESTERS)
    )
    ContactAddress.objects.bulk_create(
        ContactAddress(contact=contact, address=f"client{n}@example.com", is_primary=True)
        for n, contact in enumerate(contacts)
    )
    version = current_version()  # a bar on every page would ask them to read it
    Acknowledgement.objects.bulk_create(Acknowledgement(user=person, version=version, at=at) for person in staff)
    return {"teams": teams, "duty": duty, "staff": staff, "contacts": contacts, "now": at}


def _batch(world: dict[str, Any], dice: random.Random, first: int, size: int, total: int) -> None:
    from django.db import transaction

    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Message, Ticket

    with transaction.atomic():
        tickets = Ticket.objects.bulk_create(
            _ticket(world, dice, number, total) for number in range(first, first + size)
        )
        messages = Message.objects.bulk_create(message for ticket in tickets for message in _messages(world, ticket))
        Clock.objects.bulk_create(_clock(ticket, world["now"]) for ticket in tickets if ticket.is_open)
        _streams(tickets, messages)


def _ticket(world: dict[str, Any], dice: random.Random, number: int, total: int) -> Any:
    from zhichi.tickets.choices import FAR
    from zhichi.tickets.models import Ticket

    at = world["now"] - timedelta(days=365) * (1 - number / total)
    words = (ZH if number % 2 else EN)[number % 5]
    contact = world["contacts"][number % REQUESTERS]
    owner = None if number % 7 == 0 else world["staff"][number % 20]
    state = "closed" if dice.random() < 0.5 else STATES[number % 5]
    is_open = state != "closed"
    return Ticket(
        type="fault",
        state=state,
        is_open=is_open,
        due_at=at + TARGET if is_open else FAR,
        clock={"kind": "solution", "state": "running", "target": 14400, "calendar": None} if is_open else None,
        channel="mail",
        subject=f"{words} {number}",
        language="zh-hans" if number % 2 else "en",
        contact=contact,
        organisation=contact.organisation,
        team=world["teams"][number % 4],
        owner=owner,
        duty_role=world["duty"],
        received_at=at,
        registered_at=at,
        updated_at=at,
        closed_at=at if state == "closed" else None,
    )


def _clock(ticket: Any, now: datetime) -> Any:
    from zhichi.sla.models import Clock

    at, due = ticket.received_at, ticket.due_at
    is_late = due <= now
    return Clock(
        stream=ticket.stream, kind="solution", group="normal", target=TARGET, since=at, started_at=at, due_at=due,
        breached_at=due if is_late else None, act_at=None if is_late else due,
    )  # fmt: skip


def _messages(world: dict[str, Any], ticket: Any) -> Iterator[Any]:
    from zhichi.tickets.models import Message

    said = SAID_ZH if ticket.language == "zh-hans" else SAID_EN
    for place, text in enumerate(said):
        by_us = place == 1
        yield Message(
            ticket=ticket,
            kind="reply" if by_us else "customer",
            channel="mail",
            author=world["staff"][ticket.pk % 20] if by_us else None,
            contact=None if by_us else ticket.contact,
            author_label="员工" if by_us else ticket.contact.display_name,
            text=f"{ticket.subject}。{text}",
            at=ticket.registered_at + timedelta(minutes=place),
            mail_id=f"<bench.{ticket.pk}.{place}@example.com>",
        )


def _streams(tickets: list[Any], messages: list[Any]) -> None:
    from zhichi.core.actors import Actor
    from zhichi.records.models import Event, Payload, Stream
    from zhichi.records.services.append import _chain
    from zhichi.records.services.storing import Head
    from zhichi.tickets.events import MessageAdded
    from zhichi.tickets.services._messages import message_digest

    by = Actor.system("bench")
    said: dict[int, list[Any]] = {}
    for message in messages:
        event = MessageAdded(message_id=message.pk, kind=message.kind, digest=message_digest(message, []))
        said.setdefault(message.ticket_id, []).append(event)
    chains = [_chain(ticket.stream, Head(0, 0, ""), said[ticket.pk], by, ticket.registered_at) for ticket in tickets]
    streams = Stream.objects.bulk_create(
        Stream(key=ticket.stream, length=len(chain), head=chain[-1].hash)
        for ticket, chain in zip(tickets, chains, strict=True)
    )
    entries = [(stream.pk, entry) for stream, chain in zip(streams, chains, strict=True) for entry in chain]
    events = Event.objects.bulk_create(
        Event(
            stream_id=stream_id,
            number=entry.number,
            code=entry.code,
            at=entry.at,
            actor_kind=entry.actor_kind,
            payload_hash=entry.payload_hash,
            previous=entry.previous,
            hash=entry.hash,
        )
        for stream_id, entry in entries
    )
    Payload.objects.bulk_create(
        Payload(event_id=event.pk, salt=entry.salt, actor_label=entry.actor_label, data=entry.data)
        for event, (_stream_id, entry) in zip(events, entries, strict=True)
    )


def _tally() -> None:
    from django.db.models import Count

    from zhichi.tickets.models import Tally, Ticket

    rows = Ticket.objects.filter(is_open=True).values_list("team_id", "owner_id", "state", "urgency")
    Tally.objects.all().delete()
    Tally.objects.bulk_create(
        Tally(team_id=team, owner_id=owner or 0, state=state, urgency=urgency, count=n)
        for team, owner, state, urgency, n in rows.annotate(n=Count("pk")).order_by()
    )


if __name__ == "__main__":
    raise SystemExit(main())
