"""After the lawful erasure of a person nothing of that person is left in any table or file (3.4.3, 5.1.1)."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import override

from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import add_mailbox, receive
from zhichi.core.actors import Actor
from zhichi.core.bundle import check_bundle
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.customers import services as customers
from zhichi.customers.models import Contact
from zhichi.customers.tests.conftest import SETUP, Files
from zhichi.improvement import services as ideas
from zhichi.improvement.choices import Direction
from zhichi.knowledge.tests.conftest import PARTS, Library, text
from zhichi.notices.models import Notice
from zhichi.outbound.choices import State
from zhichi.outbound.models import OutboundMail
from zhichi.portal.models import SignInLink
from zhichi.records import selectors, services
from zhichi.records.models import ErasedPayload, Erasure
from zhichi.records.tails import drain
from zhichi.records.tests.conftest import unguarded
from zhichi.reports.models import Report
from zhichi.search.models import Document
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, FollowUpOutcome
from zhichi.tickets.models import Ticket
from zhichi.visits import services as visits
from zhichi.visits.choices import Result, SignedBy
from zhichi.visits.tests.conftest import drawn

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.people import People

checking: Any = sys.modules["zhichi.records.services.verify"]  # `services.verify` is the function
pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE = "闻人雪岚", "xuelan.wenren@unique-sender.example", "+8613977665544"
WORDS, PORTAL_WORDS = "葡萄干批处理卡在奥克兰", "Quokkazebra export stops at tangerine"
UNIQUE = (
    NAME,
    "xuelan.wenren",
    "13977665544",
    "139 7766 5544",
    WORDS,
    "葡萄干",
    "Quokkazebra",
    "tangerine",
    "wenren",
    "雪岚",
)
CODES = ("tickets.message_added", "customers.contact_created", "visits.reported", "accounts.customer_created")


@dataclass
class Life:
    """What one person left behind: two closed requests, mails, files, a visit, an account."""

    people: People
    contact: Contact
    tickets: list[Ticket]

    @property
    def manager(self) -> Actor:
        """Who may erase."""
        return Actor.of(self.people.manager)

    def erase(self, **given: Any) -> Erasure:
        """The deed."""
        values: dict[str, Any] = {
            "reason": "书面申请 2026-11",
            "typed_name": NAME,
            "by": self.manager,
            "at": self.people.at,
        }
        return customers.erase_contact(contact_id=self.contact.pk, **values | given)


@pytest.fixture
def library(people: People) -> Library:
    """Articles."""
    return Library(people, people.at)


@pytest.fixture
def life(people: People, settings: Any, tmp_path: Path) -> Life:
    settings.DATA_DIR = tmp_path
    add_mailbox()
    files = Files(at=people.at)
    house = files.organisation("鹿角示例")
    contact = files.contact(
        NAME, phones=(PHONE,), addresses=[ADDRESS], organisation_id=house.pk, notes=f"{NAME} 喜欢早上接电话"
    )
    other = files.contact(
        "雪岚 W.", addresses=["x.wenren@unique-sender.example"], family_name="闻人", given_name="雪岚"
    )
    customers.merge_contacts(survivor_id=contact.pk, absorbed_id=other.pk, by=SETUP, at=people.at)
    account = files.account(contact, ADDRESS)
    by_mail = receive(
        subject="批处理停住", text=f"{WORDS}\n\n{NAME} 139 7766 5544", sender=f"{NAME} <{ADDRESS}>",
        files={"zhangdan.txt": f"账单 {WORDS}".encode()},
    ).ticket  # fmt: skip
    assert by_mail is not None
    by = people.actor("senior")
    work(by_mail, people, by)
    receive(
        subject=f"Re: 批处理停住 [#{by_mail.number}]", text=f"{WORDS}，还是不行。", sender=f"{NAME} <{ADDRESS}>",
        in_reply_to=OutboundMail.objects.filter(stream=f"ticket:{by_mail.pk}").latest("pk").message_id,
    )  # fmt: skip
    visit_on_site(by_mail, people, by)
    own = Actor.of(account)
    said = tickets.Incoming(text=PORTAL_WORDS, channel=Channel.WEB, contact=contact)
    request = tickets.Request(channel=Channel.WEB, subject="第二件", message=said, contact=contact)
    on_portal = tickets.register(request=request, by=own, at=people.at)[0]
    SignInLink.objects.create(secret_hash="0" * 64, address=ADDRESS, created_at=people.at)
    for ticket in (by_mail, on_portal):
        settle(ticket, people, by)
    Notice.objects.create(
        person=people.senior, kind="x", stream=f"ticket:{by_mail.pk}", label=NAME, data={"who": NAME}, severity="info",
        made_at=people.at,
    )  # fmt: skip
    OutboundMail.objects.update(state=State.SENT)
    drain()
    return Life(people, contact, [Ticket.objects.get(pk=row.pk) for row in (by_mail, on_portal)])


def work(ticket: Ticket, people: People, by: Actor) -> None:
    """Take it and answer by name."""
    tickets.take(ticket_id=ticket.pk, by=by, at=people.at)
    answer = tickets.Reply(text=f"{NAME} 您好，我们在查，稍后打 139-7766-5544。")
    tickets.reply(ticket_id=ticket.pk, answer=answer, by=by, at=people.at)
    tickets.note(ticket_id=ticket.pk, text=f"{NAME} 很着急", by=by, at=people.at)


def visit_on_site(ticket: Ticket, people: People, by: Actor) -> None:
    """Somebody went there, and the person signed."""
    wanted = visits.Wanted(
        reason=f"{NAME} 远程连不上", address="深圳", zone="Asia/Shanghai", contact_name=NAME, contact_phone=PHONE
    )
    row = visits.request(ticket_id=ticket.pk, wanted=wanted, by=by, at=people.at)
    start = people.at + timedelta(days=1)
    plan = visits.Plan(
        engineer_id=people.senior.pk, starts_at=start, ends_at=start + timedelta(hours=1), overruled="约好了"
    )
    visits.schedule(visit_id=row.pk, plan=plan, by=people.actor("supervisor"), at=people.at)
    visits.check_in(visit_id=row.pk, by=by, at=start)
    visits.check_out(visit_id=row.pk, by=by, at=start + timedelta(hours=1))
    given = visits.Report(
        found="停了",
        work_done=f"和 {NAME} 一起重启",
        minutes_worked=30, result=Result.SOLVED, signed=SignedBy.DRAWN, signature=drawn(),
        signer_name=NAME,
    )  # fmt: skip
    visits.report(visit_id=row.pk, given=given, by=by, at=start + timedelta(hours=2))


def settle(ticket: Ticket, people: People, by: Actor) -> None:
    """Work it to its end, with an opinion of the customer."""
    at = people.at + timedelta(days=2)
    ticket.refresh_from_db()
    if ticket.owner_id is None:
        tickets.take(ticket_id=ticket.pk, by=by, at=at)
    product = Files(at=at).product(f"p{ticket.pk}")
    changes = tickets.Changes(type="fault", product=product, version="8.2")
    tickets.change(ticket_id=ticket.pk, changes=changes, by=by, at=at)
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="在查。"), by=by, at=at)
    tickets.confirm(ticket_id=ticket.pk, cause=f"{NAME} 的浏览器太旧", method="remote", by=by, at=at)
    proposal = tickets.Proposal(kind="upgrade", parts={"version": "9"}, explanation=f"请 {NAME} 升级")
    tickets.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=at)
    found = tickets.Outcome(FollowUpOutcome.SOLVED, "phone", f"{WORDS} 已经好了")
    follow_up = ticket.follow_ups.get(done_at=None)
    tickets.record_outcome(follow_up_id=follow_up.pk, found=found, by=by, at=at)


def texts() -> list[tuple[str, str]]:
    """Every value of every table of the database as text, those of hand-made indexes too."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%index%'")
            tables = sorted({*tables, *(row[0] for row in cursor.fetchall())})
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
            for row in cursor.fetchall():
                found += [(table, str(value)) for value in row if isinstance(value, str | dict | list)]
    return found


def traces(folder: Path) -> list[tuple[str, str]]:
    """Where one of the person's unique words still stands."""
    left = [(table, word) for table, text in texts() for word in UNIQUE if word.lower() in text.lower()]
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            left += [(path.name, word) for word in UNIQUE if word.encode() in content]
    return sorted(set(left))


def test_leaves_nothing_of_the_person_and_a_whole_record(life: Life) -> None:
    before = traces(settings.DATA_DIR)
    tables = {table for table, _word in before}
    assert {
        "customers_contact", "customers_contactaddress", "customers_contactphone", "accounts_user", "tickets_message",
        "channels_email_maillog", "outbound_outboundmail", "visits_visit", "records_payload", "search_document",
        "notices_notice", "tickets_followup",
    } <= tables  # fmt: skip
    assert any(re.fullmatch(r"[0-9a-f]{64}", name) for name in tables)  # the attachment, and the original of the mail
    erasure = life.erase()
    drain()
    assert traces(settings.DATA_DIR) == []
    row, doubts = services.verify(by=life.manager, at=life.people.at)
    assert [(doubt.stream, str(doubt.reason)) for doubt in doubts] == []
    erasure.refresh_from_db()
    assert row.erased == erasure.payloads > 20
    assert not Document.objects.filter(text__contains="葡萄干").exists()
    assert Ticket.objects.get(pk=life.tickets[0].pk).subject.endswith("批处理停住")
    assert selectors.guards_in_place()


def test_says_so_in_the_record_without_the_data(life: Life) -> None:
    life.erase()
    said = selectors.history(f"contact:{life.contact.pk}")
    assert [event.code for event in said] == ["record.person_erased"]
    assert said[0].data["reason"] == "书面申请 2026-11"
    assert said[0].data["payloads"] == ErasedPayload.objects.count() == sum(said[0].data["by_type"].values())
    assert set(CODES) <= set(said[0].data["by_type"])


def test_shows_before_what_goes_and_changes_nothing(life: Life) -> None:
    manager, before = life.manager, sorted(texts())
    looked = customers.look_at_erasure(contact_id=life.contact.pk, by=manager, at=life.people.at)
    assert sorted(texts()) == before
    with override("en"):
        counts = {str(words): count for _label, kinds in looked.goes for words, count in kinds}
    assert counts["Messages of this person"] == 3
    assert counts["Mails from this person"] == MailLog.objects.filter(from_address=ADDRESS).count() == 2
    life.erase()
    assert looked.payloads == ErasedPayload.objects.count()


def test_names_what_the_house_wrote_of_the_person(life: Life, library: Library) -> None:
    """Whether it is this person or another of the same name only a reader can say: nothing of it is changed."""
    article = library.write(title=f"{NAME} 的批处理")
    library.write()
    past = library.published(text=text(parts=PARTS | {"where": f"<p>{NAME} 报的</p>"}))
    library.publish(library.approve(library.submit(library.rewrite(past), by="knowledge_editor")))
    said = ideas.IdeaData(
        title="导出提速", now="慢", better="快", effect=f"{NAME} 不再打电话", direction=Direction.values[0]
    )
    idea = ideas.raise_idea(data=said, by=life.people.actor("senior"), at=life.people.at)
    looked = customers.look_at_erasure(contact_id=life.contact.pk, by=life.manager, at=life.people.at)
    with override("en"):
        assert [(str(label), found) for label, found in looked.named_in] == [
            (
                "Articles",
                [
                    (article.title, article.get_absolute_url()),
                    (f"{past.title}（仅历史版本）", past.get_absolute_url()),
                ],
            ),
            ("Ideas", [("导出提速", reverse("improvement:idea", args=[idea.pk]))]),
        ]


def test_the_page_leads_to_what_may_still_name_the_person(life: Life, client: Client) -> None:
    at = life.people.at
    times = {"period_end": at, "made_at": at, "computed_at": at, "due_at": at}
    report = Report.objects.create(length="week", period="2026-W40", content={}, remarks=f"{NAME} 来电三次", **times)
    client.force_login(life.people.manager)
    page = client.get(reverse("customers:erase", args=[life.contact.pk])).content.decode()
    assert f'<a href="{reverse("reports:report", args=[report.pk])}">' in page and "2026-W40" in page


def test_nobody_fills_an_erased_file_again(life: Life) -> None:
    life.erase()
    data = customers.ContactData(display_name=NAME)
    with pytest.raises(DomainError) as refused:
        customers.update_contact(contact_id=life.contact.pk, data=data, by=life.manager, at=life.people.at)
    assert refused.value.code == "erased"


def test_check_that_runs_meanwhile_believes_an_erasure(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of what was erased is read when the check begins."""
    real, asked = checking.lawfully_erased, []

    def late() -> Any:
        asked.append(1)
        return (frozenset(), []) if len(asked) == 1 else real()

    life.erase()
    monkeypatch.setattr(checking, "lawfully_erased", late)
    monkeypatch.setattr(checking, "_last_erasure", lambda: 0)
    row, doubts = services.verify(by=life.manager, at=life.people.at)
    assert (doubts, len(asked)) == ([], 2)
    assert row.erased == ErasedPayload.objects.count()


def test_still_finds_what_was_removed_by_hand(life: Life) -> None:
    life.erase()
    kept = selectors.history(f"ticket:{life.tickets[0].pk}")[0]
    with unguarded() as execute:
        execute("DELETE FROM records_payload WHERE event_id = %s", kept.id)
    _row, doubts = services.verify(by=life.manager, at=life.people.at)
    assert [doubt.event_id for doubt in doubts] == [kept.id]


def test_does_not_believe_a_list_that_somebody_lengthened(life: Life) -> None:
    life.erase()
    kept = selectors.history(f"ticket:{life.tickets[0].pk}")[0]
    with unguarded() as execute:
        execute("DELETE FROM records_payload WHERE event_id = %s", kept.id)
        ErasedPayload.objects.create(event_id=kept.id, erasure=Erasure.objects.get())
    _row, doubts = services.verify(by=life.manager, at=life.people.at)
    assert kept.id in {doubt.event_id for doubt in doubts}


def test_guards_the_record_again_afterwards(life: Life) -> None:
    life.erase()
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_payload")


@pytest.mark.parametrize("what", ["contact", "organisation", "ticket"])
def test_refuses_while_a_legal_hold_stands(life: Life, what: str) -> None:
    key = {"contact": life.contact.pk, "organisation": life.contact.organisation_id, "ticket": life.tickets[0].pk}[what]
    services.place_hold(stream=f"{what}:{key}", reason="诉讼", by=life.manager, at=life.people.at)
    with pytest.raises(Conflict, match=r"legal hold|法律保留|保留"):
        life.erase()
    assert Contact.objects.get(pk=life.contact.pk).display_name == NAME


def test_refuses_while_a_request_is_open_and_names_it(life: Life) -> None:
    ticket = life.tickets[0]
    tickets.reopen(ticket_id=ticket.pk, reason="没好", by=life.people.actor("senior"), at=life.people.at)
    with pytest.raises(Conflict, match=ticket.number):
        life.erase()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"typed_name": "别人"}, "name"), ({"reason": " "}, "reason"), ({"reason": f"{NAME} 要求"}, "reason")],
)
def test_wants_a_reason_that_names_nobody_and_the_name(life: Life, given: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        life.erase(**given)
    assert set(refused.value.fields) == {field}


def test_refuses_everybody_but_managers_and_administrators(life: Life) -> None:
    with pytest.raises(Refused):
        life.erase(by=Actor.of(life.people.supervisor))


def test_bundle_with_erased_contents_verifies(life: Life, tmp_path: Path) -> None:
    life.erase()
    target = io.BytesIO()
    stream = f"ticket:{life.tickets[0].pk}"
    services.export_bundle(target=target, stream=stream, by=life.manager, at=life.people.at)
    path = tmp_path / "bundle.zip"
    path.write_bytes(target.getvalue())
    report = check_bundle(str(path))
    assert report.problems == []
    assert report.erased == ErasedPayload.objects.filter(event__stream__key=stream).count() > 0


def test_pages_say_that_the_content_is_erased(life: Life, client: Client) -> None:
    life.erase()
    client.force_login(life.people.manager)
    ticket = client.get(reverse("tickets:detail", args=[life.tickets[0].number]))
    assert "content erased by law" in ticket.content.decode()
    file = client.get(reverse("customers:contact", args=[life.contact.pk])).content.decode()
    assert "Erased person" in file
    assert NAME not in file + ticket.content.decode()
    with override("en"):
        said = [selectors.sentence(item) for item in selectors.timeline(f"contact:{life.contact.pk}")]
    assert said.count("Content erased by law") == len(said) - 1
