"""Begin an article, write its draft, rewrite a published one, drop a draft, begin its variant in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.files import selectors as files_read
from zhichi.files import services as files
from zhichi.knowledge import policies
from zhichi.knowledge.choices import HOLDER, ArticleState
from zhichi.knowledge.events import ArticleCreated, DraftDiscarded, EditBegun
from zhichi.knowledge.html import files_in
from zhichi.knowledge.models import Article, Draft
from zhichi.knowledge.registry import types
from zhichi.knowledge.services._write import FIELDS, Text, allow, cleaned, digest, lock, record, save, step

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Content


@transaction.atomic
def create(
    *, kind: str, language: str, text: Text, by: Actor, at: datetime, variant_of: int | None = None, family: str = ""
) -> Article:
    """Begin an article as a draft, for staff only until its settings say otherwise. Appends knowledge.created.

    `variant_of` is the article that this one says in another language; `family` is the name under which an import
    knows the variants of an article that is new here. Raises DomainError for an unknown type or
    language, an empty title, and Conflict for a language that the family has already.
    """
    allow(policies.WRITE, by)
    if kind not in types:
        raise DomainError("kind", _("Choose a type."), fields={"kind": _("Choose a type.")})
    if language not in dict(settings.LANGUAGES):
        raise DomainError("language", _("Choose a language."), fields={"language": _("Choose a language.")})
    content = cleaned(text, kind)
    article = Article(
        kind=kind, language=language, title=content["title"], owner_id=by.user_id, creator_id=by.user_id,
        created_at=at, updated_at=at,
    )  # fmt: skip
    if family:
        article.family = family[:16]
    source = _join(article, variant_of, by) if variant_of else None
    article.save()
    if source is not None:
        _take_over(article, source)
    Draft.objects.create(article=article, saved_by_id=by.user_id, saved_at=at, **content)
    _bind(article, content["parts"], by, at)
    record(
        article,
        ArticleCreated(title=article.title, kind=kind, language=language, variant_of=variant_of or 0),
        by=by, at=at, is_new=True,
    )  # fmt: skip
    return article


def _join(article: Article, variant_of: int, by: Actor) -> Article:
    source = lock(variant_of)
    allow(policies.EDIT, by, source)
    if Article.objects.filter(family=source.family, language=article.language).exists():
        message = _("There is a variant in this language already.")
        raise Conflict("variant-exists", message, fields={"language": message})
    article.family, article.visibility = source.family, source.visibility
    article.importance, article.module_id, article.place = source.importance, source.module_id, source.place
    return source


def _take_over(article: Article, source: Article) -> None:
    """Classes, products and readers of the variant begin as those of its source."""
    article.categories.set(source.categories.all())
    article.tags.set(source.tags.all())
    for row in source.applies.all():
        article.applies.create(product_id=row.product_id, versions=row.versions)
    for reader in source.readers.all():
        reader.pk = None
        reader.article = article
        reader.save(force_insert=True)


@transaction.atomic
def save_draft(*, article_id: int, text: Text, by: Actor, at: datetime, revision: int | None = None) -> Draft:
    """Keep what was written so far; no event, a draft is nobody's statement. A published article becomes a draft.

    `revision` is that of the draft the author saw: Conflict "draft-stale" when somebody saved another one since (the
    caller still holds the author's text). Raises Refused, DomainError for what cannot be kept, Conflict for an article
    in review or archived.
    """
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    content = cleaned(text, article.kind)
    if article.state == ArticleState.PUBLISHED:
        _begin(article, by, at)
    if article.state != ArticleState.DRAFT:
        raise Conflict(
            "not-a-draft",
            _("The article is not being written: it is “%s”.") % article.get_state_display(),
            _("Take it back first; your text stays in this form until then."),
        )
    draft = Draft.objects.select_for_update().get(article=article)
    if revision is not None and draft.revision != revision:
        raise Conflict(
            "draft-stale",
            _("Somebody else saved this draft meanwhile."),
            _("Your text stays in this form. Open the draft in another window and bring both together."),
        )
    for name, value in content.items():
        setattr(draft, name, value)
    draft.saved_by_id, draft.saved_at, draft.revision = by.user_id, at, draft.revision + 1
    draft.save()
    article.title = content["title"]
    save(article, at)
    _bind(article, content["parts"], by, at)
    return draft


@transaction.atomic
def begin_edit(*, article_id: int, by: Actor, at: datetime) -> Draft:
    """The draft to write in: the open one, or a copy of the published version. Appends knowledge.edit_begun."""
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    if article.state == ArticleState.PUBLISHED:
        _begin(article, by, at)
        save(article, at)
    draft = Draft.objects.filter(article=article).first()
    if draft is None:
        step(article, "discard")  # says where the article stands
        raise Conflict("not-a-draft", _("There is no draft."))
    return draft


def _begin(article: Article, by: Actor, at: datetime) -> None:
    live = article.live
    if live is None:  # the database holds that a published article has one
        raise RuntimeError(f"{article} is published without a version")
    step(article, "edit")
    reopen(article, live, by, at)
    record(article, EditBegun(version=live.number), by=by, at=at)


def reopen(article: Article, content: Content, by: Actor, at: datetime) -> Draft:
    """Make a draft of a version's content."""
    values = {name: getattr(content, name) for name in FIELDS} | {"note": ""}
    article.title = content.title
    number = getattr(content, "number", 0)
    return Draft.objects.create(article=article, based_on=number, saved_by_id=by.user_id, saved_at=at, **values)


@transaction.atomic
def discard_draft(*, article_id: int, by: Actor, at: datetime) -> Article:
    """Give up rewriting a published article. Appends knowledge.draft_discarded. Conflict when none is published."""
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    if article.live is None:
        raise Conflict(
            "never-published", _("No version of it is published, so nothing would be left."), _("Archive it instead.")
        )
    step(article, "discard")
    draft = Draft.objects.get(article=article)
    record(article, DraftDiscarded(version=article.live.number, digest=digest(draft)), by=by, at=at)
    draft.delete()
    article.title = article.live.title
    save(article, at)
    return article


def _bind(article: Article, parts: dict[str, str], by: Actor, at: datetime) -> None:
    """Hang fresh uploads that the text shows on the article; somebody else's uploads stay where they are."""
    ids = list(dict.fromkeys(one for html in parts.values() for one in files_in(html)))
    if ids and by.user is not None:
        fresh = files_read.uploads(ids, user=by.user)
        files.attach(attachments=fresh, holder=(HOLDER, article.pk), by=by, at=at)
