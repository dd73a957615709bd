"""The demo's articles: of every type, in both languages, in every state that a page shows, and complete."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.config.demo import articles, setup, sources
from zhichi.config.demo.story import DAYS, Stage, World
from zhichi.core import clock
from zhichi.gathering.models import Item
from zhichi.knowledge import completeness
from zhichi.knowledge.models import Article
from zhichi.knowledge.registry import SHIPPED
from zhichi.knowledge.selectors import is_stale

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings


@pytest.mark.django_db
def test_plays_articles_through_their_flow() -> None:
    end = clock.now()
    start = end - timedelta(days=DAYS + 5)
    staff = setup._staff(start)
    world = World(staff=staff, contacts={}, assets={}, products=setup._products(start, staff))
    stage = Stage()
    articles.plan(stage, world, start=start, end=end)
    list(stage.play(until=end))
    rows = list(Article.objects.select_related("live"))
    assert {row.kind for row in rows} == {kind.code for kind in SHIPPED}
    assert {row.state for row in rows} == {"published", "submitted"}
    assert all(not completeness.gaps(row, row.live) for row in rows if row.live)
    stale = [row.language for row in rows if is_stale(row)]
    assert stale == ["en"], "the Chinese article about CSV was published again later"
    assert max(row.versions_made for row in rows) == 2


@pytest.mark.django_db
def test_changes_wait_in_every_view_of_what_sources_bring(settings: LazySettings, tmp_path: Path) -> None:
    settings.GATHER_FOLDERS = [tmp_path]
    start = clock.now() - timedelta(days=DAYS + 5)
    staff = setup._staff(start)
    world = World(staff=staff, contacts={}, assets={}, products=setup._products(start, staff))
    articles.plan(Stage(), world, start=start, end=clock.now())
    sources.play(world, at=clock.now())
    states = sorted(Item.objects.values_list("state", flat=True))
    assert states == ["conflict", "current", "gone", "new", "new", "new", "new", "new", "review"]
    assert {item.article.kind for item in Item.objects.select_related("article") if item.article} == {"page", "faq"}
