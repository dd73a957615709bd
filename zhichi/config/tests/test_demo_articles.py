"""The demo's articles: of every type, in both languages, in every state that a page shows, complete, and asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.config.demo import articles, setup, sources
from zhichi.config.demo.story import DAYS, Stage, World
from zhichi.config.tests.played import play_articles
from zhichi.core import clock
from zhichi.files import selectors as files
from zhichi.gathering.models import Item
from zhichi.guidance import selectors as guidance
from zhichi.guidance.models import Question
from zhichi.knowledge import completeness
from zhichi.knowledge.html import files_in
from zhichi.knowledge.models import Article
from zhichi.knowledge.registry import SHIPPED
from zhichi.knowledge.selectors import is_stale
from zhichi.knowledge.selectors.graph import orphans

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings


@pytest.mark.django_db
def test_plays_articles_through_their_flow() -> None:
    world = play_articles(clock.now())
    rows = list(Article.objects.select_related("live"))
    assert len(rows) == len(articles.PIECES)
    assert {row.kind for row in rows} == {kind.code for kind in SHIPPED}
    assert {row.state for row in rows} == {"published", "submitted"}
    lonely = {row.title for row in rows if row.live and completeness.gaps(row, row.live)}
    assert lonely == {"砚台报表的快捷键"}, "one belongs to no module, so that the page of orphans shows it"
    assert {row.title for row in Article.objects.filter(orphans())} == lonely
    stale = [row.language for row in rows if is_stale(row)]
    assert stale == ["en"], "the Chinese article about CSV was published again later"
    assert max(row.versions_made for row in rows) == 2
    pictures_hang_on_their_articles(rows)
    the_search_was_asked_for_a_year(world)


def pictures_hang_on_their_articles(rows: list[Article]) -> None:
    shown = {(one, row.pk) for row in rows if row.live for html in row.live.parts.values() for one in files_in(html)}
    assert len(shown) >= 6
    for public_id, key in shown:
        found = files.find(public_id)
        assert found is not None
        assert (found.holder_kind, found.holder_id, found.content_type) == ("article", key, "image/png")


def the_search_was_asked_for_a_year(world: World) -> None:
    asked = list(Question.objects.order_by("at"))
    assert len(asked) > 400
    assert timedelta(days=360) < asked[-1].at - asked[0].at < timedelta(days=365)
    chosen = [row for row in asked if row.chosen_id]
    assert len(chosen) > 100
    assert all(row.chosen.created_at < row.at for row in chosen if row.chosen)
    editor = world.staff["editor"]
    counts = {view: guidance.gaps(editor, view).count() for view in ("open", "assigned", "done", "dismissed")}
    assert all(counts.values()), counts
    assert counts["done"] > counts["open"], "most of what was missing is written"


@pytest.mark.django_db
def test_changes_wait_in_every_view_of_what_sources_bring(settings: LazySettings, tmp_path: Path) -> None:
    settings.GATHER_FOLDERS = [tmp_path]
    start = clock.now() - timedelta(days=DAYS + 5)
    staff = setup._staff(start)
    world = World(staff=staff, contacts={}, assets={}, products=setup._products(start, staff))
    stage, end = Stage(), clock.now()
    articles.plan(stage, world, start=start, end=end)
    list(stage.play(until=start + timedelta(days=2)))  # the modules are there
    sources.play(world, at=clock.now())
    states = sorted(Item.objects.values_list("state", flat=True))
    assert states == ["conflict", "current", "gone", "new", "new", "new", "new", "new", "review"]
    assert {item.article.kind for item in Item.objects.select_related("article") if item.article} == {"page", "faq"}
