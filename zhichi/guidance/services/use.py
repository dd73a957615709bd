"""Put an article into a reply; note that it solved the ticket, and take that back (6.3.3, 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.guidance.choices import INSERTED, How
from zhichi.guidance.events import ArticleSolved, ArticleSolvedUndone
from zhichi.guidance.models import ArticleUse
from zhichi.guidance.selectors import offer
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.records import services as records
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article
    from zhichi.tickets.models import Ticket

LONGEST_TEXT = 12_000  # characters of an article in one reply; beyond, its link is the better way


@transaction.atomic
def insert(*, ticket_id: int, article_id: int, how: str, by: Actor, at: datetime) -> str:
    """The words that put an article into a reply: its link, or its text as the customer may read it. Counted.

    Blocks for staff are cut as for any customer. Raises DomainError for an article that this customer may not read, a
    link that they cannot open, or a text that is too long.
    """
    ticket, article = _both(ticket_id, article_id, by)
    found = offer(article, ticket, at=at)
    refusal = found.refusal or (found.link_refusal if how == How.LINK else "")
    if refusal or how not in INSERTED:
        raise DomainError("not-for-customer", refusal or _("Choose link or text."))
    words = _link(article) if how == How.LINK else _text(article, ticket, with_link=not found.link_refusal, at=at)
    if len(words) > LONGEST_TEXT:
        raise DomainError("too-long", _("The article is too long for a reply."), _("Put in its link."))
    _use(ticket, article, how, by, at)
    return words


@transaction.atomic
def mark_solved(*, ticket_id: int, article_id: int, by: Actor, at: datetime) -> None:
    """Note that an article solved the ticket. Appends guidance.solved to both; said twice it is the same."""
    ticket, article = _both(ticket_id, article_id, by)
    if article.live is None:
        raise DomainError("unpublished", _("It is not published yet."))
    try:
        with transaction.atomic():
            _use(ticket, article, How.SOLVED, by, at)
    except IntegrityError:  # somebody said so before, or at this moment
        return
    told = ArticleSolved(
        article_id=article.pk, number=article.number, title=article.live.title, version=article.live.number,
        ticket=ticket.number, ticket_id=ticket.pk,
    )  # fmt: skip
    records.append_all({ticket.stream: [told], article.stream: [told]}, by=by, at=at)


@transaction.atomic
def unmark_solved(*, ticket_id: int, article_id: int, by: Actor, at: datetime) -> None:
    """Take it back. Appends guidance.solved_undone to both; nothing when it was not said."""
    ticket, article = _both(ticket_id, article_id, by)
    rows = ArticleUse.objects.filter(ticket=ticket, article=article, how=How.SOLVED, undone_at=None)
    if rows.update(undone_at=at):
        told = ArticleSolvedUndone(
            article_id=article.pk, number=article.number, ticket=ticket.number, ticket_id=ticket.pk
        )
        records.append_all({ticket.stream: [told], article.stream: [told]}, by=by, at=at)


def _both(ticket_id: int, article_id: int, by: Actor) -> tuple[Ticket, Article]:
    """The ticket, which the actor works, and the article, which they may read. Raises Refused, DomainError."""
    ticket = tickets.by_id(ticket_id)
    article = knowledge.find(by.user, article_id)
    if ticket is None or article is None:
        raise DomainError("gone", _("There is no such article."))
    ticket_rights.WORK.check(by.user, ticket)
    return ticket, article


def _use(ticket: Ticket, article: Article, how: str, by: Actor, at: datetime) -> None:
    version = article.live.number if article.live else 0
    ArticleUse.objects.create(ticket=ticket, article=article, version=version, how=how, by_id=by.user_id, at=at)


def _link(article: Article) -> str:
    """Title and address; without the words of the title in it, which letters would show as a row of signs."""
    title = article.live.title if article.live else article.title
    return f"{title}\n{settings.BASE_URL}{article.short_reader_url}"


def _text(article: Article, ticket: Ticket, *, with_link: bool, at: datetime) -> str:
    reader = knowledge_rights.addressee(ticket.contact, at=at)
    shown = knowledge.shown(article, reader)
    if shown is None:
        return ""
    lines = [shown.content.title]
    with translation.override(article.language):
        for part in shown.parts:
            lines += ["", str(part.label), knowledge.as_letter(part.html)]
    return "\n".join([*lines, "", f"{settings.BASE_URL}{article.short_reader_url}"] if with_link else lines)
