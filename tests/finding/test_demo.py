"""A customer finds the demo's articles in their own words, in both languages; it may only get better.

Measured is what the search page of the portal shows to a customer: rights, families of variants shown once, the offer
of what may have been meant. Run it with `-s` to read the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.environment import KIND
from tests.finding import measure
from tests.finding.shelf import Shelf, families
from zhichi.core import clock
from zhichi.search import lexicon, services, thesaurus
from zhichi.search.meaning import embedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.search import selectors

FILES = ("demo", "demo_heldout")
MODES: tuple[selectors.Mode, ...] = ("words", "hybrid")


@pytest.fixture
def shelf() -> Shelf:
    """The articles, found by words."""
    made = Shelf()
    lexicon.forget()
    thesaurus.forget()
    return made


@pytest.fixture
def model(shelf: Shelf, settings: Any) -> Iterator[None]:
    """The bundled model has read every article."""
    settings.EMBED_OWN = True
    while services.embed_some(at=clock.now()):
        pass
    yield
    embedder.question.cache_clear()


@pytest.mark.django_db
def test_customers_find_articles_by_words(shelf: Shelf) -> None:
    for name in FILES:
        measure.check(name, "words", shelf.answers)


@pytest.mark.skipif(
    KIND == "postgres",
    reason="its order of near equals is another; the guide tells",
)
@pytest.mark.django_db
def test_customers_find_articles_by_words_and_meaning(shelf: Shelf, model: None) -> None:
    for name in FILES:
        measure.check(name, "hybrid", shelf.answers)


def test_every_article_for_customers_is_asked_for_and_every_kind_has_a_floor() -> None:
    every = [question for name in FILES for question in measure.questions(name)]
    assert len(every) >= 160
    known = families()
    assert all(set(question.grades) <= known for question in every)
    for name in FILES:
        kinds = {one.kind for one in measure.questions(name)}
        assert all(kinds == set(measure.floors(name, mode)) for mode in MODES)
