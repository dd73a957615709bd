"""What a person decides about an incoming change, and what the flow of articles settles by itself (6.2.2, 6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.gathering import policies
from zhichi.gathering.choices import Choice, ItemState
from zhichi.gathering.events import ChangeDecided
from zhichi.gathering.models import Item
from zhichi.gathering.services import taking
from zhichi.knowledge import services as articles
from zhichi.knowledge.choices import ArticleState
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article

FITS: dict[Choice, tuple[ItemState, ...]] = {
    Choice.SUBMIT: (ItemState.NEW,),
    Choice.THEIRS: (ItemState.CONFLICT, ItemState.MERGING),
    Choice.OURS: (ItemState.CONFLICT, ItemState.MERGING),
    Choice.EDIT: (ItemState.CONFLICT, ItemState.MERGING),
    Choice.IGNORE: (ItemState.NEW, ItemState.CONFLICT, ItemState.MERGING, ItemState.GONE, ItemState.FAILED),
    Choice.KEEP: (ItemState.GONE,),
}


@transaction.atomic
def decide(*, item_id: int, choice: str, by: Actor, at: datetime) -> Item:
    """Carry out what a person chose. Appends gathering.decided, and whatever the step does to the article.

    Raises Conflict when somebody else decided meanwhile, DomainError for an article that lacks something.
    """
    policies.DECIDE.check(by.user)
    wanted = Choice(choice)
    item = Item.objects.select_for_update(of=("self",)).select_related("article", "source").get(pk=item_id)
    if item.state not in FITS[wanted]:
        raise Conflict(
            "wrong-state", _("It is “%s” meanwhile.") % item.get_state_display(), _("Look at it as it is now.")
        )
    STEPS[wanted](item, by, at)
    item.save()
    stream = item.article.stream if item.article is not None else item.source.stream
    records.append(stream, ChangeDecided(source_id=item.source_id, choice=wanted.value), by=by, at=at)
    return item


def _submit(item: Item, by: Actor, at: datetime) -> None:
    article = _article(item)
    articles.submit(article_id=article.pk, by=taking.actor_of(item.source), at=at, note=_("From %s") % item.address)
    item.state = ItemState.REVIEW


def _take_theirs(item: Item, by: Actor, at: datetime) -> None:
    article = _article(item)
    taking.write(item, article, item.incoming or {}, by=by, at=at)
    article.refresh_from_db()
    item.state = ItemState.REVIEW if article.state == ArticleState.SUBMITTED else ItemState.NEW


def _keep_ours(item: Item, by: Actor, at: datetime) -> None:
    _acknowledge(item)


def _edit(item: Item, by: Actor, at: datetime) -> None:
    article = _article(item)
    if article.state in {ArticleState.SUBMITTED, ArticleState.REVIEWED}:
        articles.withdraw(article_id=article.pk, by=by, at=at)
    articles.begin_edit(article_id=article.pk, by=by, at=at)
    item.state = ItemState.MERGING


def _ignore(item: Item, by: Actor, at: datetime) -> None:
    article = item.article
    if article is not None and article.live_id is None and article.state == ArticleState.DRAFT:
        articles.archive(article_id=article.pk, reason=_("Not wanted from “%s”.") % item.source, by=by, at=at)
    item.state, item.incoming = ItemState.IGNORED, None


def _keep(item: Item, by: Actor, at: datetime) -> None:
    item.state = ItemState.IGNORED  # nothing will come from there any more; the article is ours


STEPS: dict[Choice, Callable[[Item, Actor, datetime], None]] = {
    Choice.SUBMIT: _submit,
    Choice.THEIRS: _take_theirs,
    Choice.OURS: _keep_ours,
    Choice.EDIT: _edit,
    Choice.IGNORE: _ignore,
    Choice.KEEP: _keep,
}


def _acknowledge(item: Item) -> None:
    """What the source says was seen; ours differs from it, so its next change is asked about again."""
    item.base, item.incoming, item.state = item.incoming or item.base, None, ItemState.CURRENT


def _article(item: Item) -> Article:
    if item.article is None:
        raise DomainError("no-article", _("It has no article yet."))
    return item.article


def settle_submitted(*, article_id: int, by: Actor, at: datetime) -> int:
    """An article was submitted: what was brought together in it is settled, what was new is in review. How many."""
    rows = Item.objects.select_for_update(of=("self",)).filter(article=article_id)
    found = list(rows.filter(state__in=(ItemState.NEW, ItemState.MERGING)))
    for item in found:
        if item.state == ItemState.MERGING:
            _acknowledge(item)
        item.state = ItemState.REVIEW
        item.save()
    return len(found)


def settle_published(*, article_id: int, by: Actor, at: datetime) -> int:
    """An article was published: what was in review is up to date. How many."""
    rows = Item.objects.filter(article=article_id, state__in=(ItemState.REVIEW, ItemState.NEW))
    return rows.update(state=ItemState.CURRENT)


def settle_archived(*, article_id: int, by: Actor, at: datetime) -> int:
    """An article went into the archive: nothing about it waits any more. How many."""
    rows = Item.objects.filter(article=article_id).exclude(state=ItemState.IGNORED)
    return rows.update(state=ItemState.CURRENT, incoming=None)
