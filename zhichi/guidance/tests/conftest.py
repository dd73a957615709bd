"""Builders: a desk with its ticket, and a library of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.customers import services as customers
from zhichi.knowledge.search import documents_of
from zhichi.knowledge.tests.conftest import Library, library
from zhichi.search import services as search
from zhichi.tickets.tests.browsing import visit
from zhichi.tickets.tests.conftest import desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.knowledge.models import Article
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["desk", "library", "visit"]


def indexed(*articles: Article) -> None:
    """Put articles into the index, as the worker does after each change."""
    search.index_documents(documents_of([article.pk for article in articles]))


def english(library: Library, source: Article, **given: Any) -> Article:
    """The English variant of an article, published."""
    from zhichi.knowledge import services
    from zhichi.knowledge.tests.conftest import text

    parts = {
        "symptom": "<p>Exported files are garbled.</p>",
        "cause": "<p>There is no BOM.</p><aside><p>Secret root cause.</p></aside>",
        "fix": "<ol><li><p>Tick “Write BOM”.</p></li><li><p>Export again.</p></li></ol>",
    }
    draft = services.create(
        kind="fault", language="en", text=text("Garbled Chinese text in an exported CSV", parts=parts, summary="BOM"),
        by=library.people.actor("knowledge_editor"), at=library.tick(), variant_of=source.pk,
    )  # fmt: skip
    return library.publish(library.approve(library.submit(draft, by="knowledge_editor")))


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """A request that the senior works on."""
    return desk.worked()


@pytest.fixture
def with_account(desk: Desk) -> Callable[[], Any]:
    """Gives the contact of the desk an account."""
    from zhichi.accounts import services as accounts

    def give() -> Any:
        user = accounts.create_customer_account(
            email="he.qing@client.example.com", name="何青", language="zh-hans", password="correct horse battery",
            by=SETUP, at=desk.at,
        )  # fmt: skip
        customers.link_account(contact_id=desk.contact.pk, user=user, by=SETUP, at=desk.at)
        desk.contact.refresh_from_db()
        return user

    return give
