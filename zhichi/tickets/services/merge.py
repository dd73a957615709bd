"""Make two tickets one (合并): the same matter of the same customer. The promise made first stands (3.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.records import selectors as histories
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.sla import services as sla
from zhichi.tickets import policies
from zhichi.tickets.choices import State
from zhichi.tickets.clocks import DONE
from zhichi.tickets.events import Absorbed, Merged, Unmerged
from zhichi.tickets.models import FollowUp, Ticket, Watch
from zhichi.tickets.numbers import number_of
from zhichi.tickets.services._joining import absorb, kinship
from zhichi.tickets.services._write import lock, place, refuse_merged, store

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

UNDO_WITHIN = timedelta(minutes=1)
QUIET = ("sla.", "links.")  # what happens by itself


@transaction.atomic
def merge(
    *, source_id: int, into_id: int, by: Actor, at: datetime, reason: str = "", knows_other: bool = False
) -> Ticket:
    """Close a ticket because it is the same matter as another one, which goes on for both; returns that one.

    Messages, followers and tags of the first stand on the second; its mails and visits lead there. Of their promises
    the stricter ones go on, with what was used; the other clocks of the first are void. Appends tickets.merged and
    tickets.absorbed. Raises DomainError for tickets of different customers, and for colleagues unless `knows_other`;
    Conflict when one of them is merged or closed, or the second is solved.
    """
    source, target = _lock_both(source_id, into_id, by)
    _refuse(source, target, knows_other=knows_other)
    join(source, target, reason.strip(), by=by, at=at)
    return target


@transaction.atomic
def unmerge(*, source_id: int, by: Actor, at: datetime) -> Ticket:
    """Undo of `merge` a moment ago: both tickets and their clocks stand as before. Appends tickets.unmerged to both.

    Raises Conflict when it is too late or something happened since; then messages are taken apart by `split`.
    """
    into_id = Ticket.objects.filter(pk=source_id).values_list("merged_into_id", flat=True).get()
    if into_id is None:
        raise Conflict("not-merged", _("The ticket is not merged any more."))
    source, target = _lock_both(source_id, into_id, by)
    facts: dict[str, Any] = source.merge or {}
    _refuse_undo(source, target, facts, at)
    before = place(source), place(target)
    moved = sla.void(stream=target.stream, kinds=facts["kinds"], at=at)
    _restore(target, facts["target"])
    _restore(source, facts["source"])
    source.merged_into = source.merge = None
    target.tags.remove(*target.tags.filter(name__in=facts["tags"]))
    Watch.objects.filter(ticket=target, user_id__in=facts["watchers"]).delete()
    FollowUp.objects.filter(pk=facts["follow_up"]).update(done_at=None, by=None, by_label="", opinion="")
    event = Unmerged(number=source.number, into=target.number)
    store(source, [event], by=by, at=at, before=before[0])
    store(target, [event, *moved], by=by, at=at, before=before[1])
    records.unlink(source=source.stream, target=target.stream, kind=LinkKind.DUPLICATE, by=by, at=at)
    return source


def join(source: Ticket, target: Ticket, reason: str, *, by: Actor, at: datetime, carries: bool = True) -> None:
    """Merge the locked source into the locked target. Without `carries` no clock of the source goes on."""
    before = place(source), place(target)
    events: list[Event] = []
    facts = absorb(source, target, events, carries=carries, by=by, at=at)
    source.merge = facts | {"at": at.astimezone(UTC).isoformat()}
    source.merged_into, source.state, source.closed_at, source.needs_reply = target, State.CLOSED, at, False
    merged = Merged(into=target.number, into_id=target.pk, reason=reason)
    absorbed = Absorbed(number=source.number, ticket_id=source.pk, reason=reason, clocks=facts["kinds"])
    store(source, [merged], by=by, at=at, before=before[0])
    store(target, [absorbed, *events], by=by, at=at, before=before[1])
    records.link(source=source.stream, target=target.stream, kind=LinkKind.DUPLICATE, by=by, at=at)


def _lock_both(source_id: int, into_id: int, by: Actor) -> tuple[Ticket, Ticket]:
    """Both tickets, locked in one order whoever merges what."""
    if source_id == into_id:
        message = _("A ticket cannot be merged into itself.")
        raise DomainError("itself", message, _("Choose the other one."), fields={"into": message})
    found = {key: lock(key, by=by, right=policies.WORK) for key in sorted((source_id, into_id))}
    return found[source_id], found[into_id]


def _refuse(source: Ticket, target: Ticket, *, knows_other: bool) -> None:
    refuse_merged(source)
    if not source.is_open:
        raise Conflict("closed", _("A closed ticket is not merged."), _("Link the two instead."))
    if target.merged_into_id is not None:
        words = _("#%(number)s was itself merged into #%(into)s.")
        values = {"number": target.number, "into": number_of(target.merged_into_id)}
        raise Conflict("target-merged", words % values, _("Choose that one."))
    if target.state in DONE:
        words = _("#%s is solved or closed already.") % target.number
        raise Conflict("target-done", words, _("Reopen it first, or link the two."))
    kin = kinship(source, target)
    if kin == "strangers":
        message = _("The tickets belong to different customers, who would read each other's words.")
        raise DomainError("other-customer", message, _("Link them instead."), fields={"into": message})
    if kin == "colleagues" and not knows_other:
        message = _("The tickets are of different people. Both will get the answers by mail; confirm this first.")
        raise DomainError("other-contact", message, fields={"knows_other": message})


def _refuse_undo(source: Ticket, target: Ticket, facts: dict[str, Any], at: datetime) -> None:
    hint = _("Split the messages off that are another matter.")
    merged_at = parse_datetime(facts.get("at", "")) if facts else None
    if merged_at is None or at - merged_at > UNDO_WITHIN or target.merged_into_id is not None:
        raise Conflict("too-late", _("The merging can no longer be undone."), hint)
    since = [item for item in histories.history(target.stream) if not item.code.startswith(QUIET)]
    if since[-1].at > merged_at or source.pk not in target.absorbed:
        raise Conflict("moved-on", _("Something happened on #%s since.") % target.number, hint)


def _restore(ticket: Ticket, values: dict[str, Any]) -> None:
    for name, value in values.items():
        is_moment = name.endswith(("_at", "_until", "_for")) and value is not None
        setattr(ticket, name, parse_datetime(value) if is_moment else value)
