"""Where an article belongs and who may read it; links between articles (6.1.1, 6.1.2, 6.4.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean, fold
from zhichi.customers import selectors as customers
from zhichi.knowledge import policies
from zhichi.knowledge.choices import BONDS, CHOSEN, FOR_CUSTOMERS, Importance, Visibility
from zhichi.knowledge.events import SettingsChanged
from zhichi.knowledge.models import Article, Category, Reader, Tag
from zhichi.knowledge.registry import types
from zhichi.knowledge.services import rounds
from zhichi.knowledge.services._write import allow, lock, record, save
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

MOST_TAGS, LONGEST_TAG = 20, 40


@dataclass(frozen=True, kw_only=True)
class Readers:
    """Who may read: a visibility, and for a chosen one the ids or posts it is for; those of other kinds are ignored."""

    visibility: str = Visibility.STAFF
    organisation_ids: Sequence[int] = ()
    product_ids: Sequence[int] = ()
    team_ids: Sequence[int] = ()
    posts: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything about an article but its words. `products` maps product ids to versions, none meaning all."""

    readers: Readers = field(default_factory=Readers)
    importance: int = Importance.NORMAL
    owner_id: int | None = None
    module_id: int | None = None
    place: int = 100
    category_ids: Sequence[int] = ()
    tags: Sequence[str] = ()
    products: dict[int, list[str]] = field(default_factory=dict)


@transaction.atomic
def arrange(*, article_id: int, settings: Settings, by: Actor, at: datetime, revision: int | None = None) -> Article:
    """Set classes, module, products, owner and readers. Appends knowledge.settings_changed when something changed.

    Takes effect at once, for the published version too. Raises DomainError naming fields for readers that are not
    chosen, ids that are gone, an internal type shown to customers; Refused where only an editor may: readers of a
    published article.
    """
    article = lock(article_id, revision)
    allow(policies.EDIT, by, article)
    before = _facts(article)
    wanted = settings.readers
    _check_readers(article, wanted)
    article.importance, article.place = int(Importance(settings.importance)), settings.place
    article.owner_id, article.module_id = settings.owner_id, settings.module_id
    article.visibility = Visibility(wanted.visibility)
    _set_readers(article, wanted)
    _set_classes(article, settings)
    try:
        with transaction.atomic():
            save(article, at)
            _set_products(article, settings.products)
    except IntegrityError:
        raise DomainError("gone", _("Something you chose is not there any more."), _("Choose again.")) from None
    after = _facts(article)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        if "module" in changed:
            allow(policies.EDIT, by, article)  # whoever may not write there puts nothing there
            rounds.reset(article, at=at)
        if {"visibility", "readers"} & set(changed) and article.live_id is not None:
            allow(policies.PUBLISH, by, article)
        event = SettingsChanged(
            fields=changed, before={one: before[one] for one in changed}, after={one: after[one] for one in changed}
        )
        record(article, event, by=by, at=at)
    return article


def _facts(article: Article) -> dict[str, Any]:
    return {
        "visibility": article.visibility,
        "readers": sorted(
            f"{kind}:{value}"
            for row in Reader.objects.filter(article=article)
            for kind, value in (
                ("organisation", row.organisation_id), ("product", row.product_id), ("team", row.team_id),
                ("post", row.post),
            )
            if value
        ),
        "importance": article.importance,
        "owner": article.owner_id,
        "module": article.module_id,
        "categories": sorted(article.categories.values_list("pk", flat=True)),
        "tags": sorted(article.tags.values_list("word", flat=True)),
        "products": {str(row.product_id): list(row.versions) for row in article.applies.order_by("product_id")},
    }  # fmt: skip


def _check_readers(article: Article, wanted: Readers) -> None:
    faults: dict[str, str] = {}
    if wanted.visibility not in Visibility.values:
        faults["visibility"] = _("Choose who may read it.")
    kind = types.find(article.kind)
    if kind is not None and kind.for_staff and wanted.visibility in FOR_CUSTOMERS:
        faults["visibility"] = _("“%s” is never for customers.") % kind.label
    if wanted.visibility in CHOSEN and not _chosen(wanted):
        faults[wanted.visibility] = _("Choose at least one.")
    if faults:
        raise DomainError("readers", " ".join(faults.values()), fields=faults)


def _chosen(wanted: Readers) -> list[dict[str, Any]]:
    """The rows of readers that the visibility asks for."""
    rows: dict[str, list[dict[str, Any]]] = {
        Visibility.ORGANISATIONS: [{"organisation_id": key} for key in wanted.organisation_ids],
        Visibility.PRODUCTS: [{"product_id": key} for key in wanted.product_ids],
        Visibility.TEAMS: [{"team_id": key} for key in wanted.team_ids],
        Visibility.POSTS: [{"post": post} for post in wanted.posts],
    }
    return rows.get(wanted.visibility, [])


def _set_readers(article: Article, wanted: Readers) -> None:
    Reader.objects.filter(article=article).delete()
    Reader.objects.bulk_create(Reader(article=article, **named) for named in _chosen(wanted))


def _set_classes(article: Article, settings: Settings) -> None:
    article.categories.set(Category.objects.filter(pk__in=settings.category_ids))
    words = {fold(word): " ".join(clean(word).split()) for word in settings.tags if word.strip()}
    if len(words) > MOST_TAGS or any(len(word) > LONGEST_TAG for word in words.values()):
        message = _("At most %(tags)s tags of %(length)s characters.") % {"tags": MOST_TAGS, "length": LONGEST_TAG}
        raise DomainError("tags", message, fields={"tags": message})
    tags = [Tag.objects.get_or_create(key=key[:LONGEST_TAG], defaults={"word": word})[0] for key, word in words.items()]
    article.tags.set(tags)


def _set_products(article: Article, products: dict[int, list[str]]) -> None:
    known = set(customers.products(active=None).values_list("pk", flat=True))
    article.applies.exclude(product_id__in=products).delete()
    for key, versions in products.items():
        if key not in known:
            raise DomainError("gone", _("Something you chose is not there any more."), _("Choose again."))
        article.applies.update_or_create(product_id=key, defaults={"versions": list(versions)})


@transaction.atomic
def bind(*, article_id: int, other_id: int, kind: str, by: Actor, at: datetime) -> None:
    """Link two articles (6.1.2): this one needs the other first, names it, or takes its place. Appends links.made.

    Raises DomainError for an article that links itself, one that is not there, or an unknown kind.
    """
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    other = Article.objects.filter(pk=other_id).first()
    if kind not in BONDS or other is None or other.pk == article.pk:
        words = _("An article is not linked to itself.") if other else _("There is no such article.")
        raise DomainError("link", words, fields={"other": words})
    records.link(source=article.stream, target=other.stream, kind=kind, by=by, at=at)


@transaction.atomic
def unbind(*, article_id: int, other_id: int, kind: str, by: Actor, at: datetime) -> bool:
    """Take a link away; whether there was one. Appends links.removed."""
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    return records.unlink(source=article.stream, target=f"article:{other_id}", kind=kind, by=by, at=at)
