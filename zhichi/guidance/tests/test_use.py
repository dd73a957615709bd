"""Articles beside tickets: what is offered, what goes into a reply, what solved it (6.3.3, 6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import DomainError, Refused
from zhichi.guidance import selectors, services
from zhichi.guidance.models import ArticleUse
from zhichi.guidance.tests.conftest import english, indexed
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db


def put(desk: Desk, ticket: Ticket, article: Any, how: str = "text", by: str = "senior") -> str:
    return services.insert(
        ticket_id=ticket.pk, article_id=article.pk, how=how, by=desk.people.actor(by), at=desk.tick()
    )


def offered(desk: Desk, ticket: Ticket, query: str = "", by: str = "senior") -> list[selectors.Offer]:
    return selectors.offers(getattr(desk.people, by), ticket, query=query, at=desk.tick())


def test_suggests_by_the_subject_without_being_asked(desk: Desk, library: Library, ticket: Ticket) -> None:
    fits, other = library.published("public"), library.published("public", title="打印机离线")
    indexed(fits, other)
    assert [item.article.pk for item in offered(desk, ticket)][:1] == [fits.pk]


def test_offers_nothing_that_the_agent_may_not_read(desk: Desk, library: Library, ticket: Ticket) -> None:
    hidden = library.published("posts", posts=["manager"])
    indexed(hidden)
    assert offered(desk, ticket, "导出", by="customer_service") == []
    assert [item.article.pk for item in offered(desk, ticket, "导出", by="manager")] == [hidden.pk]


def test_offers_no_draft(desk: Desk, library: Library, ticket: Ticket) -> None:
    indexed(library.write())
    assert offered(desk, ticket, "导出", by="manager") == []


def test_offers_the_variant_of_the_customers_language(desk: Desk, library: Library) -> None:
    source = library.published("public")
    variant = english(library, source)
    indexed(source, variant)
    found = offered(desk, desk.ticket(language="en"), "导出")
    assert [item.article.pk for item in found] == [variant.pk]
    assert [item.article.pk for item in offered(desk, desk.ticket(), "导出")] == [source.pk]


def test_puts_in_the_text_with_numbers_and_without_blocks_for_staff(
    desk: Desk, library: Library, ticket: Ticket
) -> None:
    words = put(desk, ticket, library.published("public"))
    assert "1. 勾选“写入 BOM”。\n2. 重新导出。" in words
    assert "PRB-118" not in words
    assert ArticleUse.objects.get().how == "text"


def test_puts_in_title_and_short_address(desk: Desk, library: Library, ticket: Ticket) -> None:
    article = library.published("public")
    assert put(desk, ticket, article, "link").endswith(f"/kb/{article.pk}/")


@pytest.mark.parametrize("visibility", ["staff", "posts", "teams"])
def test_refuses_what_is_for_staff(desk: Desk, library: Library, ticket: Ticket, visibility: str) -> None:
    given: dict[str, Any] = {"posts": {"posts": ["senior"]}, "teams": {"team_ids": [desk.people.team.pk]}, "staff": {}}
    article = library.published(visibility, **given[visibility])
    with pytest.raises(DomainError, match=r"Customers may not read it|客户无权"):
        put(desk, ticket, article)
    assert not ArticleUse.objects.exists()


def test_refuses_what_is_for_other_customers(desk: Desk, library: Library, ticket: Ticket) -> None:
    other = library.organisation("另一家", "other.example")
    article = library.published("organisations", organisation_ids=[other.pk])
    with pytest.raises(DomainError, match=r"This customer may not read it|这位客户无权"):
        put(desk, ticket, article)


def test_text_for_all_customers_reaches_one_without_account_and_the_link_does_not(
    desk: Desk, library: Library, ticket: Ticket, with_account: Callable[[], Any]
) -> None:
    article = library.published("customers")
    assert "/kb/" not in put(desk, ticket, article)  # a link that would ask them to sign in
    with pytest.raises(DomainError, match=r"no account|没有账号"):
        put(desk, ticket, article, "link")
    with_account()
    assert f"/kb/{article.pk}/" in put(desk, ticket, article, "link")


def test_refuses_a_draft_and_an_unknown_way(desk: Desk, library: Library, ticket: Ticket) -> None:
    with pytest.raises(DomainError, match=r"not published|没有发布"):
        put(desk, ticket, library.write(by="senior"))
    with pytest.raises(DomainError):
        put(desk, ticket, library.published("public"), "fax")


def test_refuses_whoever_does_not_work_the_ticket(desk: Desk, library: Library, ticket: Ticket) -> None:
    article = library.published("public")
    with pytest.raises(Refused):
        put(desk, ticket, article, by="auditor")
    with pytest.raises(Refused):
        services.mark_solved(
            ticket_id=ticket.pk, article_id=article.pk, by=desk.people.actor("auditor"), at=desk.tick()
        )


def test_says_once_that_it_solved_the_ticket_and_takes_it_back(desk: Desk, library: Library, ticket: Ticket) -> None:
    article, by = library.published("staff"), desk.people.actor("senior")
    for _twice in range(2):
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=by, at=desk.tick())
    assert selectors.solved_counts([article.pk]) == {article.pk: 1}
    assert [row.pk for row in selectors.solving(desk.people.senior, ticket)] == [article.pk]
    for stream in (ticket.stream, article.stream):
        told = [item for item in history(stream) if item.code == "guidance.solved"]
        assert len(told) == 1
        assert article.number in sentence(told[0])
    services.unmark_solved(ticket_id=ticket.pk, article_id=article.pk, by=by, at=desk.tick())
    services.unmark_solved(ticket_id=ticket.pk, article_id=article.pk, by=by, at=desk.tick())
    assert selectors.solved_counts([article.pk]) == {}
    assert [item.code for item in history(ticket.stream)].count("guidance.solved_undone") == 1


def test_a_draft_solves_nothing(desk: Desk, library: Library, ticket: Ticket) -> None:
    article = library.write(by="senior")
    with pytest.raises(DomainError):
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=desk.people.actor("senior"), at=desk.tick())
