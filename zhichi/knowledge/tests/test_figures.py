"""Every number about articles leads to the records it counts (6.1.1–6.1.3, 6.2.1, 6.2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.figures import check_all, lists_nothing
from tests.people import SETUP
from zhichi.core import clock
from zhichi.handbook import periods, selectors
from zhichi.knowledge import clauses, services
from zhichi.knowledge.models import Article, FullReview

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period
    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db
CLAUSES = ("6.1.1", "6.1.2", "6.2.1", "6.2.3", "6.3.2")


@pytest.fixture(autouse=True)
def present(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Now is the library's present."""
    monkeypatch.setattr(clock, "now", lambda: library.at)


def month(library: Library) -> Period:
    return periods.this_month(at=library.at)


def placed(library: Library, article: Article, *schemes: str, module_id: int | None = None) -> Article:
    """Put it into a branch of each scheme."""
    rows = [
        services.save_category(scheme=one, branch=services.Branch(name=one), by=SETUP, at=library.tick())
        for one in schemes
    ]
    settings = services.Settings(category_ids=[row.pk for row in rows], module_id=module_id)
    services.arrange(
        article_id=article.pk, settings=settings, by=library.people.actor("knowledge_editor"), at=library.tick()
    )
    return library.now(article)


def module(library: Library, **given: Any) -> int:
    branch = services.Branch(name="导入与导出", **given)
    return services.save_module(branch=branch, by=SETUP, at=library.tick()).pk


def values(clause: Any, period: Period) -> list[Any]:
    return [figure.value for figure in clause(period).figures]


def test_counts_articles_classified_in_all_three_ways(library: Library) -> None:
    placed(library, library.published(), "area", "technology", "process")
    placed(library, library.published(title="两类"), "area", "process")
    library.write(title="草稿不算")
    period = month(library)
    assert values(clauses.classes, period) == [50.0, 2]
    counted = check_all(clauses.classes(period).figures, period, library.people.manager)
    assert list(counted.values()) == [2, 2]
    assert clauses.classes(period).state == "broken"


def test_an_orphan_has_no_module_and_no_link_either_way(library: Library) -> None:
    alone, source, target = (library.published(title=title) for title in ("孤立", "出", "入"))
    placed(library, library.published(title="有模块"), module_id=module(library))
    editor = library.people.actor("knowledge_editor")
    services.bind(article_id=source.pk, other_id=target.pk, kind="see_also", by=editor, at=library.tick())
    period = month(library)
    assert values(clauses.structure, period) == [25.0, 1]
    check_all(clauses.structure(period).figures, period, library.people.manager)
    found = selectors.listing("knowledge.articles", {"what": "orphans"}, period, library.people.manager)
    assert found is not None
    assert [row.cells[0] for row in found.every("orphans")] == [alone.number]


def test_complete_needs_every_required_part_a_module_and_the_classes(library: Library) -> None:
    place = module(library)
    whole = placed(library, library.published(), "area", "technology", "process", module_id=place)
    placed(library, library.published(title="没有类别"), module_id=place)
    period = month(library)
    assert values(clauses.content, period) == [50.0]
    check_all(clauses.content(period).figures, period, library.people.manager)
    version = whole.live
    assert version is not None
    version.parts = {code: html for code, html in version.parts.items() if code != "cause"}  # an import before the rule
    version.save()
    assert values(clauses.content, month(library)) == [0.0]
    found = selectors.listing("knowledge.articles", {"what": "complete"}, period, library.people.manager)
    assert found is not None
    assert any("原因" in row.cells[-1] or "Cause" in row.cells[-1] for row in found.every("bad"))


def test_articles_with_pictures_are_counted(library: Library) -> None:
    first, _second = library.published(), library.published(title="没有图")
    assert first.live is not None
    first.live.files = ["a1b2"]
    first.live.save()
    period = month(library)
    assert values(clauses.display, period) == [1, 2]
    check_all(clauses.display(period).figures, period, library.people.manager)


def test_full_reviews_count_in_the_period_they_were_due_in(library: Library) -> None:
    weekly = module(library, rhythm="weekly")
    first, second = (placed(library, library.write(title=title), module_id=weekly) for title in ("准时", "迟到"))
    for article in (first, second):
        library.publish(library.approve(library.submit(article)))
    senior = library.people.actor("senior")
    services.look_through(article_id=first.pk, by=senior, at=library.tick(days=6))
    services.look_through(article_id=second.pk, by=senior, at=library.tick(days=3))
    due = FullReview.objects.exclude(done_at=None).order_by("pk").first()
    assert due is not None
    period = periods.days(due.due_at.date() - timedelta(days=1), due.due_at.date() + timedelta(days=1))
    assert values(clauses.cadence, period) == [50.0, 2]
    check_all(clauses.cadence(period).figures, period, library.people.manager)
    lists_nothing(clauses.cadence(period).figures, period, library.customer(None))
    library.tick(days=30)  # both were due again, and nobody came
    later = periods.days(period.first_day + timedelta(days=5), period.first_day + timedelta(days=30))
    assert values(clauses.cadence, later) == [0.0, 2]


def test_archiving_drops_a_review_to_come_and_keeps_a_missed_one(library: Library) -> None:
    article, late = library.published(), library.published(title="迟到")
    FullReview.objects.filter(article=late).update(due_at=library.at - timedelta(days=1))
    for one in (article, late):
        services.archive(
            article_id=one.pk, reason="过时", by=library.people.actor("knowledge_editor"), at=library.tick()
        )
    assert not FullReview.objects.filter(article=article).exists()
    assert FullReview.objects.get(article=late).done_at == library.at
    assert values(clauses.cadence, month(library))[0] == 0.0


def test_the_median_time_to_review_leaves_out_what_was_brought_back(library: Library) -> None:
    quick = library.published()
    slow = library.submit(library.write(title="慢"))
    library.tick(hours=100)
    library.approve(slow)
    again = library.publish(library.approve(library.submit(library.rewrite(quick), by="knowledge_editor")))
    editor = library.people.actor("knowledge_editor")
    services.roll_back(article_id=again.pk, to=1, reason="新版有误", by=editor, at=library.tick())
    period = periods.days(library.at.date() - timedelta(days=9), library.at.date() + timedelta(days=1))
    review, count, in_time, publish = clauses.flow(period).figures
    assert (review.value, count.value, in_time.value) == (0.0, 3, 66.7)
    assert publish.value == 0.0
    check_all(clauses.flow(period).figures, period, library.people.manager)


def test_one_statement_serves_a_period_and_the_one_before(library: Library, django_assert_num_queries: Any) -> None:
    library.published()
    both = periods.with_before(month(library))
    for clause in CLAUSES:
        selectors.evidence_for(clause, month(library))  # what a process remembers
    with django_assert_num_queries(1):
        for period in both:
            for clause in CLAUSES:
                assert selectors.evidence_for(clause, period).state != "failed"
