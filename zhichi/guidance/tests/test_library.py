"""The knowledge base on the portal: who finds what, votes, suggestions, requests not needed (6.3.1, 6.3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.core import clock
from zhichi.files.selectors import new_upload_token
from zhichi.guidance import selectors, services
from zhichi.guidance.models import Attempt, Question, Reads, Vote
from zhichi.guidance.tests.conftest import english, indexed
from zhichi.knowledge.tests.conftest import text as written
from zhichi.records.selectors import history
from zhichi.search import lexicon
from zhichi.search.services import take_census

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from zhichi.knowledge.models import Article
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def suggested(client: Client, subject: str, token: str) -> str:
    return client.post("/kb/suggest/", {"subject": subject, "form_token": token}).content.decode()


def test_a_guest_finds_what_is_public_and_nothing_else(client: Client, library: Library) -> None:
    public = library.published("public", title="导出乱码的处理")
    hidden = [
        library.published("customers", title="导出乱码客户版"),
        library.published("staff", title="导出乱码内部版"),
    ]
    draft = library.write(title="导出乱码草稿")
    indexed(public, *hidden, draft)
    for address in ("/kb/", "/kb/search/?q=导出乱码"):
        page = client.get(address).content.decode()
        assert "乱码的处理" in page.replace('<mark class="mark">', "").replace("</mark>", "")
        assert "客户版" not in page
        assert "内部版" not in page
        assert "草稿" not in page
    assert "PRB-118" not in client.get("/kb/search/?q=PRB-118").content.decode().split("<main")[1].replace(
        "“PRB-118”", ""
    ).replace('value="PRB-118"', "").replace("subject=PRB-118", "")


def test_asks_what_was_meant_unless_something_holds_every_word(client: Client, library: Library) -> None:
    indexed(library.published("public", title="导出乱码的处理"))
    take_census(at=clock.now())
    lexicon.forget()
    part = client.get("/kb/search/?q=导出 处理 luanma").content.decode()
    assert "portal-card stack-2" in part, "it holds two of the words"
    assert f'href="?q={quote("导出 处理 乱码")}"' in part
    whole = client.get("/kb/search/?q=导出 处理 乱码").content.decode()
    assert "portal-card stack-2" in whole
    assert 'href="?q=' not in whole


def test_a_customer_finds_what_is_for_customers_and_for_their_company(
    client: Client, library: Library, desk: Desk, with_account: Callable[[], Any]
) -> None:
    user = with_account()
    other = library.organisation("另一家", "other.example")
    mine = library.published("organisations", title="导出甲", organisation_ids=[desk.contact.organisation_id])
    theirs = library.published("organisations", title="导出乙", organisation_ids=[other.pk])
    everyones = library.published("customers", title="导出丙")
    indexed(mine, theirs, everyones)
    client.force_login(user)
    page = client.get("/kb/").content.decode()
    assert ("导出甲" in page, "导出乙" in page, "导出丙" in page) == (True, False, True)
    found = selectors.find(user, "导出", "zh-hans")
    assert {item.article.pk for item in found} == {mine.pk, everyones.pk}


def test_a_family_is_found_once_in_the_readers_language(client: Client, library: Library) -> None:
    source = library.published("public")
    variant = english(library, source)
    indexed(source, variant)
    page = client.get("/kb/", headers={"Accept-Language": "en"}).content.decode()
    assert "Garbled Chinese text" in page
    assert "中文乱码" not in page
    found = client.get("/kb/search/?q=BOM", headers={"Accept-Language": "en"}).content.decode()
    assert found.count("/kb/open/") == 1
    assert f"/kb/open/{variant.pk}/" in found


def test_a_question_finds_the_variant_of_its_own_language_first(client: Client, library: Library) -> None:
    source = library.published("public", text=written("导出 CSV 乱码", summary="BOM in exported files 缺少"))
    variant = english(library, source)
    indexed(source, variant)
    asked = {"exported files": variant, "乱码": source, "导出 CSV": source}
    for language in ("zh-hans", "en"):
        for query, expected in asked.items():
            page = client.get("/kb/search/", {"q": query}, headers={"Accept-Language": language}).content.decode()
            assert (page.count("/kb/open/"), f"/kb/open/{expected.pk}/" in page) == (1, True), (query, language)
    client.force_login(library.people.senior)
    page = client.get("/desk/search/", {"q": "exported files"}).content.decode()
    assert f"/desk/knowledge/{variant.pk}/" in page and f"/desk/knowledge/{source.pk}/" not in page


def test_a_search_is_kept_without_who_asked_and_a_choice_with_its_place(client: Client, library: Library) -> None:
    article = library.published("public")
    indexed(article)
    client.get("/kb/search/", {"q": "导出乱码 he.qing@client.example.com 13800138000"})
    client.get("/kb/search/", {"q": "完全没有的东西"})
    hit, none = Question.objects.order_by("pk")
    assert (hit.by, none.hits, none.words) == (None, 0, "完全没有的东西")
    assert "client.example" not in hit.words
    assert "138" not in hit.words
    client.get(f"/kb/open/{article.pk}/?a={hit.token}&n=1")
    client.get(f"/kb/open/{article.pk}/?a={hit.token}&n=2")
    hit.refresh_from_db()
    assert (hit.chosen_id, hit.position) == (article.pk, 1)


def test_old_questions_are_forgotten(client: Client) -> None:
    client.get("/kb/search/", {"q": "打印机"})
    assert services.forget_old(at=clock.now()) == 0
    assert services.forget_old(at=clock.now() + timedelta(days=366)) == 1


@pytest.mark.parametrize("text", ["", "。", "'; DROP TABLE x", "😀" * 300, "a" * 10_000, '"', "-"])
def test_any_text_is_a_fit_question_and_nothing_found_leads_to_the_form(client: Client, text: str) -> None:
    answer = client.get("/kb/search/", {"q": text})
    assert answer.status_code == 200
    if text.strip():
        assert "/requests/new/?subject=" in answer.content.decode()


def test_the_form_takes_the_words_of_a_search_without_answer(client: Client) -> None:
    assert 'value="打印机不动"' in client.get("/requests/new/?subject=打印机不动").content.decode()


def test_pages_cost_guests_few_queries(client: Client, library: Library) -> None:
    article = library.published("public")
    for _number in range(4):
        library.published("public")
    address = article.reader_url
    with CaptureQueriesContext(connection) as first:
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as again:
        page = client.get(address)
    assert (len(first) <= 12, len(again) <= 2) == (True, True), (len(first), len(again))
    assert "PRB-118" not in page.content.decode()
    with CaptureQueriesContext(connection) as home:
        client.get("/kb/")
    assert len(home) <= 12


def test_what_is_kept_for_guests_ends_with_the_article(client: Client, library: Library) -> None:
    article = library.published("public")
    assert client.get(article.reader_url).status_code == 200
    library.readers(article, "staff")
    assert client.get(article.reader_url).status_code == 404


def test_one_vote_each_and_it_can_be_changed(client: Client, library: Library) -> None:
    article = library.published("public")
    address = f"/kb/{article.pk}/vote/"
    assert client.post(address, {"helpful": "1"}, headers=HTMX).status_code == 200
    assert Vote.objects.get().is_helpful
    client.post(address, {"helpful": "0", "reason": "wrong", "words": "电话 13800138000"}, headers=HTMX)
    row = Vote.objects.get()
    assert (row.is_helpful, row.reason, "138" in row.words) == (False, "wrong", False)
    assert [item.code for item in history(article.stream)].count("guidance.doubted") == 1
    found = selectors.figures(article)
    assert (found.votes, found.helpful, len(found.doubts)) == (1, 0, 1)


def test_a_no_without_a_reason_is_asked_for_it_and_keeps_the_words(client: Client, library: Library) -> None:
    article = library.published("public")
    answer = client.post(f"/kb/{article.pk}/vote/", {"helpful": "0", "words": "第三步不对"}, headers=HTMX)
    assert answer.status_code == 422
    assert "第三步不对" in answer.content.decode()
    assert not Vote.objects.exists()


def test_nobody_votes_on_what_they_may_not_read(client: Client, library: Library) -> None:
    article = library.published("staff")
    assert client.get(f"/kb/{article.pk}/vote/").status_code == 404
    assert client.post(f"/kb/{article.pk}/vote/", {"helpful": "1"}).status_code == 404
    assert client.get(f"/kb/open/{article.pk}/").status_code == 404


def test_a_reader_counts_once_a_day(client: Client, library: Library) -> None:
    article = library.published("public")
    for _time in range(3):
        client.get(f"/kb/{article.pk}/vote/", headers=HTMX)
    assert Reads.objects.get().count == 1
    assert [row.pk for row in selectors.most_read(library.people.senior, "zh-hans", at=clock.now())] == [article.pk]


def form_with(client: Client, library: Library) -> tuple[Article, str]:
    article, token = library.published("public"), new_upload_token()
    indexed(article)
    assert f"/kb/open/{article.pk}/" in suggested(client, "导出的文件是乱码", token)
    return article, token


def test_suggests_while_typing_and_counts_a_request_that_was_not_needed(client: Client, library: Library) -> None:
    article, token = form_with(client, library)
    client.get(f"/kb/open/{article.pk}/", {"f": token})
    said = {"form_token": token, "article": article.pk}
    for _twice in range(2):
        assert client.post("/kb/solved/", said, headers=HTMX).status_code == 200
    row = Attempt.objects.get()
    assert (row.shown, row.opened, row.solved_by_id, row.is_guest) == ([article.pk], [article.pk], article.pk, True)
    assert row.is_deflected
    assert token not in row.token
    assert [item.code for item in history(article.stream)].count("guidance.deflected") == 1
    assert selectors.figures(article).deflected == 1


def test_a_request_sent_all_the_same_is_no_deflection(client: Client, library: Library, desk: Desk) -> None:
    article, token = form_with(client, library)
    client.post("/kb/solved/", {"form_token": token, "article": article.pk}, headers=HTMX)
    services.note_sent(token=token, ticket_id=desk.ticket().pk)
    assert not Attempt.objects.get().is_deflected
    assert selectors.figures(article).deflected == 0


def test_says_solved_only_of_what_was_suggested(client: Client, library: Library) -> None:
    article, token = form_with(client, library)
    other = library.published("public", title="别的文章")
    answer = client.post("/kb/solved/", {"form_token": token, "article": other.pk}, headers=HTMX)
    assert 'role="alert"' in answer.content.decode()
    for bad in ({"form_token": "x", "article": article.pk}, {"form_token": token, "article": "９"}, {}):
        assert 'role="alert"' in client.post("/kb/solved/", bad, headers=HTMX).content.decode()
    assert Attempt.objects.get().solved_at is None


def test_suggests_nothing_to_one_letter_and_nothing_that_the_visitor_may_not_read(
    client: Client, library: Library
) -> None:
    indexed(library.published("staff"), library.published("customers"))
    token = new_upload_token()
    assert "/kb/open/" not in suggested(client, "导", token)
    assert "/kb/open/" not in suggested(client, "导出的文件是乱码", token)
    assert not Attempt.objects.exists()


def test_the_desk_shows_what_became_of_an_article(client: Client, library: Library) -> None:
    article = library.published("staff")
    client.force_login(library.people.junior)
    assert client.get(f"/desk/guidance/articles/{article.pk}/figures/").status_code == 200
    hidden = library.published("posts", posts=["manager"])
    client.force_login(library.people.customer_service)
    assert client.get(f"/desk/guidance/articles/{hidden.pk}/figures/").status_code == 404


def test_what_staff_go_on_typing_is_one_question(library: Library) -> None:
    given: dict[str, Any] = {"place": "ticket", "language": "zh-hans", "by": library.people.senior}
    for second, words in enumerate(("导", "导出", "导出 乱码", "打印机")):
        services.note_question(words=words, hits=0, at=library.at + timedelta(seconds=second), **given)
    assert list(Question.objects.order_by("pk").values_list("key", flat=True)) == ["导出乱码", "打印机"]
    services.note_question(words="打印机", hits=0, at=library.at + timedelta(hours=1), **given)
    assert Question.objects.count() == 3


@pytest.mark.parametrize(
    ("one", "other"), [("导出 乱码", "導出，亂碼"), ("Print  QUEUE!", "print queue"), ("ＣＳＶ 乱码", "csv乱码")]
)
def test_the_same_question_in_other_signs_is_the_same(one: str, other: str) -> None:
    from zhichi.guidance.services.asking import key_of

    assert key_of(one) == key_of(other)
