"""The panel beside the ticket: what each person gets, and what it costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.guidance import services
from zhichi.guidance.models import ArticleUse
from zhichi.guidance.tests.conftest import indexed
from zhichi.search import services as search
from zhichi.tickets.search import documents_of as tickets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 30  # of the panel, which the ticket page does not wait for


def url(ticket: Ticket, rest: str = "") -> str:
    return f"/desk/guidance/of/{ticket.number}/{rest}"


def test_the_panel_offers_articles_within_its_queries(
    client: Client, desk: Desk, library: Library, ticket: Ticket
) -> None:
    articles = [library.published("public", title=f"导出乱码 {number}") for number in range(4)]
    internal = library.published("staff", title="导出乱码的内部排查")
    indexed(*articles, internal)
    client.force_login(desk.people.senior)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url(ticket)).content.decode()
    assert len(queries) <= MOST_QUERIES
    assert page.count("kb-offer-head") == 5
    assert page.count('data-key="a"') == 1
    found = client.get(url(ticket, "offers/?q=内部排查")).content.decode()
    assert "全体员工" in found or "All staff" in found  # says why it cannot be sent
    assert f"/{internal.pk}/insert/" not in found


def test_nothing_found_says_so_and_any_text_is_a_fit_question(client: Client, desk: Desk, ticket: Ticket) -> None:
    client.force_login(desk.people.senior)
    for text in ("", "。", "'; DROP TABLE x", "😀", "a" * 5000):
        answer = client.get(url(ticket, "offers/"), {"q": text})
        assert answer.status_code == 200
        assert 'class="quiet"' in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("customer", 403), ("", 302)])
def test_others_get_no_more_than_they_may(
    client: Client, desk: Desk, library: Library, ticket: Ticket, with_account: Callable[[], Any], who: str, status: int
) -> None:
    article = library.published("public")
    indexed(article)
    if who:
        client.force_login(with_account() if who == "customer" else getattr(desk.people, who))
    page = client.get(url(ticket))
    assert page.status_code == status
    assert "/insert/" not in page.content.decode()
    for deed in ("insert", "mark", "unmark"):
        assert client.post(url(ticket, f"{article.pk}/{deed}/"), {"how": "text"}).status_code in {302, 403}
    assert not ArticleUse.objects.exists()


def test_hands_the_words_to_the_composer_and_refuses_in_words(
    client: Client, desk: Desk, library: Library, ticket: Ticket
) -> None:
    article, internal = library.published("public"), library.published("staff")
    client.force_login(desk.people.senior)
    answer = client.post(url(ticket, f"{article.pk}/insert/"), {"how": "link"}, headers={"HX-Request": "true"})
    assert f"/kb/{article.pk}/" in json.loads(answer.headers["HX-Trigger"])["reply:insert"]["text"]
    refused = client.post(url(ticket, f"{internal.pk}/insert/"), {"how": "text"}, headers={"HX-Request": "true"})
    told = json.loads(refused.headers["HX-Trigger"])
    assert "reply:insert" not in told
    assert told["toast"]["kind"] == "bad"


def test_a_closed_ticket_takes_no_reply_but_may_name_what_solved_it(
    client: Client, desk: Desk, library: Library
) -> None:
    ticket = desk.closed()
    article = library.published("public")
    indexed(article)
    client.force_login(desk.people.senior)
    page = client.get(url(ticket)).content.decode()
    assert "/insert/" not in page
    client.post(url(ticket, f"{article.pk}/mark/"), headers={"HX-Request": "true"})
    assert article.number in client.get(url(ticket, "solved/")).content.decode()


def test_an_article_that_one_may_not_read_is_not_there(client: Client, desk: Desk, library: Library) -> None:
    ticket, hidden = desk.worked(), library.published("posts", posts=["manager"])
    client.force_login(desk.people.customer_service)
    assert client.get(url(ticket, f"{hidden.pk}/")).status_code == 404
    assert client.post(url(ticket, f"{hidden.pk}/insert/"), {"how": "text"}).status_code == 404


def test_similar_tickets_show_what_solved_them_and_not_the_ticket_itself(
    client: Client, desk: Desk, library: Library
) -> None:
    before, other, ticket = desk.worked(), desk.ticket(subject="打印机离线"), desk.ticket(subject="导出乱码")
    article = library.published("staff")
    services.mark_solved(ticket_id=before.pk, article_id=article.pk, by=desk.people.actor("senior"), at=desk.tick())
    search.index_documents(tickets_of([before.pk, other.pk, ticket.pk]))
    client.force_login(desk.people.senior)
    page = client.get(url(ticket, "similar/")).content.decode()
    assert f"#{before.number}" in page
    assert article.number in page
    assert f"#{ticket.number}" not in page
    lone = client.get(url(other, "similar/")).content.decode()
    assert f"#{other.number}" not in lone
