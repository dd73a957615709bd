"""Modules with their sections, and the three classifications: trees that editors keep (6.1.1, 6.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.policies import LEADERS
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.knowledge import policies
from zhichi.knowledge.choices import Rhythm, Scheme
from zhichi.knowledge.events import BranchSaved, ModulePostsSet, ModuleSaved
from zhichi.knowledge.models import Category, Module
from zhichi.knowledge.services import rounds
from zhichi.knowledge.services._write import allow, required_line
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

Tree = TypeVar("Tree", Category, Module)
DEEPEST = 4  # levels of a tree


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One place in a tree. `rhythm` and `owner_id` are for modules only."""

    name: str
    name_en: str = ""
    parent_id: int | None = None
    order: int = 0
    is_active: bool = True
    rhythm: str = ""
    owner_id: int | None = None


@transaction.atomic
def save_category(*, scheme: str, branch: Branch, by: Actor, at: datetime, category_id: int | None = None) -> Category:
    """Make or change a branch of a classification. Appends knowledge.branch_saved. Raises DomainError naming fields."""
    allow(policies.CURATE, by)
    row = Category.objects.select_for_update().get(pk=category_id) if category_id else Category(scheme=Scheme(scheme))
    _fill(row, branch, Category.objects.filter(scheme=row.scheme, pk=branch.parent_id or 0).first())
    row.save()
    event = BranchSaved(scheme=str(row.scheme), name=row.name, is_active=row.is_active)
    records.append(f"category:{row.pk}", event, by=by, at=at, is_new=category_id is None)
    return row


@transaction.atomic
def save_module(*, branch: Branch, by: Actor, at: datetime, module_id: int | None = None) -> Module:
    """Make or change a module, or a section (a module with a parent); full reviews follow its rhythm.

    Appends knowledge.module_saved.
    """
    allow(policies.CURATE, by)
    row = Module.objects.select_for_update().get(pk=module_id) if module_id else Module()
    parent = Module.objects.filter(pk=branch.parent_id or 0).first()
    if parent is not None and parent.parent_id is not None:
        words = _("A section lies in a module, not in another section.")
        raise DomainError("too-deep", words, fields={"parent": words})
    if branch.rhythm and branch.rhythm not in Rhythm.values:
        words = _("Choose how often.")
        raise DomainError("rhythm", words, fields={"rhythm": words})
    _fill(row, branch, parent)
    row.rhythm, row.owner_id = branch.rhythm, branch.owner_id
    row.save()
    if module_id is not None:
        rounds.follow(row, at=at)
    event = ModuleSaved(name=row.name, rhythm=row.rhythm, is_active=row.is_active)
    records.append(f"module:{row.pk}", event, by=by, at=at, is_new=module_id is None)
    return row


@transaction.atomic
def set_module_posts(*, module_id: int, posts: Mapping[str, Sequence[str]], by: Actor, at: datetime) -> Module:
    """Say which posts alone may write, review and publish in a module and its sections; a deed left out: as everywhere.

    Appends knowledge.module_posts_set. Raises DomainError for a post that may not do it anywhere, or a deed left to
    nobody.
    """
    allow(policies.CURATE, by)
    row = Module.objects.select_for_update().get(pk=module_id)
    found: dict[str, list[str]] = {}
    for deed, chosen in posts.items():
        every = policies.IN_MODULE.get(deed, frozenset())
        if not chosen or not set(chosen) <= every:
            words = _("Choose at least one post for each.")
            raise DomainError("posts", words, fields={deed: words})
        if set(chosen) | set(LEADERS) != every:
            found[deed] = sorted(chosen)
    row.posts = found
    row.save(update_fields=["posts"])
    told = ModulePostsSet(name=row.name, posts=dict(found))
    records.append(f"module:{row.pk}", told, by=by, at=at)
    return row


def _fill(row: Tree, branch: Branch, parent: Tree | None) -> None:
    row.name = required_line(branch.name, "name", _("Give it a name."), 80)
    row.name_en = " ".join(clean(branch.name_en).split())[:80]
    if branch.parent_id and parent is None:
        words = _("The branch above is not there.")
        raise DomainError("parent", words, fields={"parent": words})
    above: Category | Module | None = parent
    level = 1
    while above is not None:
        level += 1
        if above.pk == row.pk or level > DEEPEST:
            words = _("A branch cannot lie below itself, nor deeper than %s levels.") % DEEPEST
            raise DomainError("parent", words, fields={"parent": words})
        above = above.parent
    row.parent, row.order, row.is_active = parent, branch.order, branch.is_active
