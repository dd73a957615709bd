"""Who holds which post, and the rights over people themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.core.rights import Predicate, define

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.accounts.models import User

LEADERS = frozenset({Post.MANAGER, Post.SUPERVISOR})
ENGINEERS = frozenset({Post.SENIOR, Post.JUNIOR})


def has_post(person: Any, *posts: str) -> bool:
    """Whether `person` is active, signed in and holds one of `posts` (any post when none is named)."""
    post = getattr(person, "post", "")
    if not post or not person.is_active:
        return False
    return not posts or post in posts


def by_post(*posts: str) -> Predicate:
    """A predicate that looks at the post only, not at the row."""
    return lambda person, _row: has_post(person, *posts)


def _may_see_person(person: Any, row: Any) -> bool:
    if has_post(person):
        return row is None or row.is_staff_member or has_post(person, *LEADERS, Post.ADMINISTRATOR, Post.AUDITOR)
    return row is not None and row == person


def people_of(person: Any, people: QuerySet[User]) -> QuerySet[User]:
    """The accounts that `person` may see."""
    if has_post(person, *LEADERS, Post.ADMINISTRATOR, Post.AUDITOR):
        return people
    if has_post(person):
        return people.exclude(post="")
    return people.filter(pk=person.pk) if person.pk else people.none()


DESK = define("desk.enter", by_post())
SEE_PEOPLE = define("people.view", _may_see_person, people_of)
MANAGE_PEOPLE = define("people.manage", by_post(Post.MANAGER, Post.ADMINISTRATOR))
PLAN_WORK = define("people.plan", by_post(Post.MANAGER, Post.SUPERVISOR, Post.ADMINISTRATOR))
OWN_ACCOUNT = define("account.own", lambda person, row: person.is_authenticated and (row is None or row == person))
CONFIGURE = define("product.configure", by_post(Post.MANAGER, Post.ADMINISTRATOR))
