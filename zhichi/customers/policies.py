"""Rights over customers' files: all staff read them, most write them; customers see their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define
from zhichi.customers.models import Asset, Contact, Organisation

EDITORS = frozenset(Post.values) - {Post.AUDITOR, Post.KNOWLEDGE_EDITOR}
CATALOGUE_EDITORS = frozenset({Post.MANAGER, Post.SUPERVISOR, Post.SENIOR, Post.ADMINISTRATOR})


def _may_view(person: Any, row: Any) -> bool:
    if has_post(person):
        return True
    if not (person.is_authenticated and person.is_active):
        return False
    if row is None:
        return True
    if isinstance(row, Contact):
        return bool(row.user_id == person.pk)
    organisation = row.organisation if isinstance(row, Asset) else row
    return isinstance(organisation, Organisation) and _shares_with(person, organisation)


def _shares_with(person: Any, organisation: Organisation) -> bool:
    return organisation.shares_requests and organisation.contacts.filter(user_id=person.pk, is_active=True).exists()


def visible_to(person: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those organisations, contacts or assets that `person` may see."""
    if has_post(person):
        return rows
    if not (person.is_authenticated and person.is_active):
        return rows.none()
    if rows.model is Contact:
        return rows.filter(user_id=person.pk)
    mine = Contact.objects.filter(user_id=person.pk, is_active=True).values("organisation_id")
    shared = Organisation.objects.filter(Q(pk__in=mine), shares_requests=True)
    if rows.model is Organisation:
        return rows.filter(pk__in=shared.values("pk"))
    if rows.model is Asset:
        return rows.filter(organisation_id__in=shared.values("pk"))
    raise TypeError(f"customers.view says nothing about {rows.model.__name__}")


VIEW = define("customers.view", _may_view, visible_to)
BROWSE = define("customers.browse", by_post())
EDIT = define("customers.edit", by_post(*EDITORS))
CATALOGUE = define("customers.catalogue", by_post(*CATALOGUE_EDITORS))
ERASE = define("customers.erase", by_post(Post.MANAGER, Post.ADMINISTRATOR))  # 3.4.3, 5.1.1: personal data, for good
CONTRACTS = define("customers.contracts", by_post(*LEADERS))
