"""5.2.1: mail that a list, the gateway or the sender's domain speaks against becomes no request, and is never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.channels.email import held, mail_log, services
from zhichi.channels.email.choices import Deed, EntryKind, Verdict
from zhichi.channels.email.mail_log import LogFilter
from zhichi.channels.email.models import ListEntry, MailLog
from zhichi.channels.email.services import EntryData
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, raw
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.files.models import Attachment
from zhichi.notices.models import Notice
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records
from zhichi.records.services import verify
from zhichi.sla.models import Clock
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.services import Receipt

pytestmark = pytest.mark.django_db
SERVER = "mx.zhichi.example"


@pytest.fixture(autouse=True)
def box(people: People) -> Mailbox:
    assert people.duty.is_intake
    return add_mailbox(authserv_id=SERVER)


@pytest.fixture
def by(people: People) -> Actor:
    return Actor.of(people.supervisor)


def arrives(box: Mailbox, *, head: str = "", **given: Any) -> Receipt:
    at = given.pop("at", now())
    message = (f"{head}\r\n" if head else "").encode() + raw(**given)
    return services.receive(raw=message, at=at, mailbox=box, arrived_at=at - timedelta(minutes=3))


def put(by: Actor, kind: str, value: str, **given: Any) -> ListEntry:
    values = {"verdict": Verdict.BLOCK, "why": "tests"} | given
    return services.add_entry(data=EntryData(kind=kind, value=value, **values), by=by, at=now())


def due(ticket: Ticket) -> datetime | None:
    """When the first response is due."""
    return Clock.objects.get(stream=ticket.stream, kind="response").due_at


def nothing_happened() -> bool:
    return not Ticket.objects.exists() and not OutboundMail.objects.exists()


def test_holds_back_what_the_block_list_names(box: Mailbox, by: Actor) -> None:
    entry = put(by, EntryKind.DOMAIN, "Client.Example")
    receipt = arrives(box)
    assert (receipt.log.done, receipt.log.reason) == ("held", "listed: client.example")
    assert receipt.ticket is None
    assert nothing_happened()
    entry.refresh_from_db()
    assert (entry.hits, entry.hit_at) == (1, receipt.log.at)
    assert receipt.log.original is not None
    assert receipt.log.original.blob.size == len(raw())
    assert [line.subject for line in mail_log.page(LogFilter(query=CUSTOMER)).rows] == ["导出乱码"]
    assert arrives(box).log.done == "duplicate"  # the second delivery of it


def test_refuses_silently_where_the_entry_says_so(box: Mailbox, by: Actor) -> None:
    put(by, EntryKind.ADDRESS, CUSTOMER, deed=Deed.REFUSE)
    receipt = arrives(box)
    assert (receipt.log.done, held.waiting()) == ("refused", 0)
    assert nothing_happened()
    assert services.release(log_id=receipt.log.pk, by=by, at=now()).ticket is not None  # nothing is lost


def test_holds_back_what_the_gateway_calls_spam_but_not_an_answer_to_us(box: Mailbox, by: Actor) -> None:
    first = arrives(box)
    assert first.ticket is not None
    ours = OutboundMail.objects.get(stream=first.ticket.stream).message_id
    spam = arrives(box, head="X-Spam-Flag: YES", subject="便宜")
    assert (spam.log.done, spam.log.reason) == ("held", "spam: X-Spam-Flag: YES")
    answer = arrives(box, head="X-Spam-Flag: YES", subject="Re: 导出乱码", text="补充", in_reply_to=ours)
    assert (answer.log.done, answer.ticket) == ("added", first.ticket)
    records.set_policy(key="5.2.1.hold_spam", value=False, reason="tests", by=SETUP, at=now())
    assert arrives(box, head="X-Spam-Flag: YES", subject="又便宜").log.done == "new"


@pytest.mark.parametrize(
    ("results", "done"),
    [
        ("dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=client.example", "held"),
        ("dmarc=fail (p=quarantine) header.from=client.example", "held"),
        ("dmarc=fail action=oreject header.from=client.example", "held"),
        ("dmarc=fail (p=NONE) header.from=client.example", "new"),
        ("dmarc=fail header.from=client.example", "new"),
        ("dmarc=pass (p=REJECT) header.from=client.example", "new"),
        ("spf=none; dmarc=none header.from=client.example", "new"),
    ],
)
def test_keeps_out_what_the_senders_domain_wants_kept_out(box: Mailbox, results: str, done: str) -> None:
    assert arrives(box, head=f"Authentication-Results: {SERVER}; {results}").log.done == done


def test_the_allow_list_beats_all_but_lets_no_false_sender_in(box: Mailbox, by: Actor) -> None:
    put(by, EntryKind.DOMAIN, "client.example")
    allowed = put(by, EntryKind.ADDRESS, CUSTOMER, verdict=Verdict.ALLOW)
    through = arrives(box, head="X-Spam-Flag: YES")
    assert through.log.done == "new"
    assert "allowed: he.qing@client.example" in through.log.because
    allowed.refresh_from_db()
    assert allowed.hits == 1
    failed = f"Authentication-Results: {SERVER}; dmarc=fail (p=reject) header.from=client.example"
    assert arrives(box, head=failed, subject="假的").log.done == "held"


def test_an_ordinary_mail_costs_no_statement_more(box: Mailbox, by: Actor) -> None:
    arrives(box, subject="先来")
    with CaptureQueriesContext(connection) as without:
        arrives(box, subject="一", text="一")
    for number in range(20):
        put(by, EntryKind.ADDRESS, f"spammer{number}@else.example")
        put(by, EntryKind.SUBJECT, f"offer {number}")
    arrives(box, subject="二", text="二")  # reads the lists
    with CaptureQueriesContext(connection) as within:
        arrives(box, subject="三", text="三")
    assert len(within) == len(without)


def test_releases_a_mail_with_its_true_arrival(box: Mailbox, by: Actor) -> None:
    came, later = now() - timedelta(hours=5), now()
    stopped = arrives(box, head="X-Spam-Flag: YES", at=came)
    receipt = services.release(log_id=stopped.log.pk, by=by, at=later)
    ticket = receipt.ticket
    assert ticket is not None
    assert ticket.received_at == came - timedelta(minutes=3)
    assert f"released: {by.label}" in receipt.log.because
    stopped.log.refresh_from_db()
    assert (stopped.log.done, stopped.log.ticket) == ("released", ticket)
    straight = arrives(box, subject="同时来的", at=came).ticket
    assert straight is not None
    assert due(ticket) == due(straight)  # as if it had come in then
    with pytest.raises(Conflict):
        services.release(log_id=stopped.log.pk, by=by, at=later)
    assert Ticket.objects.count() == 2
    assert not verify(by=by, at=now())[1]


def test_releases_and_allows_deletes_and_blocks_in_one_go(box: Mailbox, by: Actor) -> None:
    spam = "X-Spam-Flag: YES"
    first = arrives(box, head=spam)
    services.release(log_id=first.log.pk, allow=True, by=by, at=now())
    assert arrives(box, head=spam, subject="二").log.done == "new"
    other = arrives(box, head=spam, sender="x@ads.example", subject="三")
    entry = services.discard(log_id=other.log.pk, block=True, by=by, at=now())
    assert entry is not None
    assert (entry.value, entry.deed) == ("x@ads.example", "refuse")
    assert arrives(box, sender="x@ads.example", subject="四").log.done == "refused"
    services.put_back(log_id=other.log.pk, by=by, at=now())
    assert MailLog.objects.get(pk=other.log.pk).done == "held"


def test_clears_originals_when_their_days_are_over(box: Mailbox, by: Actor) -> None:
    old = arrives(box, head="X-Spam-Flag: YES", at=now() - timedelta(days=31))
    young = arrives(box, head="X-Spam-Flag: YES", subject="新的", at=now() - timedelta(days=29))
    assert services.clear(at=now(), removes=False) == 1
    before = Attachment.objects.count()
    assert services.clear(at=now()) == 1
    old.log.refresh_from_db()
    young.log.refresh_from_db()
    assert (old.log.original_id, old.log.done, Attachment.objects.count()) == (None, "discarded", before - 1)
    assert young.log.original_id is not None
    with pytest.raises(DomainError, match=r"原件|original"):
        services.release(log_id=old.log.pk, by=by, at=now())


def test_tells_those_who_may_release_once_in_a_while(box: Mailbox, people: People) -> None:
    for person in (people.manager, people.supervisor, people.administrator, people.senior):
        assert person.is_active
    at = now().replace(hour=1, minute=0)
    assert services.remind(at=at) == 0
    arrives(box, head="X-Spam-Flag: YES", at=at - timedelta(minutes=5))
    assert services.remind(at=at) == 3
    assert services.remind(at=at + timedelta(minutes=10)) == 0
    assert services.remind(at=at + timedelta(days=1)) == 3  # it still waits
    told = Notice.objects.filter(kind="mail.held")
    assert {notice.person_id for notice in told} == {people.manager.pk, people.supervisor.pk, people.administrator.pk}
    assert told.first().data == {"count": 1, "fresh": 1}  # type: ignore[union-attr]  # there is one


@pytest.mark.parametrize(
    ("kind", "value", "header"),
    [
        ("address", "nobody", ""),
        ("address", OURS, ""),  # we would block ourselves
        ("domain", "zhichi.example", ""),
        ("domain", "qq.com", ""),  # customers of many companies write from there
        ("domain", "com", ""),
        ("domain", "a b.example", ""),
        ("network", "203.0.113", ""),
        ("network", "0.0.0.0/0", ""),
        ("subject", " ", ""),
        ("subject", "的", ""),
        ("score", "much", "X-Spam-Score"),
        ("score", "nan", "X-Spam-Score"),
        ("score", "5", ""),
        ("header", "words", "not a field"),
    ],
)
def test_refuses_entries_that_say_nothing_or_too_much(by: Actor, kind: str, value: str, header: str) -> None:
    with pytest.raises(DomainError) as refused:
        put(by, kind, value, header=header)
    assert refused.value.fields
    assert not ListEntry.objects.exists()


def test_keeps_one_entry_takes_it_out_and_puts_it_back(box: Mailbox, by: Actor) -> None:
    entry = put(by, EntryKind.ADDRESS, CUSTOMER)
    with pytest.raises(Conflict):
        put(by, EntryKind.ADDRESS, CUSTOMER.upper())
    services.remove_entry(entry_id=entry.pk, by=by, at=now())
    assert arrives(box).log.done == "new"
    services.restore_entry(entry_id=entry.pk, by=by, at=now())
    assert arrives(box, subject="二").log.done == "held"
    soon = now() + timedelta(hours=1)
    services.change_entry(entry_id=entry.pk, why="短一点", deed=Deed.REFUSE, expires_at=soon, by=by, at=now())
    assert arrives(box, subject="三").log.done == "refused"
    assert arrives(box, subject="四", at=soon).log.done == "new"
    assert not verify(by=by, at=now())[1]


def test_only_leaders_and_administrators_guard(box: Mailbox, people: People, by: Actor) -> None:
    stopped = arrives(box, head="X-Spam-Flag: YES")
    senior = Actor.of(people.senior)
    with pytest.raises(Refused):
        put(senior, EntryKind.ADDRESS, "a@spam.example")
    with pytest.raises(Refused):
        services.release(log_id=stopped.log.pk, by=senior, at=now())
    with pytest.raises(Refused):
        services.discard(log_id=stopped.log.pk, by=senior, at=now())
