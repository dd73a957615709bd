"""The demo's articles without the rest of the demo, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.config.demo import articles, setup
from zhichi.config.demo.story import DAYS, Stage, World

if TYPE_CHECKING:
    from datetime import datetime


def play_articles(end: datetime) -> World:
    """Write, review and publish them as the demo does, up to `end`; returns its staff and products."""
    start = end - timedelta(days=DAYS + 5)
    staff = setup._staff(start)
    world = World(staff=staff, contacts={}, assets={}, products=setup._products(start, staff))
    stage = Stage()
    articles.plan(stage, world, start=start, end=end)
    list(stage.play(until=end))
    return world
