"""What a registered check finds in a reply is asked about once, recorded when sent, and never costs a typed word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.core.errors import DomainError
from zhichi.core.registry import Registry
from zhichi.tickets import registry, services
from zhichi.tickets.models import Draft, Message, ReportTemplate, Solution, Ticket
from zhichi.tickets.registry import DraftCheck, Finding, Sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Sent]:
    """A check of its own in place of the registered ones: “asap” is a warning, “idiot” needs a reason."""
    told: list[Sent] = []

    def look(_ticket_id: int, text: str) -> list[Finding]:
        return [
            Finding(key=word, start=text.index(word), end=text.index(word) + len(word), advice=advice, asks_why=why)
            for word, advice, why in (("asap", "by 11:00", False), ("idiot", "", True))
            if word in text
        ]

    checks: Registry[DraftCheck] = Registry("draft check")
    checks.add("test", DraftCheck("test", look, told.append))
    monkeypatch.setattr(registry, "draft_checks", checks)
    monkeypatch.setattr("zhichi.tickets.services._checks.draft_checks", checks)
    return told


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    return desk.worked()


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def post(client: Client, ticket: Ticket, *, script: bool = True, **given: Any) -> Any:
    data = {"kind": "reply", "text": "We do it asap.", "key": "k", **given}
    return client.post(reverse("tickets:send", args=[ticket.number]), data, headers=FRAGMENT if script else {})


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_warning_is_shown_with_advice_and_sent_when_it_is_answered(
    senior: Client, ticket: Ticket, sent: list[Sent]
) -> None:
    asked = post(senior, ticket)
    assert asked.status_code == 422 and "by 11:00" in page(asked) and '<mark class="mark">asap</mark>' in page(asked)
    assert not sent and not Message.objects.filter(text__contains="asap").exists()
    mark = asked.context["question"].mark
    assert post(senior, ticket, heeded=mark).status_code == 200
    assert [(item.text, item.reason) for item in sent] == [("We do it asap.", "")]


def test_an_answer_to_one_word_is_none_to_another(senior: Client, ticket: Ticket, sent: list[Sent]) -> None:
    mark = post(senior, ticket).context["question"].mark
    again = post(senior, ticket, text="asap, idiot", heeded=mark)
    assert again.status_code == 422 and not sent
    blocked = again.context["question"]
    assert blocked.asks_why and blocked.mark != mark
    assert post(senior, ticket, text="asap, idiot", heeded=blocked.mark, reason="  ").status_code == 422
    assert post(senior, ticket, text="asap, idiot", heeded=blocked.mark, reason="citing a log").status_code == 200
    assert sent[0].reason == "citing a log" and len(sent[0].findings) == 2


def test_without_script_the_text_and_the_question_come_back_on_a_page(
    senior: Client, ticket: Ticket, sent: list[Sent]
) -> None:
    asked = post(senior, ticket, script=False, text="you idiot <b>", heeded="stale", reason="old")
    assert asked.status_code == 422 and "you idiot &lt;b&gt;" in page(asked)
    assert page(asked).count('name="heeded"') == 1 and page(asked).count('name="reason"') == 1


def test_notes_calls_and_clean_replies_are_not_asked_about(senior: Client, ticket: Ticket, sent: list[Sent]) -> None:
    assert post(senior, ticket, kind="note", text="an idiot, asap").status_code == 200
    assert post(senior, ticket, kind="call", text="an idiot", direction="in", key="c").status_code == 200
    assert post(senior, ticket, text="All is well.", key="d").status_code == 200
    assert not sent


def test_an_author_who_cannot_be_asked_is_recorded_only(
    people: People, desk: Desk, ticket: Ticket, sent: list[Sent]
) -> None:
    answer = services.Reply(text="you idiot")
    message = services.reply(ticket_id=ticket.pk, answer=answer, by=people.actor("senior"), at=desk.tick())
    assert [(item.message_id, item.reason) for item in sent] == [(message.pk, "")]


def test_the_check_while_typing_writes_nothing(senior: Client, ticket: Ticket, sent: list[Sent]) -> None:
    url = reverse("tickets:draft_check", args=[ticket.number])
    found = senior.post(url, {"text": "so, asap"}, headers=FRAGMENT)
    assert "asap" in page(found) and "composer-alert" not in page(found)
    mark = found.context["question"].mark
    standing = senior.post(url, {"text": "so, asap!", "questioned": mark}, headers=FRAGMENT)
    assert "composer-alert" not in page(standing)  # the question is still about these words
    cleared = senior.post(url, {"text": "so, today", "questioned": mark}, headers=FRAGMENT)
    assert 'id="composer-alert" hx-swap-oob' in page(cleared) and "draft-note" not in page(cleared)
    assert not sent and not Draft.objects.exists()


def test_a_stranger_cannot_check(client: Client, people: People, ticket: Ticket, sent: list[Sent]) -> None:
    client.force_login(people.rival)
    url = reverse("tickets:draft_check", args=[ticket.number])
    assert client.post(url, {"text": "asap"}).status_code == 404
    client.force_login(people.auditor)
    assert client.post(url, {"text": "asap"}).status_code == 403


def test_a_progress_report_is_asked_about_for_what_its_author_wrote(
    senior: Client, ticket: Ticket, sent: list[Sent]
) -> None:
    asked = post(senior, ticket, kind="report", text="The idiot log is read.")
    assert asked.status_code == 422 and '<mark class="mark">idiot</mark>' in page(asked)
    assert 'data-for-kind="reply report"' in page(asked)
    mark = asked.context["question"].mark
    answer = post(senior, ticket, kind="report", text="The idiot log is read.", heeded=mark, reason="its file name")
    assert answer.status_code == 200
    assert [("The idiot log is read." in item.text, item.reason) for item in sent] == [(True, "its file name")]


def test_the_words_around_a_progress_report_are_asked_about_too(
    senior: Client, ticket: Ticket, sent: list[Sent]
) -> None:
    """The template says “asap” itself; nothing is there to be replaced in what was typed. A subject is not our word."""
    Ticket.objects.filter(pk=ticket.pk).update(subject="your idiot export")
    text = "{customer}: {doing} asap, {subject}, {next}"
    ReportTemplate.objects.update_or_create(
        language=ticket.language, defaults={"text": text, "changed_at": ticket.registered_at}
    )
    url = reverse("tickets:draft_check", args=[ticket.number])
    found = senior.post(url, {"text": "We test it.", "kind": "report"}, headers=FRAGMENT)
    assert '<mark class="mark">asap</mark>' in page(found) and "data-replace" not in page(found)
    assert "idiot" not in page(found)
    assert "asap" not in page(senior.post(url, {"text": "We test it."}, headers=FRAGMENT))  # a reply has no template
    asked = post(senior, ticket, kind="report", text="We test it.")
    assert asked.status_code == 422
    mark = asked.context["question"].mark
    assert post(senior, ticket, kind="report", text="We test it.", heeded=mark).status_code == 200
    assert len(sent) == 1


def test_a_template_with_such_words_is_refused(people: People, desk: Desk, sent: list[Sent]) -> None:
    by = people.actor("supervisor")
    with pytest.raises(DomainError) as refused:
        services.set_report_template(language="en", text="{doing} asap, {next}", by=by, at=desk.tick())
    assert "“asap”" in str(refused.value) and list(refused.value.fields) == ["text"]
    services.set_report_template(language="en", text="{doing} soon, {next}", by=by, at=desk.tick())


def test_the_parts_of_a_solution_are_asked_about_while_typed_and_when_proposed(
    senior: Client, ticket: Ticket, sent: list[Sent]
) -> None:
    typed = {"kind": "configuration", "setting": "idiot mode", "after": "off asap", "explanation": "It works now."}
    url = reverse("tickets:draft_check", args=[ticket.number])
    found = page(senior.post(url, {**typed, "questioned": "other"}, headers=FRAGMENT))
    assert '<mark class="mark">idiot</mark>' in found and 'data-replace="asap"' in found
    assert "composer-alert" not in found
    other = {**typed, "kind": "guidance"}  # what was typed for another kind is not sent
    assert "draft-note" not in page(senior.post(url, other, headers=FRAGMENT))
    propose = reverse("tickets:propose", args=[ticket.number])
    asked = senior.post(propose, typed, headers=FRAGMENT)
    assert asked.status_code == 422 and not sent
    mark = asked.context["question"].mark
    senior.post(propose, {**typed, "heeded": mark, "reason": "its name in the product"}, headers=FRAGMENT)
    assert [item.reason for item in sent] == ["its name in the product"]


def test_the_words_of_a_solution_are_asked_about_in_its_sheet(senior: Client, ticket: Ticket, sent: list[Sent]) -> None:
    data = {"kind": "guidance", "article": "Handbook, page 3", "explanation": "Update asap."}
    url = reverse("tickets:propose", args=[ticket.number])
    asked = senior.post(url, data, headers=FRAGMENT)
    assert asked.status_code == 422 and '<mark class="mark">asap</mark>' in page(asked)
    assert "Update asap." in page(asked) and not Solution.objects.exists()  # nothing typed is lost, nothing is sent
    mark = asked.context["question"].mark
    assert senior.post(url, {**data, "heeded": mark}, headers=FRAGMENT).status_code == 204
    solution = Solution.objects.get()
    assert solution.explanation == "Update asap." and [item.text for item in sent] == ["Update asap.\nHandbook, page 3"]
    assert Message.objects.filter(pk=sent[0].message_id, text="Update asap.").exists()
