"""The reading pane beside search results: words marked where they stand, rights as on the thing's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.people import SETUP
from zhichi.desk import looking
from zhichi.knowledge.tests.conftest import library, text
from zhichi.records import tails
from zhichi.search import services
from zhichi.tickets.services import note

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["library"]
MOST = 12  # queries


def look(client: Client, kind: str, key: int, words: str = "", *, exact: bool = False) -> Any:
    asked = {"q": words, **({"exact": "1"} if exact else {})}
    return client.get(f"/desk/search/look/{kind}/{key}/", asked, headers={"HX-Request": "true"})


def body(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    return desk.worked()


def test_an_article_shows_its_text_with_the_words_marked(senior: Client, library: Library) -> None:
    html = body(look(senior, "article", library.published("public").pk, "乱码 BOM"))
    assert '<h3 lang="zh-Hans">导出的 CSV 打开后中文<mark class="mark">乱码</mark>的处理</h3>' in html
    assert '<p>文件没有 <mark class="mark">BOM</mark>。</p>' in html and "根因见 PRB-118" in html


def test_synonyms_are_marked_as_such_unless_only_the_words_count(senior: Client, library: Library) -> None:
    article = library.published("public")
    services.save_synonyms(words=["乱码", "花屏"], by=SETUP, at=library.tick())
    assert '<mark class="mark near">乱码</mark>' in body(look(senior, "article", article.pk, "花屏"))
    assert "mark near" not in body(look(senior, "article", article.pk, "花屏", exact=True))


def test_marks_stand_in_words_never_in_tags(library: Library) -> None:
    """Bad: the word asked for is an attribute, an address, an entity and markup of the question itself."""
    html = (
        '<p class="callout"><a href="https://x.example/class?a&amp;amp" title="a > class">class &lt;b&gt; &amp;</a></p>'
    )
    assert looking.marked([html], "class", synonyms=False) == [
        html.replace('">class', '"><mark class="mark">class</mark>')
    ]
    for words in ("amp", "lt", "href", "<p>", '"', ""):
        (whole,) = looking.marked([html], words, synonyms=False)
        assert whole.count("<p") == 1 and whole.count("&lt;b&gt;") == 1 and whole.count('class="callout"') == 1


def test_text_that_looks_like_markup_stays_text(senior: Client, library: Library) -> None:
    article = library.published("public", title="<script>alert(1)</script> 乱码")
    assert "&lt;script&gt;alert(1)" in body(look(senior, "article", article.pk, "乱码 script")).replace(
        '<mark class="mark">script</mark>', "script"
    )


def test_a_ticket_shows_its_head_and_its_last_words_with_notes_as_notes(
    senior: Client, desk: Desk, ticket: Ticket
) -> None:
    for number in range(3):
        desk.says(ticket, f"第{number}次，还是乱码")
    note(ticket_id=ticket.pk, text="乱码与补丁有关", by=desk.people.actor("senior"), at=desk.tick())
    html = body(look(senior, "ticket", ticket.pk, "乱码"))
    assert html.count('<article class="msg') == looking.LAST
    assert html.index("第1次") < html.index("第2次") < html.index("与补丁有关") and "第0次" not in html
    assert 'class="msg note"' in html and "客户不可见" in html
    assert '<h3>导出<mark class="mark">乱码</mark></h3>' in html and f"#{ticket.number}" in html


def test_what_one_may_not_read_is_not_there(client: Client, people: People, library: Library, ticket: Ticket) -> None:
    draft, shared = library.write(by="knowledge_editor"), library.published("public")
    client.force_login(people.rival)
    assert look(client, "ticket", ticket.pk).status_code == 404
    assert look(client, "article", draft.pk).status_code == 404
    assert look(client, "article", shared.pk).status_code == 200
    client.force_login(people.knowledge_editor)
    assert look(client, "article", draft.pk).status_code == 200


@pytest.mark.parametrize(("kind", "key"), [("nothing", 1), ("ticket", 999_999), ("article", 2**62), ("user", 1)])
def test_what_is_not_there_is_not_found(senior: Client, kind: str, key: int) -> None:
    assert look(senior, kind, key).status_code == 404


def test_customers_have_no_pane(client: Client, library: Library) -> None:
    article = library.published("public")
    client.force_login(library.customer(None))
    assert look(client, "article", article.pk).status_code == 403


def test_a_published_article_that_is_being_rewritten_shows_what_is_published(senior: Client, library: Library) -> None:
    article = library.published("public")
    library.rewrite(article, title="新标题", parts={"cause": "<p>另一个原因</p>"})
    html = body(look(senior, "article", article.pk, "原因"))
    assert "新标题" not in html and text().title in html


def test_without_script_the_address_leads_to_the_page(senior: Client, library: Library, ticket: Ticket) -> None:
    article = library.published("public")
    for kind, key, place in (
        ("article", article.pk, article.get_absolute_url()),
        ("ticket", ticket.pk, f"/desk/tickets/{ticket.number}/"),
    ):
        assert senior.get(f"/desk/search/look/{kind}/{key}/").headers["Location"] == place


def test_a_look_costs_few_queries(
    senior: Client, library: Library, desk: Desk, ticket: Ticket, django_assert_max_num_queries: Any
) -> None:
    article = library.published("public")
    for _ in range(4):
        desk.says(ticket)
    for kind, key in (("article", article.pk), ("ticket", ticket.pk)):
        look(senior, kind, key, "乱码")
        with django_assert_max_num_queries(MOST):
            body(look(senior, kind, key, "导出 花屏"))


def test_hits_know_their_pane(senior: Client, library: Library, ticket: Ticket) -> None:
    article = library.published("public")
    tails.drain()
    html = senior.get("/desk/search/", {"q": "乱码", "exact": "1"}).content.decode()
    for kind, key in (("article", article.pk), ("ticket", ticket.pk)):
        assert f'data-look="/desk/search/look/{kind}/{key}/?q=%E4%B9%B1%E7%A0%81&amp;exact=1"' in html


def test_what_was_read_can_be_handed_on(senior: Client, library: Library, ticket: Ticket) -> None:
    article, internal = library.published("public"), library.published("staff")
    assert f'data-copy-link="http://127.0.0.1:8000/kb/{article.pk}/"' in body(look(senior, "article", article.pk))
    inside = body(look(senior, "article", internal.pk))
    assert f'data-copy-link="http://127.0.0.1:8000/desk/knowledge/{internal.pk}/"' in inside
    assert "/insert/" not in inside
    answer = body(look(senior, "ticket", ticket.pk))
    assert f'data-copy-link="http://127.0.0.1:8000/desk/tickets/{ticket.number}/"' in answer


def test_from_a_ticket_an_article_goes_into_its_reply(senior: Client, library: Library, ticket: Ticket) -> None:
    article, internal = library.published("public"), library.published("staff")
    insert = reverse("guidance:insert", args=[ticket.number, article.pk])
    head = {"HX-Request": "true"}

    def beside(key: int, number: str) -> str:
        return body(senior.get(f"/desk/search/look/article/{key}/", {"from": number}, headers=head))

    assert insert in beside(article.pk, ticket.number)
    refused = beside(internal.pk, ticket.number)
    assert "客户无权阅读" in refused and "/insert/" not in refused.replace(insert, "")
    for wrong in ("", "99999", "x'<"):
        assert "data-reply-of" not in beside(article.pk, wrong)


def test_a_ticket_out_of_sight_is_no_source(client: Client, people: People, library: Library, ticket: Ticket) -> None:
    article = library.published("public")
    client.force_login(people.rival)
    asked = {"from": ticket.number, "q": "乱码"}
    shown = client.get(f"/desk/search/look/article/{article.pk}/", asked, headers={"HX-Request": "true"})
    assert "data-reply-of" not in body(shown)
    assert f"/desk/tickets/{ticket.number}/" not in body(client.get("/desk/search/", asked))


def test_the_search_keeps_the_ticket_it_came_from(senior: Client, ticket: Ticket) -> None:
    tails.drain()
    page = body(senior.get("/desk/search/", {"from": ticket.number, "q": "乱码"}))
    assert f'name="from" value="{ticket.number}"' in page and f"q=%E4%B9%B1%E7%A0%81&amp;from={ticket.number}" in page
    palette = body(senior.get("/desk/palette/", {"q": "乱码", "at": f"/desk/tickets/{ticket.number}/"}))
    assert f"&amp;from={ticket.number}" in palette
