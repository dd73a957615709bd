"""What tickets hear: contacts were merged, somebody left, contracts changed; the search index follows every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.search import services as search
from zhichi.sla.events import Breached, ClocksChanged, ClocksMoved, Warned
from zhichi.tickets import policies, services
from zhichi.tickets.choices import Cause
from zhichi.tickets.search import documents_of
from zhichi.tickets.services import contacts, levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded

OF_CLOCKS = {kind.code for kind in (Warned, Breached, ClocksChanged, ClocksMoved)}


def on_contacts_merged_move_tickets(recorded: Recorded) -> None:
    """In the transaction of a merge (5.1.2): the absorbed contact's tickets follow the survivor."""
    contacts.follow_merge(**_merge(recorded))


def on_contacts_unmerged_return_tickets(recorded: Recorded) -> None:
    """In the transaction of undoing a merge: the tickets that it moved go back."""
    contacts.undo_merge(**_merge(recorded))


def follow_contracts(events: Sequence[Recorded]) -> None:
    """A tail: a contract was added, changed, ended or resumed, so open tickets of that organisation follow (3.1)."""
    at = max(clock.now(), *(event.at for event in events))  # another machine's clock may go ahead of ours
    levels.follow_contracts(organisation_ids={event.object_id for event in events}, at=at)


def _merge(recorded: Recorded) -> dict[str, int]:
    return {name: recorded.data[name] for name in ("merge_id", "absorbed_id", "survivor_id")}


def on_deactivated_hand_on(recorded: Recorded) -> None:
    """In the transaction that deactivates somebody (3.3.1): their open tickets go back to the duty roles."""
    services.hand_on(person_id=recorded.object_id, by=_actor(recorded), at=recorded.at)


def on_post_changed_hand_on(recorded: Recorded) -> None:
    """In the transaction that gives somebody a post without tickets (3.3.1): their open ones go to the duty roles."""
    if recorded.data["after"] not in policies.WORKERS:
        services.hand_on(person_id=recorded.object_id, by=_actor(recorded), at=recorded.at, why=Cause.POST_CHANGED)


def _actor(recorded: Recorded) -> Actor:
    user = accounts.person(recorded.actor_id) if recorded.actor_id else None
    return Actor(kind=recorded.actor_kind, label=recorded.actor_label, user=user)


def index_tickets(events: Sequence[Recorded]) -> None:
    """A tail: put every ticket that changed into the search index, once a batch.

    What its clocks do is not searched for: a changed calendar moves those of every open ticket.
    """
    changed = (event for event in events if event.stream.startswith("ticket:") and event.code not in OF_CLOCKS)
    ids = sorted({event.object_id for event in changed})
    if ids:
        search.index_documents(documents_of(ids))
