"""What search finds may only get better, on both databases. `ZHICHI_TEST_RAISE=1` keeps what was reached.

Run it with `-s` to read the figures and the questions that are not answered perfectly.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.finding import measure
from zhichi.search import lexicon, registry, services, thesaurus
from zhichi.search.meaning import embedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.search import selectors

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, tzinfo=UTC)
FILES = ("queries", "meaning", "heldout")
KEPT: tuple[tuple[str, selectors.Mode], ...] = (
    ("queries", "words"),
    *((name, "hybrid") for name in FILES),
    *((name, "meaning") for name in FILES[1:]),
)


@pytest.fixture(autouse=True)
def _texts() -> Iterator[None]:
    registry.kind(measure.KIND, visible=lambda _user: None, load=lambda _ids, _user: {})
    services.index_documents(measure.documents())
    services.take_census(at=AT)
    services.supply_synonyms(at=AT)
    lexicon.forget()
    thesaurus.forget()
    yield
    del registry.kinds._items[measure.KIND]


def test_finds_at_least_as_well_as_before() -> None:
    _check("queries", "words")


def test_finds_at_least_as_well_by_meaning_too(model: None) -> None:
    for name, mode in KEPT[1:]:
        _check(name, mode)


def test_every_kind_has_a_floor_and_every_answer_a_document() -> None:
    known = set(measure.names())
    every = [question for name in FILES for question in measure.questions(name)]
    assert len(every) >= 300
    assert all({one.kind for one in measure.questions(name)} == set(measure.floors(name, mode)) for name, mode in KEPT)
    assert all(set(question.grades) <= known for question in every)


@pytest.fixture
def model(settings: Any) -> Iterator[None]:
    """The bundled model has read every text."""
    settings.EMBED_OWN = True
    while services.embed_some(at=AT):
        pass
    yield
    embedder.question.cache_clear()


def _check(name: str, mode: selectors.Mode) -> None:
    measure.check(name, mode, lambda text: measure.answers(text, mode))
