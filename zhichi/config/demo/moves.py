"""What people do to requests besides solving them: report progress, snooze, merge, split, agree another time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.tickets import selectors
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhichi.config.demo.story import World
    from zhichi.tickets.models import Ticket

PEOPLE = ("linxiao", "alex")
WORDS = {
    "zh-hans": {
        "doing": "已在测试环境重现问题，研发正在核对导出模块的改动，预计下午给出修正版本。",
        "agreed": "客户今天开会，同意明天再通报。",
        "again": "刚才那封邮件忘了说，情况和之前一样，请一起处理。",
        "ask": "请把出错时的日志发给我们，收到后继续。",
        "other": "另外，登录页的帮助链接打不开，这个不急。",
        "subject": "登录页的帮助链接打不开",
        "same": "同一件事",
    },
    "en": {
        "doing": "We reproduced it on our test system; the developers are checking the change in the export module.",
        "agreed": "They are in meetings today and are content to hear from us tomorrow.",
        "again": "I forgot to say in my last mail: it is the same as before. Please handle them together.",
        "ask": "Please send us the log of the moment when it fails; we go on as soon as we have it.",
        "other": "By the way, the help link on the sign-in page is broken. No hurry.",
        "subject": "The help link on the sign-in page is broken",
        "same": "the same matter",
    },
}


def play(world: World, *, at: datetime) -> None:
    """The last hour of two engineers, at the end of the story."""
    for name in PEOPLE:
        person = world.staff[name]
        open_ones = list(_open_of(person))
        for number, deed in enumerate((_merge, _split, _snooze, _agree, _report)):
            with translation.override(person.language):
                _first_that_can(open_ones, deed, person, at - timedelta(minutes=12 - 2 * number))


def _first_that_can(rows: list[Ticket], deed: Any, person: Any, at: datetime) -> None:
    """Let the first ticket that the deed fits have it; no other deed comes to that one."""
    for ticket in list(rows):
        try:
            deed(ticket, Actor.of(person), WORDS[ticket.language], at)
        except DomainError:
            continue
        rows.remove(ticket)
        return


def _open_of(person: Any) -> Iterator[Ticket]:
    rows = selectors.for_person(person).filter(owner=person, is_open=True).exclude(state=State.RESOLVED)
    return iter(rows.select_related("contact").order_by("-received_at", "-pk"))


def _report(ticket: Ticket, by: Actor, words: dict[str, str], at: datetime) -> None:
    if ticket.state != State.IN_PROGRESS:
        raise DomainError("demo", "not at work")
    tickets.report(ticket_id=ticket.pk, words=tickets.Report(doing=words["doing"]), by=by, at=at)


def _agree(ticket: Ticket, by: Actor, words: dict[str, str], at: datetime) -> None:
    if ticket.state != State.IN_PROGRESS:
        raise DomainError("demo", "not at work")
    tickets.agree_report(ticket_id=ticket.pk, until=at + timedelta(hours=20), reason=words["agreed"], by=by, at=at)


def _snooze(ticket: Ticket, by: Actor, words: dict[str, str], at: datetime) -> None:
    answer = tickets.Reply(text=words["ask"], then="wait_customer")
    tickets.reply(ticket_id=ticket.pk, answer=answer, by=by, at=at)
    tickets.snooze(ticket_id=ticket.pk, until=None, by=by, at=at + timedelta(seconds=30))


def _split(ticket: Ticket, by: Actor, words: dict[str, str], at: datetime) -> None:
    message = _says(ticket, words["other"], at - timedelta(minutes=20))
    parting = tickets.Parting(message_ids=[message.pk], subject=words["subject"], urgency="normal")
    tickets.split(ticket_id=ticket.pk, parting=parting, by=by, at=at)


def _merge(ticket: Ticket, by: Actor, words: dict[str, str], at: datetime) -> None:
    """The customer wrote a second mail of its own about the same matter."""
    if ticket.contact is None:
        raise DomainError("demo", "nobody's")
    guest = Actor.guest(ticket.contact.display_name)
    request = tickets.Request(
        channel=Channel.MAIL,
        subject=ticket.subject,
        message=tickets.Incoming(text=words["again"], channel=Channel.MAIL, contact=ticket.contact),
        contact=ticket.contact,
        language=ticket.language,
    )
    second, _message = tickets.register(request=request, by=guest, at=at - timedelta(minutes=3))
    tickets.merge(source_id=second.pk, into_id=ticket.pk, reason=words["same"], by=by, at=at)


def _says(ticket: Ticket, text: str, at: datetime) -> Any:
    if ticket.contact is None:
        raise DomainError("demo", "nobody's")
    incoming = tickets.Incoming(text=text, channel=Channel.MAIL, contact=ticket.contact)
    by = Actor.guest(ticket.contact.display_name)
    return tickets.customer_message(ticket_id=ticket.pk, incoming=incoming, by=by, at=at).message
