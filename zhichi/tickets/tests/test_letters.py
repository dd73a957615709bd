"""5.2.1: letters say what supervisors wrote, with placeholders from a closed set; typed text is never a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.core.clock import now
from zhichi.core.errors import DomainError, Refused
from zhichi.outbound import selectors as outbound
from zhichi.outbound.models import LetterWords, OutboundMail
from zhichi.records.selectors import history, sentence
from zhichi.tickets import letters, services
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
WORDS = "{客户}，您好：\n\n{正文}\n\n{签名}\n\n——示例公司"


def put(people: People, text: str = WORDS, kind: str = "reply", by: str = "supervisor", reason: str = "改抬头") -> None:
    services.set_letter(kind=kind, language="zh-hans", text=text, reason=reason, by=people.actor(by), at=now())


def replied(desk: Desk, text: str = "请升级") -> str:
    ticket = desk.ticket()
    services.reply(
        ticket_id=ticket.pk, answer=services.Reply(text=text), by=desk.people.actor("senior"), at=desk.tick()
    )
    return OutboundMail.objects.latest("pk").text


@pytest.mark.parametrize("key", list(letters.SHIPPED))
def test_what_is_shipped_is_allowed_and_shows(key: tuple[str, str]) -> None:
    kind, language = key
    assert letters.checked(kind, letters.SHIPPED[key]) == letters.SHIPPED[key]
    shown = letters.sample(kind, letters.SHIPPED[key], language)
    assert ("10017" in shown) != letters.is_signature(kind)
    assert "{" not in shown


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        ("reply", "{text} {password}", "{password}"),
        ("reply", "{text} {solved_link}", "{solved_link}"),  # not of this letter
        ("reply", "{text} {ticket.owner}", "{ticket.owner}"),
        ("reply", "{text} {}", "{}"),
        ("reply", "{text} {", "{ticket_number}"),
        ("reply", "您好", "{text}"),
        ("follow_up", "{text} {solved_link}", "{unsolved_link}"),
        ("acknowledgement", "收到", "{工单编号}"),
        ("closing", "{ticket_number} {signature}", "{signature}"),
    ],
)
def test_refuses_a_placeholder_by_its_name(kind: str, text: str, named: str) -> None:
    with pytest.raises(DomainError) as refusal:
        letters.checked(kind, text)
    assert named in refusal.value.message


def test_a_letter_says_the_new_words_from_now_on(desk: Desk) -> None:
    before = replied(desk)
    put(desk.people)
    after = replied(desk)
    assert "查看进展：" in before
    assert after == f"{desk.contact.display_name}，您好：\n\n请升级\n\n——示例公司"  # no signature, no empty paragraph
    put(desk.people, letters.SHIPPED["reply", "zh-hans"], reason="还是原来的好")
    assert "查看进展：" in replied(desk)
    assert [row.version for row in outbound.words_versions("reply", "zh-hans")] == [3, 2]
    changed = history("letter:reply")[0]
    assert (changed.data["reason"], changed.data["text"]) == ("改抬头", WORDS)


def test_typed_text_is_never_read_for_placeholders(desk: Desk) -> None:
    put(desk.people)
    text = replied(desk, "{客户} {{ settings.SECRET_KEY }} {% include 'x' %} %(name)s {0.__class__}\n\n{签名}")
    assert "{客户} {{ settings.SECRET_KEY }} {% include 'x' %} %(name)s {0.__class__}\n\n{签名}" in text
    ticket = desk.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(subject="{链接} {{ 7*7 }}")
    ticket.refresh_from_db()
    assert "“{链接} {{ 7*7 }}”" in letters.filled(
        letters.words("closing", "zh-hans"), {"subject": ticket.subject, "ticket_number": "1", "link": "L"}
    )


def test_a_language_without_words_gets_the_english_ones() -> None:
    assert letters.words("reply", "fr") == letters.SHIPPED["reply", "en"]


def test_refuses_words_without_a_reason_and_words_in_force(people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        put(people, reason=" ")
    assert refusal.value.code == "reason-missing"
    put(people)
    with pytest.raises(DomainError) as refusal:
        put(people)
    assert refusal.value.code == "unchanged"


def test_refuses_words_of_who_may_not(people: People) -> None:
    with pytest.raises(Refused):
        put(people, by="senior")


def test_the_page_keeps_what_was_refused_and_shows_versions(client: Client, people: People) -> None:
    client.force_login(people.supervisor)
    assert "客户信件" in client.get(reverse("tickets:letters")).text
    save = reverse("tickets:save_letter", args=["reply", "zh-hans"])
    refused = client.post(save, {"text": "{正文} {密码}", "reason": "试"})
    assert refused.status_code == 422
    assert all(words in refused.text for words in ("{正文} {密码}", "“{密码}”不是这封信的占位符"))
    assert not LetterWords.objects.exists()
    assert client.post(save, {"text": WORDS, "reason": "改抬头"}).status_code == 303
    page = client.get(reverse("tickets:letter", args=["reply"])).text
    assert all(words in page for words in ("改抬头", "第 2 版", "——示例公司"))
    old = client.get(reverse("tickets:letter", args=["reply"]), {"of": "zh-hans", "version": "1"}).text
    assert "——示例公司" not in old
    seen = client.post(reverse("tickets:preview_letter", args=["reply", "en"]), {"text": "{text} <b>", "reason": ""})
    assert "&lt;b&gt;" in seen.text


def test_a_team_signs_in_its_own_way_and_the_others_as_before(desk: Desk) -> None:
    desk.people.senior.signature = "林晓\n二线工程师"
    desk.people.senior.phone = "+861062345678"
    desk.people.senior.save()
    before = replied(desk)
    team = letters.signature_kind(desk.people.team.pk)
    put(desk.people, "{工程师} · {岗位} · {团队}\n电话 {电话}\n发自 {发件地址}\n{个人签名}", kind=team)
    after = replied(desk)
    put(desk.people, "{工程师}", kind=letters.signature_kind(desk.people.other_team.pk))
    assert "请升级\n\n林晓\n二线工程师\n\n查看进展：" in before
    # No mailbox sends in this test, so the line with the sender's address says nothing and is left out.
    signed = "员工 senior · 高级工程师 · 测试一组\n电话 010 6234 5678\n林晓\n二线工程师"
    assert f"请升级\n\n{signed}\n\n查看进展：" in after
    assert f"请升级\n\n{signed}\n\n查看进展：" in replied(desk)  # the other team's words are its own


def test_what_a_person_typed_into_their_signature_is_never_a_placeholder(desk: Desk) -> None:
    desk.people.senior.signature = "{发件地址} {{ 7*7 }} {链接}"
    desk.people.senior.save()
    assert "{发件地址} {{ 7*7 }} {链接}" in replied(desk)


def test_the_signature_of_all_teams_holds_where_a_team_has_none_and_comes_back(desk: Desk) -> None:
    put(desk.people, "公司落款 {工程师}", kind="signature")
    team = letters.signature_kind(desk.people.team.pk)
    assert "公司落款 员工 senior" in replied(desk)
    put(desk.people, "一组 {工程师}", kind=team)
    assert "一组 员工 senior" in replied(desk)
    put(desk.people, "公司落款 {工程师}", kind=team, reason="还是用公司的")  # the words of all teams again
    put(desk.people, "新落款 {工程师}", kind="signature")
    assert "新落款 员工 senior" in replied(desk)


def test_letters_nobody_signs_lack_the_lines_about_a_person(people: People) -> None:
    text = letters.filled_lines("客服中心\n{工程师} {电话}\n电话：{电话}", {"engineer": "", "phone": ""})
    assert text == "客服中心"


@pytest.mark.parametrize("text", ["{customer}", "{签名}", "{text}", "{link}", "{工程师"])
def test_a_signature_knows_its_own_placeholders_only(desk: Desk, text: str) -> None:
    with pytest.raises(DomainError):
        put(desk.people, text, kind=letters.signature_kind(desk.people.team.pk))


def test_signatures_are_edited_on_the_page_of_letters(client: Client, people: People) -> None:
    client.force_login(people.supervisor)
    kind = letters.signature_kind(people.team.pk)
    assert "沿用其他团队的" in client.get(reverse("tickets:letters")).text
    save = reverse("tickets:save_letter", args=[kind, "en"])
    assert client.post(save, {"text": "{engineer}, {team}", "reason": "brand"}).status_code == 303
    page = client.get(reverse("tickets:letter", args=[kind])).text
    assert all(words in page for words in ("测试一组", "{engineer}, {team}", "brand"))
    told = history(f"letter:{kind}")[0]
    assert "测试一组" in sentence(told)
    unknown = reverse("tickets:letter", args=[letters.signature_kind(10**9)])
    assert client.get(unknown).status_code == 404


@pytest.mark.parametrize("address", [("reply", "fr"), ("spam", "en"), ("signature-0", "en"), ("signature-x", "en")])
def test_unknown_letters_are_not_there(client: Client, people: People, address: tuple[str, str]) -> None:
    client.force_login(people.supervisor)
    assert client.post(reverse("tickets:save_letter", args=address), {"text": "x"}).status_code == 404


def test_engineers_do_not_see_the_page(client: Client, people: People) -> None:
    client.force_login(people.senior)
    assert client.get(reverse("tickets:letters")).status_code == 403
