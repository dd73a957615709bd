"""Follow what happens to customers' files (5.1.2): merged contacts take their tickets along, and give them back."""

from __future__ import annotations

from zhichi.tickets.models import Ticket, TicketMove


def follow_merge(*, merge_id: int, absorbed_id: int, survivor_id: int) -> int:
    """Inside the transaction of a merge: the absorbed contact's tickets go to the survivor; returns how many.

    The merge is the recorded event; each ticket's own history keeps the contact it was registered with.
    """
    ids = list(Ticket.objects.filter(contact_id=absorbed_id).values_list("pk", flat=True))
    TicketMove.objects.bulk_create([TicketMove(merge_id=merge_id, ticket_id=ticket_id) for ticket_id in ids])
    Ticket.objects.filter(pk__in=ids).update(contact_id=survivor_id)
    return len(ids)


def undo_merge(*, merge_id: int, absorbed_id: int, survivor_id: int) -> int:
    """Inside the transaction of undoing it: what that merge moved, and nobody has moved since, goes back."""
    moved = TicketMove.objects.filter(merge_id=merge_id).values("ticket_id")
    return Ticket.objects.filter(pk__in=moved, contact_id=survivor_id).update(contact_id=absorbed_id)
