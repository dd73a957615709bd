"""Search page and palette: numbers, words, people, phones, commands; never what one may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.customers.models import ContactPhone
from zhichi.desk import finding
from zhichi.records import tails

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

SEARCH, PALETTE = "/desk/search/", "/desk/palette/"


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    found = desk.worked()
    tails.drain()
    return found


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


@pytest.mark.parametrize("pattern", ["{}", "#{}", " # {} "])
def test_a_number_leads_to_its_ticket(senior: Client, ticket: Ticket, pattern: str) -> None:
    answer = senior.get(SEARCH, {"q": pattern.format(ticket.number)})
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.number}/"


def test_a_number_out_of_sight_leads_nowhere(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.rival)
    answer = client.get(SEARCH, {"q": ticket.number})
    assert answer.status_code == 200 and ticket.subject not in answer.content.decode()


@pytest.mark.parametrize("words", ["乱", "乱码", "导出的报表", "正在查"])
def test_words_of_any_length_are_found_and_marked(senior: Client, ticket: Ticket, words: str) -> None:
    html = senior.get(SEARCH, {"q": words}).content.decode()
    assert f"/desk/tickets/{ticket.number}/" in html and f'<mark class="mark">{words}</mark>' in html


def test_words_find_nothing_of_other_teams(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.rival)
    assert ticket.number not in client.get(SEARCH, {"q": "乱码"}).content.decode()


@pytest.mark.parametrize("words", ["何青", "he.qing@", "长谷", "13900001101"])
def test_customers_are_found_by_name_address_and_phone(senior: Client, desk: Desk, words: str) -> None:
    ContactPhone.objects.create(contact=desk.contact, number="+8613900001101")
    found = senior.get(SEARCH, {"q": words}).context["customers"]
    assert {item.name for item in found} & {"何青", "长谷示例制造"}


@pytest.mark.parametrize("words", ["", " ", "\x00", "'\"%_\\", "x" * 10_000, "AND OR NOT (", "😀"])
def test_any_question_is_borne(senior: Client, ticket: Ticket, words: str) -> None:
    assert senior.get(SEARCH, {"q": words}).status_code == 200
    assert senior.get(PALETTE, {"q": words}).status_code == 200


def test_palette_offers_what_the_open_ticket_needs(senior: Client, ticket: Ticket) -> None:
    html = senior.get(PALETTE, {"at": f"/desk/tickets/{ticket.number}/"}).content.decode()
    for name in ("assign", "confirm", "solution", "details", "print"):
        assert f"/desk/tickets/{ticket.number}/{name}/" in html
    assert 'role="option"' in html and ticket.subject in html


def test_palette_offers_auditors_no_deeds(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.auditor)
    html = client.get(PALETTE, {"at": f"/desk/tickets/{ticket.number}/"}).content.decode()
    assert "/assign/" not in html and "/print/" in html


def test_palette_says_nothing_of_a_ticket_out_of_sight(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.rival)
    assert ticket.number not in client.get(PALETTE, {"at": f"/desk/tickets/{ticket.number}/"}).content.decode()


def test_palette_jumps_by_number_and_finds_words(senior: Client, ticket: Ticket) -> None:
    for words in (ticket.number, "乱码"):
        assert f'href="/desk/tickets/{ticket.number}/"' in senior.get(PALETTE, {"q": words}).content.decode()


@pytest.mark.parametrize(
    ("label", "typed", "expected"),
    [
        ("新建工单", "xjgd", True),
        ("新建工单", "xinjian", True),
        ("新建工单", "工单", True),
        ("New ticket", "nt", True),
        ("New ticket", "icke", True),
        ("新建工单", "客户", False),
        ("Anything", "", True),
    ],
)
def test_commands_are_found_by_words_pinyin_and_initials(label: str, typed: str, *, expected: bool) -> None:
    assert finding.fits(label, typed) is expected


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("导出乱码 CSV", ["csv", "乱码"], ["乱码", "CSV"]),
        ("aaa", ["a"], ["a", "a", "a"]),
        ("x", [""], []),
        ("İ", ["i"], []),
    ],
)
def test_marks_cover_the_words_and_lose_nothing(text: str, words: list[str], marked: list[str]) -> None:
    pieces = finding.marked(text, words)
    assert [piece for piece, hit in pieces if hit] == marked and "".join(piece for piece, _hit in pieces) == text
