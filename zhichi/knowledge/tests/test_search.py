"""Articles in the index: staff find blocks for staff, customers do not, and never more than they may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from zhichi.knowledge import services
from zhichi.records import tails
from zhichi.search import selectors as search

if TYPE_CHECKING:
    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def found(query: str, person: Any) -> list[int]:
    return [hit.object_id for hit in search.find(query, for_user=person, kinds=["article"])]


def test_finds_for_each_reader_what_they_may_read(library: Library) -> None:
    public, staff = library.published("public"), library.published("staff", title="内部乱码说明")
    tails.drain()
    customer = library.customer(None)
    assert set(found("乱码", library.people.junior)) == {public.pk, staff.pk}
    assert found("乱码", customer) == found("乱码", AnonymousUser()) == [public.pk]


def test_hides_blocks_for_staff_from_customers_in_search_too(library: Library) -> None:
    article = library.published("customers")
    tails.drain()
    customer = library.customer(None)
    assert found("PRB-118", library.people.junior) == [article.pk]
    assert found("PRB-118", customer) == found("PRB-118", AnonymousUser()) == []
    (hit,) = search.find("乱码", for_user=customer, kinds=["article"])
    assert "PRB" not in str(hit.highlights)
    (shown,) = search.shown([hit], for_user=customer)
    assert shown.row.url.startswith(f"/kb/{article.pk}/")


def test_tells_staff_alone_where_an_article_stands(library: Library) -> None:
    library.published("public")
    tails.drain()
    hits = search.find("乱码", for_user=library.people.junior, kinds=["article"])
    (staff,), (guest,) = (search.shown(hits, for_user=one) for one in (library.people.junior, AnonymousUser()))
    assert [mark.tone for mark in staff.row.marks] == ["ok", "ok"]
    assert guest.row.marks == ()


def test_shows_what_the_article_says_before_the_words_around_it(library: Library) -> None:
    article = library.published("public")
    tails.drain()
    (hit,) = search.find("乱码", for_user=AnonymousUser(), kinds=["article"])
    first = "".join(piece for piece, _mark in hit.highlights[1])
    assert article.live is not None
    assert first.startswith(article.live.summary[:5])
    assert found(article.number, AnonymousUser()) == [article.pk]


def test_follows_every_change(library: Library) -> None:
    article = library.published("public")
    tails.drain()
    library.rewrite(article, title="换了说法")
    tails.drain()
    assert not found("换了说法", AnonymousUser()) and not found("换了说法", library.people.assistant)
    library.readers(article, "staff")
    tails.drain()
    assert not found("乱码", AnonymousUser())
    services.discard_draft(article_id=article.pk, by=library.people.actor("manager"), at=library.tick())
    services.archive(article_id=article.pk, reason="过时", by=library.people.actor("manager"), at=library.tick())
    tails.drain()
    assert not found("乱码", library.people.manager)
