"""One page, file or row of a source becomes a draft, an update, or a question for a person; never more (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.canonical import sha256
from zhichi.core.errors import DomainError
from zhichi.files import services as files
from zhichi.gathering import contents
from zhichi.gathering.choices import ItemState, Outcome
from zhichi.gathering.events import ArticleBrought, ArticleDiffers, ArticleGone, ArticleUpdated
from zhichi.gathering.models import LONGEST_ADDRESS, Item, Source
from zhichi.gathering.services import linking
from zhichi.gathering.services.pictures import Kept, keep
from zhichi.knowledge import services as articles
from zhichi.knowledge.choices import HOLDER, ArticleState
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.events import Event
    from zhichi.gathering.registry import Found
    from zhichi.knowledge.models import Article

Result = tuple[Outcome, str, Item]
LEFT = (ArticleState.ARCHIVED,)
HELD = (ArticleState.REVIEWED,)  # somebody approved it: what they saw is not changed under their hands


def key_of(external_id: str) -> str:
    """The key of an item."""
    return sha256(external_id.encode())


def actor_of(source: Source) -> Actor:
    """Who brings what a source has: the product itself, under the name of the source."""
    return Actor.system(source.name)


def take(*, source: Source, found: Found, at: datetime) -> Result:
    """Take over what came: a new draft, an update, or a change that waits for a decision. Same again: nothing, unless
    what it links to came meanwhile.

    Appends gathering.brought, updated or differs to the article's stream. Raises DomainError for what cannot be an
    article; the pictures are fetched before the transaction begins.
    """
    item = Item.objects.filter(source=source, key=key_of(found.external_id)).select_related("article").first()
    digest = contents.came(found)
    if item is not None and item.state == ItemState.IGNORED:
        _seen(item, at)
        return Outcome.SKIPPED, _("It is not wanted from this source."), item
    is_same = item is not None and item.digest == digest and item.article_id is not None
    if item is not None and is_same and not linking.have_come(item):
        return _same(item, found, at)
    kept = keep(found, item.pictures if item is not None else {}, by=actor_of(source), at=at)
    linked = linking.link(source, found, kept.html)
    content = contents.of_found(source, found, linked.html)
    with transaction.atomic():
        row = _row(source, found, at)
        row.digest, row.traits, row.words, row.changed_at = digest, dict(found.traits), "", at
        row.pictures, row.waits_for = {**row.pictures, **kept.known}, linked.waits_for
        if row.article is None:
            outcome, words = _begin(source, row, content, found, kept, at)
        else:
            outcome, words = _change(source, row, row.article, content, kept, at)
        row.save()
    lost = _("%s pictures could not be taken over.") % kept.lost if kept.lost else ""
    return outcome, " ".join(filter(None, [words, lost, _left(linked)])), row


def _left(linked: linking.Linked) -> str:
    """The note about links that stay as their words."""
    names = list(dict.fromkeys(linked.left))
    if not names:
        return ""
    shown = ", ".join(name[:120] for name in names[: linking.SHOWN]) + (" …" if len(names) > linking.SHOWN else "")
    return _("Links to what is not gathered stay as their words: %s") % shown


def note_failure(*, source: Source, external_id: str, address: str, words: str, at: datetime) -> Item:
    """Remember that one could not be taken, and why; its article stays as it is."""
    item, _is_new = Item.objects.get_or_create(
        source=source, key=key_of(external_id),
        defaults={
            "external_id": external_id, "address": address[:LONGEST_ADDRESS], "state": ItemState.FAILED,
            "title": external_id[:200], "first_at": at, "seen_at": at, "changed_at": at, "words": words,
        },
    )  # fmt: skip
    Item.objects.filter(pk=item.pk).update(seen_at=at, words=words)
    return item


def note_same(*, source: Source, external_id: str, at: datetime) -> Item | None:
    """The source says that this one did not change."""
    item = Item.objects.filter(source=source, key=key_of(external_id)).first()
    if item is not None:
        _seen(item, at)
    return item


@transaction.atomic
def flag_gone(*, source: Source, since: datetime, at: datetime) -> list[Item]:
    """What a complete run did not see is gone at the source: marked, never deleted. Appends gathering.gone to each."""
    rows = Item.objects.select_for_update(of=("self",)).filter(source=source, seen_at__lt=since)
    gone = list(rows.exclude(state__in=(ItemState.GONE, ItemState.IGNORED)).select_related("article"))
    for item in gone:
        item.state, item.changed_at = ItemState.GONE, at
        item.save()
        if item.article is not None:
            _tell(item.article, ArticleGone(source_id=source.pk, address=_short(item)), source, at)
    return [item for item in gone if item.article is not None]


def _row(source: Source, found: Found, at: datetime) -> Item:
    rows = Item.objects.select_for_update(of=("self",)).select_related("article")
    row = rows.filter(source=source, key=key_of(found.external_id)).first()
    if row is None:
        row = Item(source=source, key=key_of(found.external_id), external_id=found.external_id, first_at=at)
    row.address, row.title, row.seen_at = found.address[:LONGEST_ADDRESS], found.title[:200], at
    return row


def _seen(item: Item, at: datetime) -> None:
    back = {"state": ItemState.CURRENT} if item.state == ItemState.GONE and item.article_id else {}
    Item.objects.filter(pk=item.pk).update(seen_at=at, words="", **back)


def _same(item: Item, found: Found, at: datetime) -> Result:
    _seen(item, at)
    Item.objects.filter(pk=item.pk).update(traits=dict(found.traits), address=found.address[:LONGEST_ADDRESS])
    return Outcome.SAME, "", item


def _begin(
    source: Source, row: Item, content: dict[str, Any], found: Found, kept: Kept, at: datetime
) -> tuple[Outcome, str]:
    by = actor_of(source)
    article = articles.create(
        kind=source.article_type, language=source.language,
        text=contents.text(content, None, _("From %s") % _short(row)), by=by, at=at,
    )  # fmt: skip
    settings = articles.Settings(
        readers=articles.Readers(visibility=source.visibility), owner_id=source.owner_id, module_id=source.module_id,
        tags=[tag[:40] for tag in found.tags[:20]],
    )  # fmt: skip
    article = articles.arrange(article_id=article.pk, settings=settings, by=by, at=at)
    files.attach(attachments=kept.fresh, holder=(HOLDER, article.pk), by=by, at=at)
    row.article, row.state = article, ItemState.NEW
    note_written(row, article)
    _tell(article, ArticleBrought(source_id=source.pk, address=_short(row)), source, at)
    return Outcome.NEW, ""


def note_written(row: Item, article: Article) -> None:
    """Keep what now stands in the article as that which came from the source."""
    row.base = contents.newest(article) or {}
    row.written, row.incoming = contents.digest(row.base), None


def _change(
    source: Source, row: Item, article: Article, content: dict[str, Any], kept: Kept, at: datetime
) -> tuple[Outcome, str]:
    files.attach(attachments=kept.fresh, holder=(HOLDER, article.pk), by=actor_of(source), at=at)
    if article.state in LEFT:
        return Outcome.SKIPPED, _("The article is in the archive.")
    ours = contents.newest(article) or {}
    if article.state in HELD or contents.digest(ours) != row.written:
        row.incoming, row.state = content, ItemState.CONFLICT
        _tell(article, ArticleDiffers(source_id=source.pk, address=_short(row)), source, at)
        return Outcome.CONFLICT, ""
    is_submitted = write(row, article, content, by=actor_of(source), at=at)
    row.state = ItemState.REVIEW if is_submitted or article.versions_made else ItemState.NEW
    _tell(article, ArticleUpdated(source_id=source.pk, address=_short(row), is_submitted=is_submitted), source, at)
    return Outcome.CHANGED, "" if is_submitted or not article.versions_made else _(
        "It lacks something, so it stays a draft."
    )


def write(row: Item, article: Article, content: dict[str, Any], *, by: Actor, at: datetime) -> bool:
    """Put a content from the source into the article's draft; an article that had been submitted is submitted again.

    Whether it was: a content that lacks something stays a draft.
    """
    if article.state in {ArticleState.SUBMITTED, ArticleState.REVIEWED}:
        articles.withdraw(article_id=article.pk, by=by, at=at)
    note = _("Changed at the source: %s") % _short(row)
    articles.save_draft(article_id=article.pk, text=contents.text(content, article, note), by=by, at=at)
    note_written(row, article)
    return bool(article.versions_made) and submit(article, note, by=by, at=at)


def submit(article: Article, note: str, *, by: Actor, at: datetime) -> bool:
    """Ask for a review; False for an article that lacks something."""
    try:
        with transaction.atomic():
            articles.submit(article_id=article.pk, by=by, at=at, note=note)
    except DomainError as error:
        if error.code != "incomplete":
            raise
        return False
    return True


def _short(row: Item) -> str:
    return (row.address or row.external_id)[:300]


def _tell(article: Article, event: Event, source: Source, at: datetime) -> None:
    records.append(article.stream, event, by=actor_of(source), at=at)
