"""Questions without an answer become writing tasks, and end when an article is published (6.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.guidance import policies, selectors, services
from zhichi.guidance.models import Gap
from zhichi.knowledge.models import Article
from zhichi.notices.models import Notice
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db
POSTS = (
    "manager", "supervisor", "senior", "junior", "assistant", "customer_service", "knowledge_editor", "auditor",
    "administrator",
)  # fmt: skip


def ask(library: Library, words: str, *, hits: int = 0, place: str = "portal", language: str = "zh-hans") -> str:
    return services.note_question(
        words=words, place=place, language=language, hits=hits, by=None, at=library.tick()
    )  # fmt: skip


def gathered(library: Library) -> list[Gap]:
    services.gather(at=library.tick(hours=1))
    return list(Gap.objects.order_by("-count", "pk"))


def gap(library: Library, words: str = "打印机不动") -> Gap:
    ask(library, words)
    return gathered(library)[0]


def test_counts_the_same_question_once_by_language_and_place(library: Library) -> None:
    for words in ("打印机 不动", "打印机不动！", "打印機不動"):
        ask(library, words)
    ask(library, "打印机不动", place="ticket")
    ask(library, "打印机不动", language="en")
    first, second = gathered(library)
    assert (first.count, first.unanswered, first.places) == (4, 4, {"portal": 3, "ticket": 1})
    assert (second.language, second.count) == ("en", 1)
    assert services.gather(at=library.tick(hours=1)) == 0  # nothing is counted twice


def test_what_was_found_and_chosen_is_no_gap_and_what_was_only_found_is_one(library: Library) -> None:
    article = library.published("public")
    chosen = ask(library, "导出乱码", hits=3)
    services.note_choice(token=chosen, article_id=article.pk, position=2, at=library.tick())
    ask(library, "导出太慢", hits=3)
    ask(library, "离线", hits=3, place="desk")  # staff see what they need in the list itself
    found = gathered(library)
    assert [(row.words, row.count, row.unanswered) for row in found] == [("导出太慢", 1, 0)]


def test_waits_until_somebody_could_have_clicked(library: Library) -> None:
    ask(library, "打印机不动")
    assert services.gather(at=library.tick(minutes=20)) == 0
    assert services.gather(at=library.tick(minutes=20)) == 1


def test_is_given_to_a_writer_who_hears_of_it_and_sees_it(library: Library) -> None:
    row, editor, writer = gap(library), library.people.actor("knowledge_editor"), library.people.junior
    assert selectors.gap(writer, row.pk) is None
    services.assign_gap(gap_id=row.pk, person_id=writer.pk, by=editor, at=library.tick())
    assert [one.pk for one in selectors.gaps(writer, "mine")] == [row.pk]
    assert Notice.objects.filter(person=writer, kind="guidance.gap_given").exists()
    for wrong in (library.people.auditor.pk, 0):
        with pytest.raises(DomainError):
            services.assign_gap(gap_id=row.pk, person_id=wrong, by=editor, at=library.tick())


def test_is_done_when_the_article_written_for_it_is_published(library: Library) -> None:
    row, editor = gap(library), library.people.actor("knowledge_editor")
    services.assign_gap(gap_id=row.pk, person_id=library.people.junior.pk, by=editor, at=library.tick())
    article = services.write_gap(
        gap_id=row.pk, kind="fault", title="打印机不动怎么办", by=library.people.actor("junior"), at=library.tick()
    )
    row.refresh_from_db()
    assert (row.state, row.article_id) == ("assigned", article.pk)
    library.rewrite(article, by="junior", title="打印机不动怎么办")
    library.publish(library.approve(library.submit(article)))
    row.refresh_from_db()
    assert row.state == "done"
    codes = [item.code for item in history(row.stream)]
    assert codes == [f"guidance.gap_{name}" for name in ("found", "assigned", "linked", "done")]
    assert all(sentence(item) for item in history(row.stream))


def test_is_done_at_once_by_a_published_article_and_comes_back_when_people_go_on_asking(library: Library) -> None:
    row, article = gap(library), library.published("public")
    services.link_gap(
        gap_id=row.pk, article_id=article.pk, by=library.people.actor("knowledge_editor"), at=library.tick()
    )
    row.refresh_from_db()
    assert row.state == "done"
    ask(library, row.words)
    back = gathered(library)[0]
    assert (back.pk, back.state, back.count) == (row.pk, "open", 2)


def test_is_dismissed_with_a_reason_stays_so_and_can_be_taken_up_again(library: Library) -> None:
    row, editor = gap(library), library.people.actor("knowledge_editor")
    for bad in ("", "  ", "长" * 301):
        with pytest.raises(DomainError):
            services.dismiss_gap(gap_id=row.pk, reason=bad, by=editor, at=library.tick())
    services.dismiss_gap(gap_id=row.pk, reason="不是我们的产品", by=editor, at=library.tick())
    ask(library, row.words)
    assert [one.state for one in gathered(library)] == ["dismissed"]
    with pytest.raises(Conflict):
        services.dismiss_gap(gap_id=row.pk, reason="再次", by=editor, at=library.tick())
    services.reopen_gap(gap_id=row.pk, by=editor, at=library.tick())
    assert Gap.objects.get().state == "open"


def test_only_who_may(library: Library) -> None:
    row = gap(library)
    for who in ("junior", "auditor", "senior"):
        by = library.people.actor(who)
        with pytest.raises(Refused):
            services.assign_gap(gap_id=row.pk, person_id=library.people.junior.pk, by=by, at=library.tick())
        with pytest.raises(Refused):
            services.dismiss_gap(gap_id=row.pk, reason="不要", by=by, at=library.tick())
    with pytest.raises(Refused):
        services.write_gap(gap_id=row.pk, kind="faq", title="x", by=library.people.actor("junior"), at=library.tick())
    assert not Article.objects.exists()


def test_predicate_and_scope_agree(library: Library) -> None:
    rows = [gap(library, words) for words in ("甲问题", "乙问题")]
    editor = library.people.actor("knowledge_editor")
    services.assign_gap(gap_id=rows[0].pk, person_id=library.people.junior.pk, by=editor, at=library.tick())
    rows = list(Gap.objects.all())
    for who in POSTS:
        person = getattr(library.people, who)
        for right in (policies.SEE_GAPS, policies.FILL_GAP):
            assert right.scope is not None
            allowed = {row.pk for row in rows if right.allows(person, row)}
            assert allowed == set(right.scope(person, Gap.objects.all()).values_list("pk", flat=True)), (
                who,
                right.name,
            )


def test_the_list_names_the_language_of_each_question(client: Client, library: Library) -> None:
    """Bad output: an empty mark behind every question, since the row knows only the code of its language."""
    row = gap(library)
    client.force_login(library.people.knowledge_editor)
    for path in ("/desk/guidance/gaps/", f"/desk/guidance/gaps/{row.pk}/"):
        page = client.get(path).content.decode()
        assert "简体中文" in page.partition("<main")[2].partition("phone-menu")[0], path


def test_pages_keep_what_was_typed_and_give_each_person_no_more_than_they_may(client: Client, library: Library) -> None:
    row = gap(library)
    address = f"/desk/guidance/gaps/{row.pk}/"
    client.force_login(library.people.junior)
    assert client.get("/desk/guidance/gaps/").status_code == 200
    assert client.get(address).status_code == 404
    client.force_login(library.people.auditor)
    assert "<form class=" not in client.get(address).content.decode()
    client.force_login(library.people.knowledge_editor)
    assert "打印机不动" in client.get("/desk/guidance/gaps/").content.decode()
    bad: list[tuple[str, dict[str, Any], str]] = [
        ("dismiss", {"reason": ""}, ""), ("link", {"article": "KB-x"}, "KB-x"), ("link", {"article": "99999"}, "99999"),
        ("assign", {"assignee": "0"}, ""), ("write", {"title": "", "kind": "fault"}, ""),
    ]  # fmt: skip
    for name, data, kept in bad:
        answer = client.post(f"{address}{name}/", data)
        assert answer.status_code == 422, name
        assert kept in answer.content.decode()
    answer = client.post(f"{address}write/", {"title": "打印机不动怎么办", "kind": "fault"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/desk/knowledge/{Article.objects.get().pk}/edit/")
