"""Articles by the API: lists and texts by right, search, drafts, review, votes, missing articles (chapter 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core import clock
from zhichi.guidance import services as use
from zhichi.guidance.models import Gap, Question
from zhichi.guidance.tests.conftest import indexed
from zhichi.knowledge.models import Article
from zhichi.knowledge.tests.conftest import PARTS, Library, library

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["library"]
pytestmark = pytest.mark.django_db
BEGUN: dict[str, Any] = {"type": "fault", "language": "zh-hans", "title": "导出乱码", "summary": "乱码", "parts": PARTS}


def test_lists_what_the_owner_may_read(office: Office, library: Library) -> None:
    public, internal = library.published("public"), library.published("posts", title="经理专用", posts=["manager"])
    library.write(title="别人的草稿", by="rival")
    seen = {item["id"] for item in office.program("customer_service").get("/articles").json()["items"]}
    assert seen == {public.pk}
    assert len(office.program("manager").get("/articles").json()["items"]) == 3
    program = office.program("manager")
    assert [row["id"] for row in program.get("/articles", query="经理").json()["items"]] == [internal.pk]
    assert [row["title"] for row in program.get("/articles", state="draft").json()["items"]] == ["别人的草稿"]
    assert program.get("/articles", state="nonsense").status_code == 422
    assert office.program("customer_service").get(f"/articles/{internal.pk}").status_code == 404


def test_reads_the_published_text_and_for_reviewers_the_newest(office: Office, library: Library) -> None:
    article = library.rewrite(library.published("public"), title="新标题")
    program = office.program("senior")
    body = program.get(f"/articles/{article.pk}").json()
    assert (body["which"], body["title"], body["number"]) == (
        "published",
        "导出的 CSV 打开后中文乱码的处理",
        article.number,
    )
    assert [part["code"] for part in body["parts"]] == ["symptom", "cause", "fix"]
    assert "PRB-118" in body["parts"][1]["html"]
    newest = program.get(f"/articles/{article.pk}", which="newest").json()
    assert (newest["which"], newest["title"], newest["draft_revision"]) == ("draft", "新标题", 1)
    other = office.program("customer_service").get(f"/articles/{article.pk}", which="newest").json()
    assert other["which"] == "published"


def test_finds_by_words(office: Office, library: Library) -> None:
    article = library.published("public")
    indexed(article)
    (found,) = office.program().get("/articles/search", query="乱码").json()["items"]
    assert (found["article"]["id"], found["position"], found["by_meaning"]) == (article.pk, 1, False)
    assert any("乱码" in place for place in found["places"])
    assert office.program().get("/articles/search").status_code == 422


def test_counts_what_answers_by_type_and_language(office: Office, library: Library) -> None:
    article = library.published("public")
    indexed(article)
    found = office.program().get("/articles/search/counts", query="乱码").json()
    one = {"number": 1, "is_more": False}
    assert found == {"articles": one, "by_type": {article.kind: one}, "by_language": {article.language: one}}
    none = office.program().get("/articles/search/counts", query="没有这样的词").json()
    assert none == {"articles": {"number": 0, "is_more": False}, "by_type": {}, "by_language": {}}
    assert office.program().get("/articles/search/counts").status_code == 422


def test_searches_are_counted_each_and_the_first_choice_of_each(office: Office, library: Library) -> None:
    article, other = library.published("public"), library.published(title="另一篇乱码")
    indexed(article, other)
    program, person = office.program("senior"), library.people.senior
    first = program.get("/articles/search", query="乱码").json()
    second = program.get("/articles/search", query="乱码").json()
    assert first["search_id"] != second["search_id"]
    rows = list(Question.objects.order_by("pk").values_list("place", "words", "hits", "by", "language"))
    assert rows == [("api", "乱码", 2, person.pk, "zh-hans")] * 2
    way = f"/articles/search/{first['search_id']}/choice"
    assert program.post(way, {"article_id": article.pk, "position": 2}).json() == {"is_counted": True}
    assert program.post(way, {"article_id": other.pk}).json() == {"is_counted": False}
    assert program.get(f"/articles/{other.pk}", from_search=second["search_id"]).status_code == 200
    chosen = list(Question.objects.order_by("pk").values_list("chosen", "position"))
    assert chosen == [(article.pk, 2), (other.pk, None)]


def test_refuses_choices_that_cannot_be(office: Office, library: Library) -> None:
    """Bad: somebody else's search, none, an article that one may not read, places that are none, a long token."""
    article, hidden = library.published("public"), library.published("posts", title="经理专用", posts=["manager"])
    indexed(article)
    program = office.program("customer_service")
    asked = program.get("/articles/search", query="乱码").json()["search_id"]
    way = f"/articles/search/{asked}/choice"
    assert office.program("senior").post(way, {"article_id": article.pk}).status_code == 404
    assert office.program("senior").get(f"/articles/{article.pk}", from_search=asked).status_code == 200
    assert program.post("/articles/search/none/choice", {"article_id": article.pk}).status_code == 404
    assert program.post(way, {"article_id": hidden.pk}).status_code == 404
    assert program.post(way, {"article_id": article.pk, "position": 0}).status_code == 422
    assert program.get(f"/articles/{article.pk}", from_search="\x00").status_code == 422
    assert program.get(f"/articles/{article.pk}", from_search="x" * 33).status_code == 422
    assert Question.objects.get().chosen is None


def test_begins_saves_and_submits_a_draft(office: Office) -> None:
    program = office.program("junior")
    made = program.post("/articles", {**BEGUN, "parts": {"fix": "<p>好</p><script>x</script>"}}, idempotency_key="a")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert made.json()["parts"] == [{"code": "fix", "title": made.json()["parts"][0]["title"], "html": "<p>好</p>"}]
    assert program.post(
        "/articles", {**BEGUN, "parts": {"fix": "<p>好</p><script>x</script>"}}, idempotency_key="a"
    ).json()["id"] == key  # fmt: skip
    assert Article.objects.count() == 1
    refused = program.post(f"/articles/{key}/submit", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert "part_cause" in refused.json()["fields"]
    text = {name: BEGUN[name] for name in ("title", "summary", "parts")}
    saved = program.call("PUT", f"/articles/{key}/draft", {**text, "revision": 0})
    assert saved.json()["draft_revision"] == 1
    assert program.call("PUT", f"/articles/{key}/draft", {**text, "revision": 0}).status_code == 409
    sent = program.post(f"/articles/{key}/submit", {"note": "首次"})
    assert (sent.json()["state"], sent.json()["which"]) == ("submitted", "version")


def test_refuses_what_cannot_be_begun(office: Office) -> None:
    program = office.program("junior")
    for wrong in ({"type": "poem"}, {"title": ""}, {"language": "fr"}, {"colour": "red"}, {"variant_of": 999}):
        answer = program.post("/articles", {**BEGUN, **wrong})
        assert answer.status_code in {404, 422}, wrong
    assert not Article.objects.exists()
    assert office.program("auditor").post("/articles", BEGUN).status_code == 403
    assert office.program("junior", scopes=("articles:read",)).post("/articles", BEGUN).status_code == 403


def test_nobody_writes_in_what_is_somebody_elses(office: Office, library: Library) -> None:
    article = library.published("public")
    text = {name: BEGUN[name] for name in ("title", "summary", "parts")}
    assert office.program("customer_service").call("PUT", f"/articles/{article.pk}/draft", text).status_code == 403
    draft = library.write(title="草稿", by="rival")
    assert office.program("customer_service").post(f"/articles/{draft.pk}/submit", {}).status_code == 404


def test_votes_and_figures(office: Office, library: Library) -> None:
    article = library.published("public")
    program = office.program("junior")
    assert program.post(f"/articles/{article.pk}/votes", {"is_helpful": False}).status_code == 422
    program.post(f"/articles/{article.pk}/votes", {"is_helpful": False, "reason": "unclear"})
    program.post(f"/articles/{article.pk}/votes", {"is_helpful": True})
    office.program("senior").post(f"/articles/{article.pk}/votes", {"is_helpful": True})
    figures = program.get(f"/articles/{article.pk}/figures").json()
    assert (figures["votes"], figures["helpful"]) == (2, 2)
    draft = library.write(title="草稿")
    assert program.post(f"/articles/{draft.pk}/votes", {"is_helpful": True}).status_code == 404


def test_gaps_are_given_linked_dismissed_and_taken_up(office: Office, library: Library) -> None:
    at = clock.now()
    rows = [
        Gap.objects.create(key=words, words=words, language="zh-hans", count=3, first_at=at, last_at=at)
        for words in ("单点登录", "打印机")
    ]
    editor, junior = office.program("knowledge_editor"), office.program("junior")
    assert {item["words"] for item in editor.get("/gaps").json()["items"]} == {"单点登录", "打印机"}
    assert junior.get("/gaps").json()["items"] == []
    assert junior.get(f"/gaps/{rows[0].pk}").status_code == 404
    person = library.people.junior.pk
    given = editor.post(f"/gaps/{rows[0].pk}/assign", {"person_id": person}).json()
    assert (given["state"], given["assignee"]["id"]) == ("assigned", person)
    assert [item["id"] for item in junior.get("/gaps", view="mine").json()["items"]] == [rows[0].pk]
    article = library.published("public")
    linked = junior.post(f"/gaps/{rows[0].pk}/link", {"article_id": article.pk}).json()
    assert (linked["state"], linked["article"]["id"]) == ("done", article.pk)
    assert editor.post(f"/gaps/{rows[1].pk}/dismiss", {"reason": ""}).status_code == 422
    assert editor.post(f"/gaps/{rows[1].pk}/dismiss", {"reason": "不支持"}).json()["state"] == "dismissed"
    assert editor.post(f"/gaps/{rows[1].pk}/reopen").json()["state"] == "open"
    assert use.visitor_of(1) != use.visitor_of(2)
