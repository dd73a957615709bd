"""Who may read, write, review and publish articles. Reading is one predicate and one scope for every kind of reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core import clock
from zhichi.core.rights import define
from zhichi.customers.selectors import Belongings, belongings_of, belongings_of_contact
from zhichi.knowledge.choices import FOR_ALL_STAFF, Deed, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.knowledge.models import Article

EDITORS = frozenset({*LEADERS, Post.KNOWLEDGE_EDITOR})
REVIEWERS = EDITORS | {Post.SENIOR}
OVERSEERS = REVIEWERS | {Post.AUDITOR, Post.ADMINISTRATOR}  # they see drafts and whatever is for other posts
WRITERS = frozenset(Post.values) - {Post.AUDITOR}
IN_MODULE: dict[str, frozenset[str]] = {  # who may do it where a module says nothing else
    Deed.WRITE: frozenset(WRITERS), Deed.REVIEW: frozenset(REVIEWERS), Deed.PUBLISH: frozenset(EDITORS),
}  # fmt: skip


def _team_ids(person: Any) -> set[int]:
    return {team.pk for team in person.teams.all()}


def _is_own(person: Any, row: Any) -> bool:
    return person.pk in {row.owner_id, row.creator_id}


def belongings(person: Any) -> Belongings:
    """What a customer belongs to now; remembered with the account, so once a request."""
    found: Belongings | None = getattr(person, "_knowledge_belongings", None)
    if found is None:
        found = person._knowledge_belongings = belongings_of(person, at=clock.now())
    return found


@dataclass
class Addressee:
    """A customer to whom staff write, with an account or without one: READ holds for them as if they were signed in."""

    _knowledge_belongings: Belongings
    pk: int | None = None
    post: str = ""
    is_active: bool = True
    is_authenticated: bool = True
    is_staff_member: bool = False


def addressee(contact: Any, *, at: datetime) -> Any:
    """The reader that a contact is; a guest for nobody, and for a contact out of use."""
    if contact is None or not contact.is_active:
        return AnonymousUser()
    return Addressee(belongings_of_contact(contact, at=at))


def _may_read(person: Any, row: Any) -> bool:
    if row is None:
        return True
    if has_post(person):
        return has_post(person, *OVERSEERS) or _is_own(person, row) or _staff_reads(person, row)
    if row.live_id is None:
        return False
    if row.visibility == Visibility.PUBLIC:
        return True
    return person.is_authenticated and person.is_active and _customer_reads(person, row)


def _staff_reads(person: Any, row: Any) -> bool:
    if row.live_id is None:
        return False
    if row.visibility in FOR_ALL_STAFF:
        return True
    readers = row.readers.all()
    if row.visibility == Visibility.POSTS:
        return any(reader.post == person.post for reader in readers)
    return row.visibility == Visibility.TEAMS and bool({one.team_id for one in readers} & _team_ids(person))


def _customer_reads(person: Any, row: Any) -> bool:
    if row.visibility == Visibility.CUSTOMERS:
        return True
    mine = belongings(person)
    readers = row.readers.all()
    if row.visibility == Visibility.ORGANISATIONS:
        return mine.organisation_id is not None and mine.organisation_id in {one.organisation_id for one in readers}
    return row.visibility == Visibility.PRODUCTS and bool({one.product_id for one in readers} & mine.product_ids)


def readable_by(person: Any, articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles that `person` (staff, customer or guest) may read; the scope of READ."""
    if has_post(person, *OVERSEERS):
        return articles
    if has_post(person):
        live = Q(visibility__in=FOR_ALL_STAFF) | _chosen(Visibility.POSTS, post=person.post)
        live |= _chosen(Visibility.TEAMS, team__members=person.pk)
        return articles.filter(Q(owner=person) | Q(creator=person) | Q(live__isnull=False) & live)
    seen = Q(visibility=Visibility.PUBLIC)
    # Whoever held a post and lost it is nobody's customer; nor is an account that was deactivated.
    if person.is_authenticated and person.is_active:
        mine = belongings(person)
        seen |= Q(visibility=Visibility.CUSTOMERS)
        seen |= _chosen(Visibility.ORGANISATIONS, organisation=mine.organisation_id) if mine.organisation_id else Q()
        seen |= _chosen(Visibility.PRODUCTS, product__in=mine.product_ids)
    return articles.filter(seen, live__isnull=False)


def _chosen(visibility: Visibility, **named: Any) -> Q:
    """Articles of this visibility that name such a reader."""
    from zhichi.knowledge.models import Reader  # noqa: PLC0415 - policies load before models

    return Q(visibility=visibility, pk__in=Reader.objects.filter(**named).values("article"))


def sees_internal(person: Any) -> bool:
    """Whether blocks for staff are shown to this person; for everybody else the server cuts them."""
    return has_post(person)


def rows_about(scope: Callable[[Any, QuerySet[Article]], QuerySet[Article]]) -> Callable[[Any, Any], Any]:
    """A scope of articles as one of rows with an `article`: the very same rows where somebody has every article."""
    from zhichi.knowledge.models import Article  # noqa: PLC0415 - policies load before models

    def narrowed(person: Any, rows: Any) -> Any:
        every = Article.objects.all()
        mine = scope(person, every)
        return rows if mine is every else rows.filter(article__in=mine.order_by().values("pk"))

    return narrowed


def _may_see_work(person: Any, row: Any) -> bool:
    return has_post(person, *OVERSEERS) or (has_post(person) and (row is None or _is_own(person, row)))


def work_of(person: Any, articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles whose drafts, versions and history `person` may see; the scope of SEE_WORK."""
    if has_post(person, *OVERSEERS):
        return articles
    return articles.filter(Q(owner=person) | Q(creator=person)) if has_post(person) else articles.none()


def posts_in(row: Any, deed: str) -> frozenset[str]:
    """The posts that may do a deed to articles of a module: those its section names, else the module above, else all.

    Leaders may everywhere, so that no module shuts everybody out.
    """
    module = getattr(row, "module", None)
    for one in (module, module.parent if module is not None else None):
        if one is not None and one.posts.get(deed):
            return frozenset({*one.posts[deed], *LEADERS})
    return IN_MODULE[deed]


def _closed_to(person: Any, deed: str) -> set[int]:
    """The modules and sections in which this person may not do a deed that their post may do elsewhere. One query."""
    from zhichi.knowledge.models import Module  # noqa: PLC0415 - policies load before models

    rows = Module.objects.select_related("parent")
    return {row.pk for row in rows if person.post not in posts_in(_Placed(row), deed)}


@dataclass(frozen=True)
class _Placed:
    """Any article of a module."""

    module: Any


def placed(module: Any) -> Any:
    """An article of a module, as far as `posts_in` looks."""
    return _Placed(module)


def _in_module(person: Any, row: Any, deed: str) -> bool:
    return has_post(person, *IN_MODULE[deed]) and (row is None or person.post in posts_in(row, deed))


def _open_to(person: Any, articles: QuerySet[Article], deed: str) -> QuerySet[Article]:
    if not has_post(person, *IN_MODULE[deed]):
        return articles.none()
    closed = _closed_to(person, deed)
    return articles.exclude(module__in=closed) if closed else articles


def _may_edit(person: Any, row: Any) -> bool:
    return _in_module(person, row, Deed.WRITE) and (row is None or has_post(person, *EDITORS) or _is_own(person, row))


def _editable_by(person: Any, articles: QuerySet[Article]) -> QuerySet[Article]:
    found = _open_to(person, articles, Deed.WRITE)
    return (
        found
        if has_post(person, *EDITORS) or not has_post(person)
        else found.filter(Q(owner=person) | Q(creator=person))
    )


def _may_review(person: Any, row: Any) -> bool:
    return _in_module(person, row, Deed.REVIEW)


def _reviewable_by(person: Any, articles: QuerySet[Article]) -> QuerySet[Article]:
    return _open_to(person, articles, Deed.REVIEW)


def _may_publish(person: Any, row: Any) -> bool:
    return _in_module(person, row, Deed.PUBLISH)


def _publishable_by(person: Any, articles: QuerySet[Article]) -> QuerySet[Article]:
    return _open_to(person, articles, Deed.PUBLISH)


READ = define("knowledge.read", _may_read, readable_by)
BROWSE = define("knowledge.browse", by_post())
WRITE = define("knowledge.write", by_post(*WRITERS))
SEE_WORK = define("knowledge.see_drafts", _may_see_work, work_of)
EDIT = define("knowledge.edit", _may_edit, _editable_by)
REVIEW = define("knowledge.review", _may_review, _reviewable_by)
PUBLISH = define("knowledge.publish", _may_publish, _publishable_by)
CURATE = define("knowledge.curate", by_post(*EDITORS, Post.ADMINISTRATOR))
