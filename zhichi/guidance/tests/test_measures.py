"""Knowledge in numbers: figures with their records, tables, files (6.1.3, 6.3.1, 6.3.3)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.figures import check_all, lists_nothing
from tests.people import POSTS
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.guidance import clauses, selectors, services
from zhichi.handbook import periods
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.handbook.registry import Period
    from zhichi.knowledge.models import Article
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
GUEST = Actor.guest("访客")


@pytest.fixture
def article(library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Article:
    monkeypatch.setattr(clock, "now", lambda: desk.at)
    return library.published("public", title="导出乱码的处理")


def month(desk: Desk) -> Period:
    return periods.this_month(at=desk.at)


def votes(article: Article, desk: Desk, *answers: bool) -> None:
    for number, is_helpful in enumerate(answers):
        services.vote(
            article=article, visitor=f"v{number}", is_helpful=is_helpful, reason="" if is_helpful else "wrong",
            words="步骤三不对", language="zh-hans", by=GUEST, at=desk.tick(),
        )  # fmt: skip


def asks(desk: Desk, words: str, hits: int, chosen: Article | None = None, position: int = 1) -> None:
    token = services.note_question(words=words, place="portal", language="zh-hans", hits=hits, by=None, at=desk.tick())
    if chosen is not None:
        services.note_choice(token=token, article_id=chosen.pk, position=position, at=desk.tick())


def form(desk: Desk, article: Article, token: str, *, is_solved: bool) -> None:
    services.note_shown(token=token, articles=[article.pk], language="zh-hans", is_guest=True, at=desk.tick())
    if is_solved:
        services.deflect(token=token, article_id=article.pk, person=_guest(), by=GUEST, at=desk.tick())


def _guest() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_votes_say_how_many_were_helped(article: Article, desk: Desk) -> None:
    votes(article, desk, True, True, True, False)
    period = month(desk)
    evidence = clauses.helpful(period)
    assert [figure.value for figure in evidence.figures] == [75.0, 4]
    assert evidence.state == "at_risk"
    check_all(evidence.figures, period, desk.people.manager)
    lists_nothing(evidence.figures, periods.before(period), desk.people.manager)


def test_searches_click_through_and_no_result(article: Article, desk: Desk) -> None:
    asks(desk, "导出 乱码", 4, article, 2)
    asks(desk, "导出乱码！", 2)
    asks(desk, "打印机", 0)
    period = month(desk)
    evidence = clauses.search(period)
    assert [figure.value for figure in evidence.figures] == [3, 50.0, 33.3]
    assert evidence.state == "broken"
    check_all(evidence.figures, period, desk.people.manager)
    lists_nothing(evidence.figures, period, desk.people.junior)
    lines = {line.words: line for line in selectors.search_lines(period)}
    line = next(line for words, line in lines.items() if "导出" in words)
    assert (line.asked, line.hits, line.clicked, line.position, line.click_rate) == (2, 3.0, 1, 2.0, 50.0)


def test_uses_on_tickets_and_requests_not_needed(article: Article, desk: Desk) -> None:
    ticket = desk.closed()
    desk.closed()
    services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=desk.people.actor("senior"), at=desk.tick())
    form(desk, article, "one", is_solved=True)
    form(desk, article, "two", is_solved=False)
    period = month(desk)
    evidence = clauses.uses(period)
    assert [figure.value for figure in evidence.figures] == [50.0, 1, 1, 50.0]
    assert evidence.state == "kept"
    check_all(evidence.figures, period, desk.people.manager)
    services.unmark_solved(ticket_id=ticket.pk, article_id=article.pk, by=desk.people.actor("senior"), at=desk.tick())
    assert [figure.value for figure in clauses.uses(month(desk)).figures][:2] == [0.0, 0]


def test_the_table_of_articles_sorts_and_goes_out_as_files(article: Article, desk: Desk, client: Client) -> None:
    quiet = services_published(desk, "没人看的文章")
    for _reader in range(3):
        services.note_read(article_id=article.pk, audience="customer", at=desk.at)
    votes(article, desk, True, False)
    client.force_login(desk.people.supervisor)
    page = client.get(_url())
    row = page.context["lines"][0]
    assert (row.article.pk, row.views, row.helpful) == (article.pk, 3, 50.0)
    upward = client.get(_url(), {"sort": "views"}).context["lines"]
    assert upward[0].article.pk == quiet.pk
    assert client.get(_url(), {"sort": "nonsense"}).context["lines"][0].article.pk == article.pk
    table = client.get(_url(), {"format": "csv"})
    assert table["Content-Type"].startswith("text/csv")
    assert article.number in table.content.decode()
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(client.get(_url(), {"format": "xlsx"}).content))
    assert book.active is not None
    assert book.active["C2"].value == 3


def services_published(desk: Desk, title: str) -> Article:
    from zhichi.knowledge.tests.conftest import Library

    return Library(desk.people, desk.at).published("public", title=title)


def _url(name: str = "measures") -> str:
    from django.urls import reverse

    return reverse(f"guidance:{name}")


def test_causes_stand_by_product_and_version_and_lead_to_their_article(
    article: Article, desk: Desk, client: Client
) -> None:
    rows = [desk.worked() for _one in range(3)]
    first_cause = "导出时  没有写入 BOM"
    tickets.confirm(
        ticket_id=rows[2].pk, cause=first_cause, method="remote", by=desk.people.actor("senior"), at=desk.tick()
    )  # fmt: skip
    for ticket in rows[:2]:
        services.mark_solved(ticket_id=ticket.pk, article_id=article.pk, by=desk.people.actor("senior"), at=desk.tick())
    client.force_login(desk.people.auditor)
    lines = client.get(_url("measures_insight")).context["lines"]
    first, second = lines[:2]
    assert (first.product, first.version, first.tickets) == (desk.product.title, "8.2", 2)
    assert first.article == article
    assert (second.cause, second.article, second.tickets) == ("导出时 没有写入 BOM", None, 1)
    page = client.get(_url("measures_insight")).content.decode()
    assert "table-stacked" in page  # on a phone causes lay beside the screen; each cell now says what it is
    assert 'data-label="版本">8.2<' in page and 'data-label="工单">2<' in page
    table = client.get(_url("measures_insight"), {"format": "csv"}).content.decode()
    assert f"{desk.product.title},8.2" in table


def test_only_those_who_answer_for_knowledge_see_the_numbers(article: Article, desk: Desk, client: Client) -> None:
    seen = set()
    for post in POSTS:
        client.force_login(getattr(desk.people, post))
        for name in ("measures", "measures_searches", "measures_insight"):
            if client.get(_url(name)).status_code == 200:
                seen.add(post)
    assert seen == {"knowledge_editor", "supervisor", "manager", "auditor"}


def test_a_period_that_is_none_is_said_to_be_none(article: Article, desk: Desk, client: Client) -> None:
    client.force_login(desk.people.manager)
    page = client.get(_url(), {"period": "2026-99"})
    assert page.status_code == 422
    assert "2026-99" in page.text
