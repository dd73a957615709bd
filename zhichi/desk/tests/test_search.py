"""Search page and palette: numbers, words, people, phones, commands; never what one may not see."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.customers.models import ContactPhone
from zhichi.desk import finding
from zhichi.records import tails
from zhichi.search import services
from zhichi.search.models import Meaning
from zhichi.tickets.models import Ticket
from zhichi.tickets.search import documents_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

AT = datetime(2026, 11, 26, tzinfo=UTC)
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


def test_palette_asks_for_no_meaning(senior: Client, ticket: Ticket, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as embedder:
        settings.EMBED_URL, settings.EMBED_MODEL = f"http://127.0.0.1:{embedder.getsockname()[1]}", "model-1"
        Meaning.objects.create(name="model-1", dimensions=8, is_current=True, started_at=AT)
        assert ticket.number in senior.get(PALETTE, {"q": "乱码"}).content.decode()
        embedder.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has called
            embedder.accept()


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


def test_parts_of_a_question_stand_apart_from_whole_answers(senior: Client, ticket: Ticket) -> None:
    answer = senior.get(SEARCH, {"q": "为什么导出的报表全是乱码"})
    assert [hit["row"].url for hit in answer.context["parts"]] == [f"/desk/tickets/{ticket.number}/"]
    assert answer.context["hits"] == []
    assert ticket.number not in senior.get(PALETTE, {"q": "为什么导出的报表全是乱码"}).content.decode()


def test_marks_in_a_title_cover_other_forms(senior: Client, desk: Desk) -> None:
    ticket = desk.ticket(subject="Printing  errors 亂碼")
    tails.drain()
    (hit,) = senior.get(SEARCH, {"q": "print 乱码 error"}).context["hits"]
    assert hit["title"] == [("Printing", True), (" ", False), ("errors", True), (" ", False), ("亂碼", True)]
    assert hit["row"].url.endswith(f"{ticket.number}/")


def test_pages_offer_what_was_meant_and_name_synonyms(senior: Client, ticket: Ticket) -> None:
    services.take_census(at=AT)
    services.save_synonyms(words=["乱码", "花屏"], by=SETUP, at=AT)
    html = senior.get(SEARCH, {"q": "luanma"}).content.decode()
    assert 'href="?q=%E4%B9%B1%E7%A0%81"' in html
    html = senior.get(SEARCH, {"q": "花屏"}).content.decode()
    assert '<mark class="mark near">乱码</mark>' in html and "&amp;exact=1" in html
    assert ticket.number not in senior.get(SEARCH, {"q": "花屏", "exact": "1"}).content.decode()
    assert "/desk/search/synonyms/" not in html


def test_whoever_may_edit_synonyms_finds_the_way(client: Client, people: People) -> None:
    client.force_login(people.manager)
    assert 'href="/desk/search/synonyms/"' in client.get(SEARCH).content.decode()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, True),
        ({"state": "in_progress"}, True),
        ({"state": "closed"}, False),
        ({"state": "nonsense' OR 1"}, True),
        ({"days": "7"}, True),
        ({"days": "-1"}, True),
        ({"kind": "nothing"}, True),
        ({"kind": "ticket", "state": "in_progress", "days": "365"}, True),
    ],
)
def test_results_are_narrowed_by_status_and_time(
    senior: Client, ticket: Ticket, choice: dict[str, str], *, expected: bool
) -> None:
    html = senior.get(SEARCH, {"q": "乱码", **choice}).content.decode()
    assert (ticket.number in html) is expected
    if not expected:
        assert 'href="?q=%E4%B9%B1%E7%A0%81"' in html  # the way back without filters


def test_old_tickets_are_left_out_by_time(senior: Client, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    services.index_documents(documents_of([ticket.pk]))
    assert senior.get(SEARCH, {"q": "乱码", "days": "365"}).context["hits"] == []
    assert len(senior.get(SEARCH, {"q": "乱码"}).context["hits"]) == 1


def test_a_number_that_is_being_typed_is_offered_not_jumped_to(senior: Client, ticket: Ticket) -> None:
    answer = senior.get(SEARCH, {"q": ticket.number}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and f"/desk/tickets/{ticket.number}/" in answer.content.decode()


def test_the_page_asks_no_more_of_the_database_than_before(
    senior: Client, ticket: Ticket, django_assert_max_num_queries: Any
) -> None:
    senior.get(SEARCH, {"q": "乱码"})
    with django_assert_max_num_queries(17):
        assert senior.get(SEARCH, {"q": "乱码", "state": "in_progress", "days": "7"}).context["hits"]


@pytest.mark.one_database
def test_a_question_in_the_other_language_leads_to_the_ticket(senior: Client, ticket: Ticket, settings: Any) -> None:
    settings.EMBED_OWN = True
    while services.embed_some(at=AT):
        pass
    asked = {"q": "strange characters in an exported report"}
    html = senior.get(SEARCH, asked, headers={"Accept-Language": "en"}).content.decode()
    heading = (
        html.index("换一种说法，意思相近")
        if "换一种说法，意思相近" in html
        else html.index("These say something similar")
    )
    assert html.index(f"/desk/tickets/{ticket.number}/") > heading
    assert f"/desk/tickets/{ticket.number}/" not in senior.get(SEARCH, asked | {"exact": "1"}).content.decode()


def test_choices_tell_how_many_there_are(senior: Client, desk: Desk, ticket: Ticket) -> None:
    other = desk.ticket(subject="乱码，又一次")
    tails.drain()
    html = senior.get(SEARCH, {"q": "乱码"}).content.decode()
    assert '<option value="ticket" id="kind-ticket">工单（2）</option>' in html
    assert '<option value="article" id="kind-article">文章（0）</option>' in html
    assert f'id="state-{other.state}">新建（1）<' in html and f'id="state-{ticket.state}">处理中（1）<' in html
    chosen = senior.get(SEARCH, {"q": "乱码", "state": other.state, "kind": "article"}).content.decode()
    assert ">工单（1）<" in chosen and 'id="state-new" selected>新建<' in chosen


def test_counts_follow_while_somebody_types(senior: Client, ticket: Ticket) -> None:
    html = senior.get(SEARCH, {"q": "乱码"}, headers={"HX-Request": "true"}).content.decode()
    assert '<div hx-swap-oob="innerHTML:#kind-ticket">工单（1）</div>' in html
    empty = senior.get(SEARCH, {"q": ""}, headers={"HX-Request": "true"}).content.decode()
    assert '<div hx-swap-oob="innerHTML:#kind-ticket">工单</div>' in empty


def test_counts_nothing_of_other_teams(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.rival)
    assert ">工单（0）<" in client.get(SEARCH, {"q": "乱码"}).content.decode()
