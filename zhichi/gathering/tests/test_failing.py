"""Whoever looks after a source hears when it begins to fail (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.gathering import services
from zhichi.gathering.models import Run, Source
from zhichi.gathering.services.failing import FAILED
from zhichi.gathering.tests.conftest import TEXT
from zhichi.notices.models import Notice

if TYPE_CHECKING:
    from zhichi.gathering.tests.conftest import Gatherer

pytestmark = pytest.mark.django_db


def test_the_owner_hears_once_that_a_source_cannot_be_read(gatherer: Gatherer) -> None:
    """Nobody looks at a source that is read at night; whoever asks for a reading sees for themselves how it ends."""
    gatherer.write("a.md", TEXT)
    source = gatherer.source(is_active=True, options={"folder": str(gatherer.folder)})
    gatherer.folder.rename(gatherer.folder.with_name("moved"))

    def by_schedule() -> None:
        Source.objects.update(next_at=gatherer.library.at)
        assert services.ask_due(at=gatherer.library.tick()) == 1
        claimed = services.claim(at=gatherer.library.tick())
        assert claimed is not None
        services.run(run=claimed)

    gatherer.run(source)
    assert not Notice.objects.exists()
    Run.objects.all().delete()
    by_schedule()
    by_schedule()
    told = Notice.objects.get()
    assert (told.kind, told.person) == (FAILED, gatherer.library.people.knowledge_editor)
    assert told.data["name"] == source.name and told.data["reason"] == Run.objects.latest("pk").words
