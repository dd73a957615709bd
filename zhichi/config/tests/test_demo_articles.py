"""The demo's articles: of every type, in both languages, in every state that a page shows, and complete."""

from __future__ import annotations

from datetime import timedelta

import pytest

from zhichi.config.demo import articles, setup
from zhichi.config.demo.story import DAYS, Stage, World
from zhichi.core import clock
from zhichi.knowledge import completeness
from zhichi.knowledge.models import Article
from zhichi.knowledge.registry import types
from zhichi.knowledge.selectors import is_stale


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
    assert {row.kind for row in rows} == set(types.names())
    assert {row.state for row in rows} == {"published", "submitted"}
    assert all(not completeness.gaps(row, row.live) for row in rows if row.live)
    stale = [row.language for row in rows if is_stale(row)]
    assert stale == ["en"], "the Chinese article about CSV was published again later"
    assert max(row.versions_made for row in rows) == 2
