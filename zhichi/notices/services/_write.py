"""What the services of notices share: locked inboxes and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.notices import selectors
from zhichi.notices.models import UNREAD, WAITING, Inbox, Notice

if TYPE_CHECKING:
    from collections.abc import Collection

TELLER = Actor.system("notices")


def lock(person_ids: Collection[int]) -> dict[int, Inbox]:
    """The inboxes of these people, made where missing, locked until the transaction ends, always in the same order."""
    known = Inbox.objects.filter(pk__in=person_ids)
    if len(known) < len(person_ids):
        Inbox.objects.bulk_create([Inbox(person_id=key) for key in person_ids], ignore_conflicts=True)
    return {row.person_id: row for row in known.all().select_for_update().order_by("pk")}


def recount(inboxes: Collection[Inbox]) -> None:
    """Bring the kept counts of locked inboxes into line, and the bells of these people with them."""
    for inbox in inboxes:
        rows = Notice.objects.filter(person_id=inbox.person_id)
        inbox.unread, inbox.waiting = rows.filter(UNREAD).count(), rows.filter(WAITING).count()
        inbox.save(update_fields=["unread", "waiting"])
    keys = [inbox.person_id for inbox in inboxes]
    transaction.on_commit(lambda: selectors.forget(keys))
