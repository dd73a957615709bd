"""Remove contents of events lawfully, so that the chain stays verifiable, and say so in the record (3.4.3, 5.1.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from zhichi.records import guards
from zhichi.records.erased import ids_digest
from zhichi.records.events import PersonErased
from zhichi.records.models import ErasedPayload, Erasure, Event, Hold, Payload
from zhichi.records.registry import Doubt, Person
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from zhichi.core.actors import Actor

AT_ONCE = 5000  # contents that are read, or removed, in one statement
KEPT = frozenset({PersonErased.code, "record.exported"})  # they name nobody but staff
COLUMNS = ("event_id", "event__stream__key", "event__code", "event__actor_id", "actor_label", "data")


@dataclass(frozen=True)
class Scope:
    """Where the record is looked through: `own` streams lose every content, `streams` those that name the person."""

    own: frozenset[str]
    streams: frozenset[str]
    codes: frozenset[str]
    until: int  # the newest event when the erasure began


def begin_erasure(*, stream: str, reason: str, by: Actor, at: datetime) -> Erasure:
    """The row of an erasure. In the caller's transaction, like `end_erasure`, which completes it."""
    return Erasure.objects.create(stream=stream, reason=reason, by_id=by.user_id, by_label=by.label[:200], at=at)


def contents_of(person: Person, scope: Scope, facts: Iterable[tuple[str, int]]) -> dict[int, str]:
    """The events whose content goes, each with its type.

    Those are: all in the person's own streams; in streams that the person has to do with, whatever names the person,
    is of a type in `codes` or proves a row that changed; and in the whole record, what the person did signed in and
    what holds an address or a phone number of the person.
    """
    wanted = frozenset(facts)
    found = {}
    for event_id, stream, code, actor_id, label, data in _candidates(person, scope):
        if code in KEPT:
            continue
        goes = stream in scope.own or actor_id in person.accounts or person.is_reached_in([label, data])
        if not goes and stream in scope.streams:
            goes = code in scope.codes or person.is_in([label, data])
            goes = goes or any((name, value) in wanted for name, value in data.items() if isinstance(value, int))
        if goes:
            found[event_id] = code
    return found


def _candidates(person: Person, scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Contents that may name the person, each once: narrowed by the database, decided by the caller."""
    near = sorted(scope.own | scope.streams)
    said = Q(event__stream__key__in=near) | Q(event__actor_id__in=person.accounts)
    for way in [*person.addresses, *(phone[-8:] for phone in person.phones)]:
        said |= Q(as_text__icontains=way) | Q(actor_label__icontains=way)
    rows = Payload.objects.annotate(as_text=Cast("data", TextField())).filter(said, event_id__lte=scope.until)
    yield from rows.values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)


def end_erasure(*, erasure: Erasure, person: Person, contents: dict[int, str], by: Actor, at: datetime) -> None:
    """Blank legal holds' words, tell the record, and remove `contents` (event id → type) with the guard lifted.

    Appends record.person_erased to the erasure's stream, which vouches for the list.
    """
    blank_holds(person)
    event = PersonErased(
        erasure_id=erasure.pk,
        reason=erasure.reason,
        payloads=len(contents),
        by_type=dict(sorted(Counter(contents.values()).items())),
        digest=ids_digest(contents),
    )
    append(erasure.stream, event, by=by, at=at)
    Erasure.objects.filter(pk=erasure.pk).update(payloads=len(contents))
    ids = sorted(contents)
    with guards.lifted_for_erasure(connection):
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            ErasedPayload.objects.bulk_create([ErasedPayload(event_id=pk, erasure=erasure) for pk in some])
            # Not by the ORM's collector: nothing hangs on a content, and it would read each row first.
            Payload.objects.filter(event_id__in=some)._raw_delete(Payload.objects.db)


def blank_holds(person: Person) -> int:
    """Take the person out of the reasons of holds on the contact that were lifted; how many changed."""
    changed = 0
    for hold in Hold.objects.filter(stream__in=[f"contact:{key}" for key in person.contacts]):
        if names := person.blank_fields(hold, ("reason", "lift_reason")):
            hold.save(update_fields=names)
            changed += 1
    return changed


def lawfully_erased() -> tuple[frozenset[int], list[Doubt]]:
    """The events that may lack their content, and doubts about erasures that no event vouches for."""
    listed: dict[int, set[int]] = {}
    for event_id, erasure_id in ErasedPayload.objects.values_list("event_id", "erasure_id").iterator():
        listed.setdefault(erasure_id, set()).add(event_id)
    vouched: dict[int, str] = {}
    stated = Payload.objects.filter(event__code=PersonErased.code).values_list("data", flat=True)
    for data in stated:
        vouched[data["erasure_id"]] = data["digest"]
    lawful: set[int] = set()
    doubts = []
    for erasure in Erasure.objects.all():
        ids = listed.pop(erasure.pk, set())
        if vouched.get(erasure.pk) == ids_digest(ids):
            lawful |= ids
        else:
            doubts.append(Doubt(0, erasure.stream, 0, _("the list of contents that an erasure removed was changed")))
    return frozenset(lawful), doubts


def newest_event() -> int:
    """The newest event, so that an erasure leaves alone what it appends itself."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
