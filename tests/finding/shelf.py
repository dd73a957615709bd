"""The demo's articles as a customer finds them on the portal, written and published as the demo does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.config.demo import articles
from zhichi.config.tests.played import play_articles
from zhichi.core import clock
from zhichi.customers.selectors import Belongings
from zhichi.guidance import selectors as guidance
from zhichi.guidance.views.library import LONGEST
from zhichi.knowledge import search as knowledge_search
from zhichi.knowledge.models import Article
from zhichi.knowledge.policies import Addressee
from zhichi.search import services
from zhichi.search.selectors import language_of

if TYPE_CHECKING:
    from zhichi.guidance.selectors import Result

DEPTH = 10


class Shelf:
    """Every article in the index, and a customer of all products who looks for them.

    A family of variants is one thing here, as it is on the page: it is called by the name of its first article.
    """

    def __init__(self) -> None:
        end = clock.now()
        world = play_articles(end)
        services.index_documents(knowledge_search.documents_of(list(Article.objects.values_list("pk", flat=True))))
        services.take_census(at=end)
        services.supply_synonyms(at=end)
        owned = frozenset(product.pk for product in world.products.values())
        self.customer: Any = Addressee(Belongings(organisation_id=None, product_ids=owned))

    def answers(self, text: str) -> list[str]:
        """Names of the families on the page for a question, the best first; what the page offers is taken."""
        found, meant = self._page(text)
        if meant:
            found, _none = self._page(meant)
        return [_NAMES[result.article.live.title] for result in found if result.article.live][:DEPTH]

    def _page(self, text: str) -> tuple[list[Result], str | None]:
        """What the search page of the portal shows: articles, and what may have been meant."""
        query = text[:LONGEST]
        found = guidance.find(self.customer, query, language_of(query) or "zh-hans")
        return found, guidance.meant(self.customer, query, found)


_NAMES = {piece.title: piece.variant_of or piece.name for piece in articles.PIECES}


def families() -> set[str]:
    """The names of all families."""
    return set(_NAMES.values())
