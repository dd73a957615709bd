"""Begin an article from a ticket (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.guidance import drafting
from zhichi.guidance.events import ArticleWritten
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import services as knowledge
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article


@transaction.atomic
def write_from_ticket(
    *, ticket_id: int, kind: str, title: str, texts: Mapping[str, str], by: Actor, at: datetime
) -> Article:
    """Begin a draft with these texts, linked to the ticket, about its product, in its language, for staff.

    Appends knowledge.created, links.made and guidance.written. Raises Refused without the right to write or to see the
    ticket, DomainError for a title or text that cannot be kept.
    """
    ticket = tickets.by_id(ticket_id)
    if ticket is None:
        raise DomainError("gone", _("There is no such ticket."))
    ticket_rights.DESK_VIEW.check(by.user, ticket)
    knowledge_rights.WRITE.check(by.user)
    parts = {code: drafting.as_html(text) for code, text in texts.items() if text.strip()}
    text = knowledge.Text(title=title, parts=parts)
    article = knowledge.create(kind=kind, language=ticket.language, text=text, by=by, at=at)
    if ticket.product_id is not None:
        settings = knowledge.Settings(owner_id=article.owner_id, products={ticket.product_id: []})
        article = knowledge.arrange(article_id=article.pk, settings=settings, by=by, at=at)
    records.link(source=article.stream, target=ticket.stream, kind=LinkKind.FOLLOWS, by=by, at=at)
    told = ArticleWritten(
        article_id=article.pk, number=article.number, ticket=ticket.number, ticket_id=ticket.pk,
        left_out=sum(len(drafting.marks_in(one)) for one in texts.values()),
    )  # fmt: skip
    records.append(ticket.stream, told, by=by, at=at)
    return article
