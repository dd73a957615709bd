"""Saved views, and who is looking at what right now. Neither is history, so neither is an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.texts import clean
from zhichi.tickets import policies
from zhichi.tickets.models import Presence, SavedView
from zhichi.tickets.services._write import require

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import Team
    from zhichi.core.actors import Actor


@transaction.atomic
def save_view(*, name: str, filters: dict[str, Any], team: Team | None, by: Actor, at: datetime) -> SavedView:
    """Keep a queue with its filters, for oneself or (supervisors, managers) for a team."""
    name = clean(require(name, "name", _("Give the view a name.")))[:60]
    if team is not None:
        policies.SHARE_VIEWS.check(by.user)
    return SavedView.objects.create(name=name, owner_id=by.person_id, team=team, filters=filters)


@transaction.atomic
def remove_view(*, view_id: int, by: Actor) -> None:
    """Put a view away; only its owner can. Kept in the database, so that it can come back (undo)."""
    SavedView.objects.filter(pk=view_id, owner_id=by.person_id).update(is_removed=True)


@transaction.atomic
def restore_view(*, view_id: int, by: Actor) -> None:
    """Undo of `remove_view`."""
    SavedView.objects.filter(pk=view_id, owner_id=by.person_id).update(is_removed=False)


def touch_presence(*, ticket_id: int, doing: str, by: Actor, at: datetime) -> None:
    """Say that `by` has this ticket open and is writing a "reply" or "note" ("" for reading)."""
    Presence.objects.update_or_create(
        ticket_id=ticket_id, user_id=by.person_id, defaults={"doing": doing[:8], "seen_at": at}
    )
