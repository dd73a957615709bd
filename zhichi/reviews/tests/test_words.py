"""The lists of words and phrases, and what becomes of a reply with a forbidden word in it (3.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import selectors as records
from zhichi.reviews import services
from zhichi.reviews.models import Phrase, Word, WordUse
from zhichi.reviews.selectors import words
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.reviews.tests.conftest import House


def save(house: House, key: int | None = None, **given: Any) -> Word:
    data = services.WordData(**{"language": "zh-hans", "text": "搞不定", **given})
    return services.save_word(data=data, word_id=key, by=house.people.actor("supervisor"), at=house.tick())


def test_the_list_is_kept_with_its_history(house: House) -> None:
    row = save(house, instead="我请同事一起看", exceptions=("没有搞不定的",))
    save(house, row.pk, instead="我请同事一起看", exceptions=("没有搞不定的",))  # nothing differs
    save(house, row.pk, severity="block", is_active=False)
    codes = [event.code for event in records.history(f"word:{row.pk}")]
    assert codes == ["reviews.word_listed", "reviews.word_changed"]
    assert row.pk not in {item.key for item in words.listed()}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "！？…"}, "text"),
        ({"text": "字" * 81}, "text"),
        ({"language": "fr"}, "language"),
        ({"severity": "scream"}, "severity"),
        ({"exceptions": ("不相干",)}, "exceptions"),
        ({"exceptions": ("搞不定",)}, "exceptions"),
        ({"exceptions": tuple(f"搞不定{number}" for number in range(201))}, "exceptions"),
    ],
)
def test_a_word_that_makes_no_sense_is_refused(house: House, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        save(house, **given)
    assert set(refused.value.fields) == {field}


def test_a_word_is_listed_once_however_it_is_written(house: House) -> None:
    save(house)
    for text in ("搞 不 定", "搞，不定", "搞不定！"):
        with pytest.raises(Conflict):
            save(house, text=text)
    with pytest.raises(Refused):
        services.save_word(
            data=services.WordData(language="en", text="nope"), by=house.people.actor("senior"), at=house.tick()
        )


def test_a_reply_sent_all_the_same_is_recorded_with_its_reason(house: House) -> None:
    ticket = house.desk.worked()
    by = house.people.actor("senior")
    text = "这个我不知道，你懂什么。\n> 你们都是白痴"
    ask = tickets.Reply(text=text, heeded=tickets.Heeded())
    with pytest.raises(tickets.Questioned) as asked:
        tickets.reply(ticket_id=ticket.pk, answer=ask, by=by, at=house.tick())
    found = asked.value.found
    assert [text[item.start : item.end] for item in found.findings] == ["不知道", "你懂什么"]  # nothing quoted
    answer = tickets.Reply(text=text, heeded=tickets.Heeded(found.mark, "引用他自己的话"))
    message = tickets.reply(ticket_id=ticket.pk, answer=answer, by=by, at=house.tick())
    uses = WordUse.objects.filter(message=message)
    assert {(use.word.text, use.severity, use.reason) for use in uses} == {
        ("不知道", "warn", "引用他自己的话"),
        ("你懂什么", "block", "引用他自己的话"),
    }
    told = [event for event in records.history(ticket.stream) if event.code == "reviews.word_sent"]
    assert told[0].data["words"] == ["不知道", "你懂什么"]


def test_the_customer_may_be_cited_and_nobody_else(house: House) -> None:
    ticket = house.desk.worked()
    house.desk.says(ticket, "你们的系统真是白痴设计")
    assert words.look(ticket.pk, "您说的“白痴设计”我们会改") == []
    assert len(words.look(ticket.pk, "您说的“白痴功能”我们会改")) == 1
    assert len(words.look(ticket.pk, "白痴设计")) == 1


def test_a_clean_reply_costs_one_statement(house: House, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert words.look(1, "您好，请升级到 8.2.1。") == []


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("{name}，您好：", "何青", "何青，您好："),
        ("{name}，您好：", "", "您好："),
        ("Hello {name},", "Dana Reed", "Hello Dana Reed,"),
        ("Hello {name},", "", "Hello,"),
        ("Thank you for the details, {name}.", "", "Thank you for the details."),
        ("没有称呼的句子。", "", "没有称呼的句子。"),
    ],
)
def test_a_phrase_holds_the_customer_s_name_or_closes_the_gap(text: str, name: str, said: str) -> None:
    assert words.with_name(text, name) == said


@pytest.mark.parametrize(("text", "field"), [("", "text"), ("您好，{姓名}", "text"), ("您好，{name", "text")])
def test_a_phrase_that_makes_no_sense_is_refused(house: House, text: str, field: str) -> None:
    data = services.PhraseData(language="zh-hans", place="greeting", text=text)
    with pytest.raises(DomainError) as refused:
        services.save_phrase(data=data, by=house.people.actor("manager"), at=house.tick())
    assert field in refused.value.fields


def test_the_composer_offers_phrases_in_the_ticket_s_language(client: Client, house: House) -> None:
    ticket = house.desk.worked()
    client.force_login(house.people.senior)
    url = reverse("reviews:phrases_for", args=[ticket.number])
    shown = client.get(url).content.decode()
    assert 'data-insert="何青，您好："' in shown and "Hello" not in shown
    Phrase.objects.filter(language="zh-hans").update(is_active=False)
    assert "data-insert" not in client.get(url).content.decode()
    client.force_login(house.people.rival)
    assert client.get(url).status_code == 404


def test_the_ticket_page_has_check_and_menu_without_a_statement_of_theirs(client: Client, house: House) -> None:
    ticket = house.desk.worked()
    client.force_login(house.people.senior)
    shown = client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert 'id="reply-check"' in shown and 'id="menu-phrases"' in shown  # what they cost: tickets' query counts
