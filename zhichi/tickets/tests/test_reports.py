"""Progress reports (3.1.3): the letter, its way to the customer, the next one's time, the words around it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.tickets import reports, selectors, services
from zhichi.tickets.models import Draft, Message, ReportTemplate, Ticket
from zhichi.tickets.tests.test_clocks import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}
DOING = "已经定位到导出模块，正在测试补丁"


def report(desk: Desk, ticket: Ticket, doing: str = DOING, who: str = "senior", **given: Any) -> Message:
    words = services.Report(doing=doing, **given)
    return services.report(ticket_id=ticket.pk, words=words, by=desk.people.actor(who), at=desk.tick())


def agree(desk: Desk, ticket: Ticket, hours: float = 30, reason: str = "客户同意明天再通报") -> Ticket:
    until, by = desk.at + timedelta(hours=hours), desk.people.actor("senior")
    return services.agree_report(ticket_id=ticket.pk, until=until, reason=reason, by=by, at=desk.tick())


def due(ticket: Ticket) -> datetime:
    """When the next report is due."""
    assert ticket.report_at is not None
    return ticket.report_at


def test_goes_to_the_customer_with_the_words_around_it_and_starts_the_next(desk: Desk) -> None:
    ticket = desk.worked()
    message = report(desk, ticket)
    mail = message.outbound
    assert mail is not None
    for words in ("何青，您好", ticket.number, "导出乱码", DOING, "下次进展通报"):
        assert words in mail.text
    ticket.refresh_from_db()
    assert (ticket.told_at, ticket.report_at) == (message.at, message.at + timedelta(hours=4))
    assert clock(ticket, "progress").due_at == ticket.report_at


def test_is_marked_in_the_conversation_the_record_and_the_customer_s_timeline(desk: Desk) -> None:
    ticket = desk.worked()
    message = report(desk, ticket)
    assert message.report == DOING
    event = next(item for item in records.history(ticket.stream) if item.code == "tickets.progress_reported")
    assert event.data["message_id"] == message.pk
    public = [item.code for item in selectors.public_timeline(ticket)]
    assert "tickets.progress_reported" in public
    assert not record_services.verify(by=desk.people.actor("auditor"), at=desk.at)[1]


@pytest.mark.parametrize("doing", ["", "   \n ", "\u200b\u00a0"[1:]])
def test_needs_a_sentence_about_what_is_being_done(desk: Desk, doing: str) -> None:
    ticket = desk.worked()
    with pytest.raises(DomainError) as refusal:
        report(desk, ticket, doing)
    assert "text" in refusal.value.fields
    assert not ticket.messages.exclude(report="").exists()


def test_taken_back_it_never_was_and_its_sentence_is_a_draft_again(desk: Desk) -> None:
    ticket = desk.worked()
    before = clock(ticket, "progress").started_at
    message = report(desk, ticket)
    back = services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.at)
    assert back == DOING
    assert Draft.objects.get(ticket=ticket, kind="report").text == DOING
    assert clock(ticket, "progress").started_at in {before, message.at}
    ticket.refresh_from_db()
    assert ticket.report_at == before + timedelta(hours=4)
    assert "tickets.progress_reported" not in [item.code for item in selectors.public_timeline(ticket)]


def test_a_solved_or_closed_ticket_takes_none(desk: Desk) -> None:
    for ticket, code in ((desk.solved(), "solved"), (desk.closed(), "closed")):
        with pytest.raises(Conflict) as refusal:
            report(desk, ticket)
        assert refusal.value.code == code


def test_is_blocked_once_when_a_colleague_wrote_meanwhile(desk: Desk) -> None:
    ticket = desk.worked()
    seen = selectors.newest_reply(ticket)
    report(desk, ticket, who="junior")
    with pytest.raises(Conflict) as refusal:
        report(desk, ticket, seen=seen)
    assert refusal.value.code == "stale"


def test_what_the_customer_wrote_is_never_read_for_marks(desk: Desk) -> None:
    ticket = desk.ticket(subject="{doing} {{ settings.SECRET_KEY }} {% load x %}")
    message = report(desk, ticket, "改好了 {number} {客户}")
    assert "“{doing} {{ settings.SECRET_KEY }} {% load x %}”" in message.text
    assert "改好了 {number} {客户}" in message.text


def test_says_that_the_next_follows_their_answer_while_they_are_awaited(desk: Desk) -> None:
    ticket = desk.worked()
    services.step(ticket_id=ticket.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    message = report(desk, ticket)
    ticket.refresh_from_db()
    assert ticket.report_at is None
    assert "20" not in message.text.split("下次进展通报")[1]


def test_is_written_in_the_language_of_the_ticket(desk: Desk) -> None:
    message = report(desk, desk.ticket(language="en"), "We test a patch.")
    assert message.text.startswith("Dear 何青,")
    assert "Next progress report: by " in message.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{doing} {next} {password}", "{password}"),
        ("{doing} {next} {0.__class__}", "{0.__class__}"),
        ("{doing}", "{next}"),
        ("{下次通报}", "{doing}"),
        ("{doing} {next} }", "{number}"),
        ("", "{doing}"),
    ],
)
def test_refuses_words_with_unknown_or_missing_marks(desk: Desk, text: str, said: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.set_report_template(language="en", text=text, by=desk.people.actor("supervisor"), at=desk.at)
    assert said in str(refusal.value.message)
    assert not ReportTemplate.objects.exists()


def test_the_words_are_the_supervisors_and_each_change_is_recorded(desk: Desk) -> None:
    by = desk.people.actor("supervisor")
    row = services.set_report_template(language="zh-hans", text="{进展}\n{下次通报}", by=by, at=desk.at)
    assert report(desk, desk.worked()).text.startswith(DOING)
    event = records.history(f"report-template:{row.pk}")[-1]
    assert (event.data["before"], event.data["after"]) == (reports.SHIPPED["zh-hans"], "{进展}\n{下次通报}")
    with pytest.raises(Refused):
        services.set_report_template(language="en", text="{doing}{next}", by=desk.people.actor("senior"), at=desk.at)


def test_the_shipped_words_are_good_ones() -> None:
    assert {reports.checked(text) for text in reports.SHIPPED.values()} == set(reports.SHIPPED.values())


def test_the_clock_runs_to_an_agreed_time_until_the_next_report(desk: Desk) -> None:
    ticket = agree(desk, desk.worked())
    agreed = ticket.agreed_for
    assert (ticket.report_at, clock(ticket, "progress").due_at) == (agreed, agreed)
    report(desk, ticket)
    ticket.refresh_from_db()
    assert ticket.told_at is not None
    assert ticket.report_at == ticket.told_at + timedelta(hours=4)


def test_an_agreement_is_told_to_the_customer_and_can_be_taken_back(desk: Desk) -> None:
    ticket = desk.worked()
    before = clock(ticket, "progress")
    agree(desk, ticket)
    event = selectors.public_timeline(ticket)[-1]
    assert event.code == "tickets.report_agreed"
    services.undo_agreement(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    ticket.refresh_from_db()
    before.refresh_from_db()
    assert (ticket.report_at, before.state) == (before.due_at, "running")


@pytest.mark.parametrize(("hours", "reason", "field"), [(-1, "好", "until"), (169, "好", "until"), (5, " ", "reason")])
def test_refuses_an_agreement_that_is_past_too_far_or_without_reason(
    desk: Desk, hours: int, reason: str, field: str
) -> None:
    ticket = desk.worked()
    with pytest.raises(DomainError) as refusal:
        agree(desk, ticket, hours, reason)
    assert field in refusal.value.fields


def test_lists_the_reports_that_are_due_the_latest_first(desk: Desk) -> None:
    late, soon, far = desk.worked(), desk.worked(), desk.worked()
    at = due(soon) - timedelta(minutes=20)
    desk.tick(hours=1)
    report(desk, far)
    Ticket.objects.filter(pk=late.pk).update(report_at=at - timedelta(hours=1))
    filters = selectors.view_by_name(desk.people.senior, "reports").filters
    assert [row.id for row in selectors.queue(desk.people.senior, filters, at=at).rows] == [late.pk, soon.pk]
    assert selectors.queue(desk.people.junior, filters, at=at).rows == []


def post(client: Client, ticket: Ticket, path: str, **data: Any) -> Any:
    return client.post(f"/desk/tickets/{ticket.number}/{path}", data, headers=FRAGMENT)


def test_the_composer_sends_it_once_and_keeps_what_is_refused(client: Client, people: People, desk: Desk) -> None:
    ticket = desk.worked()
    client.force_login(people.senior)
    empty = post(client, ticket, "send/", kind="report", text=" ", key="k0")
    assert empty.status_code == 422
    letter = post(client, ticket, "report/", text="正在测试").content.decode()
    assert "正在测试" in letter
    for _ in range(2):
        assert post(client, ticket, "send/", kind="report", text="正在测试", key="k1").status_code == 200
    assert ticket.messages.exclude(report="").count() == 1


def test_prompts_before_it_is_due(client: Client, people: People, desk: Desk, time_machine: Any) -> None:
    ticket = desk.worked()
    client.force_login(people.senior)
    url = f"/desk/tickets/{ticket.number}/report/prompt/"
    time_machine.move_to(due(ticket) - timedelta(hours=1), tick=False)
    assert "data-write" not in client.get(url, headers=FRAGMENT).content.decode()
    time_machine.move_to(due(ticket) - timedelta(minutes=20), tick=False)
    assert "banner-warn" in client.get(url, headers=FRAGMENT).content.decode()
    time_machine.move_to(due(ticket) + timedelta(minutes=1), tick=False)
    assert "banner-bad" in client.get(url, headers=FRAGMENT).content.decode()


def test_the_page_of_the_words_keeps_what_was_refused(client: Client, people: People) -> None:
    client.force_login(people.supervisor)
    base = "/desk/tickets/report-templates/"
    assert client.get(base).status_code == 200
    refused = client.post(f"{base}en/save/", {"text": "{doing} {next} {wages}"})
    assert refused.status_code == 422
    assert "{doing} {next} {wages}" in refused.content.decode()
    preview = client.post(f"{base}en/preview/", {"text": "{wages}"}).content.decode()
    assert "{wages}" in preview
    assert client.post(f"{base}fr/save/", {"text": "{doing} {next}"}).status_code == 404
    assert client.post(f"{base}en/save/", {"text": "Now: {doing} Next: {next}"}).status_code == 303
    client.force_login(people.senior)
    assert client.get(base).status_code == 403
