"""Reads of the record: policy values in force, histories of objects, links, health of the tails."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Max, Q
from django.db.models.functions import Cast, Concat

from zhichi.core.prepared import Prepared
from zhichi.core.remembered import Remembered
from zhichi.records import registry
from zhichi.records.erased import as_recorded as as_recorded
from zhichi.records.erased import erasure as erasure
from zhichi.records.erased import erasures_in as erasures_in
from zhichi.records.erased import told
from zhichi.records.models import (
    CadenceRun,
    Cursor,
    Event,
    Heartbeat,
    Hold,
    Link,
    Parked,
    Payload,
    PolicyValue,
    Verification,
    VerificationRequest,
)
from zhichi.records.notarised import events_after as events_after
from zhichi.records.notarised import exports as exports
from zhichi.records.notarised import exports_in as exports_in
from zhichi.records.notarised import hashes as hashes
from zhichi.records.notarised import heads_file as heads_file
from zhichi.records.notarised import signed_heads as signed_heads
from zhichi.records.retention import EDGES as EDGES
from zhichi.records.retention import Ages, ages, due_counts
from zhichi.records.wording import fill as fill
from zhichi.records.wording import sentence as sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhichi.records.registry import Recorded

POLICY_CACHE_SECONDS = 2.0
HOLD_CACHE_SECONDS = 10.0
_supposed: ContextVar[Mapping[str, Any]] = ContextVar("supposed policies", default=MappingProxyType({}))


def policy(key: str, *, at: datetime | None = None) -> Any:
    """The value of a handbook number in force now, or at `at` (aware). Raises KeyError for an undefined key.

    A process may serve a value that was superseded up to two seconds ago in another process.
    """
    definition = registry.policies.get(key)
    if key in (supposed := _supposed.get()):
        return supposed[key]
    if at is not None:
        row = PolicyValue.objects.filter(key=key, at__lte=at).order_by("-version").first()
        return row.value if row else definition.default
    return _policies_in_force().get(key, definition.default)


@contextmanager
def supposing(values: Mapping[str, Any]) -> Iterator[None]:
    """Let `policy` answer with these values inside the block, for nobody but the caller: what would they mean?"""
    token = _supposed.set(values)
    try:
        yield
    finally:
        _supposed.reset(token)


def forget_policies() -> None:
    """Drop this process's cache of policy values."""
    _policies_in_force.forget()


def _read_policies() -> dict[str, Any]:
    return dict(PolicyValue.objects.order_by("version").values_list("key", "value"))


_policies_in_force = Remembered(_read_policies, seconds=POLICY_CACHE_SECONDS)


def policy_history(key: str) -> models.QuerySet[PolicyValue]:
    """All versions of one value, newest first, with their authors."""
    return PolicyValue.objects.filter(key=key).select_related("author").order_by("-version")


def policy_histories(keys: Iterable[str]) -> models.QuerySet[PolicyValue]:
    """All versions of some values, newest first, with their authors."""
    return PolicyValue.objects.filter(key__in=list(keys)).select_related("author").order_by("-at", "-pk")


def policy_values(key: str) -> list[Any]:
    """Every value that somebody has given to a number, in order; the shipped one is not among them. One query."""
    return list(PolicyValue.objects.filter(key=key).order_by("version").values_list("value", flat=True))


def policy_steps(key: str, start: datetime, end: datetime) -> list[tuple[datetime, Any]]:
    """The values of a number that were in force in a period: since when (the first: `start`) and which. One query."""
    value, steps = registry.policies.get(key).default, []
    for at, given in PolicyValue.objects.filter(key=key, at__lt=end).order_by("version").values_list("at", "value"):
        if at <= start:
            value = given
        else:
            steps.append((at, given))
    return [(start, value), *steps]


def history(stream: str, *, codes: Iterable[str] = ()) -> list[Recorded]:
    """All events of one object in order, as they were recorded. One query."""
    wanted = tuple(codes)
    rows = _history_of.rows(stream, wanted) if wanted else _history.rows(stream)
    return [as_recorded(row, stream) for row in rows]


def _payloads(stream: str) -> models.QuerySet[Payload]:
    return Payload.objects.filter(event__stream__key=stream).select_related("event").order_by("event__number")


_history = Prepared(_payloads)
_history_of = Prepared(lambda stream, codes: _payloads(stream).filter(event__code__in=codes))


def chain(stream: str) -> list[tuple[Recorded, str]]:
    """All events of one object in order, each with its hash in the chain, for printed records. One query."""
    rows = _timeline.rows(stream)
    hashes_by_id = {row.pk: row.hash for row in rows}
    return [(item, hashes_by_id[item.id]) for item in told(rows, lambda _event: stream)]


def timeline(stream: str) -> list[Recorded]:
    """As `history`, for pages: with the events whose content was lawfully erased in their places. One query."""
    return told(_timeline.rows(stream), lambda _event: stream)


_timeline = Prepared(
    lambda stream: Event.objects.filter(stream__key=stream).select_related("payload", "erased").order_by("number")
)


def histories(streams: Sequence[str], *, limit: int = 200) -> list[Recorded]:
    """The newest events of several objects, newest first, those with erased content too."""
    rows = Event.objects.filter(stream__key__in=streams).select_related("stream", "payload", "erased")
    return told(rows.order_by("-pk")[:limit], lambda event: event.stream.key)


def recorded(event_ids: Sequence[int]) -> list[Recorded]:
    """The named events in order of id; those whose content was lawfully erased are left out. One query."""
    rows = Payload.objects.filter(event_id__in=event_ids).select_related("event__stream").order_by("event_id")
    return [as_recorded(row, row.event.stream.key) for row in rows]


def events_in(codes: Iterable[str], start: datetime, end: datetime) -> models.QuerySet[Event]:
    """The events of these types from `start` to before `end` (aware), found by an index."""
    return Event.objects.filter(code__in=list(codes), at__gte=start, at__lt=end)


def links_of(stream: str) -> models.QuerySet[Link]:
    """All bonds of one object, either way round, oldest first."""
    return Link.objects.filter(Q(source=stream) | Q(target=stream)).order_by("at")


def links_among(kind: str, kinds: Iterable[str]) -> models.QuerySet[Link]:
    """The bonds of these kinds between objects with streams "<kind>:<key>", oldest first."""
    begins = f"{kind}:"
    rows = Link.objects.filter(kind__in=list(kinds), source__startswith=begins, target__startswith=begins)
    return rows.order_by("at", "pk")


def is_linked(kind: str, kinds: Iterable[str]) -> Q:
    """A condition on objects with streams "<kind>:<key>": whether a bond of these kinds leads from or to them."""
    bonds = Link.objects.filter(kind__in=list(kinds))
    stream = Concat(models.Value(f"{kind}:"), Cast(models.OuterRef("pk"), models.CharField()))
    return Q(models.Exists(bonds.filter(source=stream))) | Q(models.Exists(bonds.filter(target=stream)))


def last_verification() -> Verification | None:
    """The newest check of the record, if there was one."""
    return Verification.objects.order_by("-pk").first()


def verifications_in(start: datetime, end: datetime) -> models.QuerySet[Verification]:
    """The checks of the record that ended in a period."""
    return Verification.objects.filter(finished_at__gte=start, finished_at__lt=end)


def verifications_and_last(start: datetime, end: datetime) -> list[Verification]:
    """The checks of a period and, last, the newest of all, whenever it was. One query."""
    newest = Verification.objects.order_by("-pk").values("pk")[:1]
    return list((verifications_in(start, end) | Verification.objects.filter(pk__in=newest)).order_by("pk"))


def last_event_id() -> int:
    """The highest event id visible now; 0 for an empty record."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def first_event_at(*, after: int = 0) -> datetime | None:
    """When the first event, or the first after the id `after`, was recorded; None without any."""
    return Event.objects.filter(pk__gt=after).order_by("pk").values_list("at", flat=True).first()


def mark_before(at: datetime) -> tuple[int, str]:
    """Id and hash of the newest event before `at` (aware): a number that nobody chose. (0, "") without any."""
    row = Event.objects.filter(at__lt=at).order_by("-pk").values_list("pk", "hash").first()
    return row or (0, "")


def has_mark(event_id: int, hash_: str) -> bool:
    """Whether the record holds the event with this id and hash."""
    return Event.objects.filter(pk=event_id, hash=hash_).exists()


def changed_since(event_id: int, *, limit: int = 1000) -> dict[str, int] | None:
    """The streams changed after event `event_id`, each with its newest event; None for more than `limit` events."""
    rows = list(Event.objects.filter(pk__gt=event_id).order_by("pk").values_list("stream__key", "pk")[: limit + 1])
    return None if len(rows) > limit else dict(rows)


def changed_lately(*, at: datetime, seconds: int = 15) -> dict[str, int]:
    """The streams of the newest events that are younger than `seconds`: what a page just loaded may have missed."""
    newest = Event.objects.order_by("-pk").values_list("stream__key", "pk", "at")[:200]
    since = at - timedelta(seconds=seconds)
    return {key: pk for key, pk, event_at in reversed(newest) if event_at > since}


def stream_label(stream: str) -> str:
    """What people call the object of a stream ("TK-1024"), or the key itself."""
    kind, _, object_id = stream.partition(":")
    known = registry.streams.find(kind)
    return known.label(object_id) if known else stream


def stream_url(stream: str) -> str:
    """Where the object of a stream is shown, or an empty text."""
    kind, _, object_id = stream.partition(":")
    known = registry.streams.find(kind)
    return known.url(object_id) if known else ""


def open_verification() -> VerificationRequest | None:
    """The check that waits or runs now."""
    return VerificationRequest.objects.filter(result=None).first()


def verifications(*, limit: int = 20) -> list[Verification]:
    """The latest checks, newest first."""
    return list(Verification.objects.order_by("-pk")[:limit])


def cadence_health() -> list[dict[str, Any]]:
    """One row for each scheduled work: name, label or else the name, pause in seconds, its last run or None."""
    runs = CadenceRun.objects.in_bulk()
    health = []
    for name, cadence in registry.cadences.items():
        run = runs.get(name)
        label = str(cadence.label) or name
        health.append({"name": name, "label": label, "seconds": cadence.seconds(), "run": run})
    return health


def workers(*, at: datetime) -> list[Heartbeat]:
    """The workers that gave a sign of life in the last minute."""
    return list(Heartbeat.objects.filter(beat_at__gt=at - timedelta(seconds=60)).order_by("holder"))


def tail_health() -> list[dict[str, Any]]:
    """One row for each tail: name, label or else the name, position, events behind, last error, next retry or None."""
    last = last_event_id()
    cursors = {row.subscriber: row for row in Cursor.objects.all()}
    health = []
    for name in registry.tails.names():
        row = cursors.get(name)
        position = row.position if row else 0
        health.append(
            {
                "name": name,
                "label": tail_label(name),
                "position": position,
                "behind": max(0, last - position),
                "error": row.last_error if row else "",
                "retry_at": row.retry_at if row else None,
                "moved_at": row.moved_at if row else None,
            }
        )
    return health


def tail_label(name: str) -> str:
    """What people call a tail; its name when it has no label or is registered no more."""
    known = registry.tails.find(name)
    return (str(known.label) if known else "") or name


def parked() -> models.QuerySet[Parked]:
    """Events that a subscriber could not handle and nobody has settled, oldest first."""
    return Parked.objects.filter(settled_at=None).select_related("event__stream").order_by("pk")


def guards_in_place() -> bool:
    """Whether the database itself still refuses changes to the record."""
    names = {"records_event_guard", "records_payload_guard"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = {row[0] for row in cursor.fetchall()}
    return all(any(name.startswith(wanted) for name in found) for wanted in names)


def retention(*, at: datetime) -> list[Ages]:
    """The records of each type by age, and those older than their rule at `at` (3.4.3). A query for each type."""
    return ages(at=at, months_of=policy)


def older_than_rule(*, at: datetime) -> dict[str, int]:
    """How many records of each type are older than their rule, by code (3.4.3). One query."""
    return due_counts(at=at, months_of=policy)


def holds() -> models.QuerySet[Hold]:
    """Legal holds, the newest first."""
    return Hold.objects.order_by("-placed_at", "-pk")


def holds_in(start: datetime, end: datetime) -> models.QuerySet[Hold]:
    """Legal holds placed in a period."""
    return Hold.objects.filter(placed_at__gte=start, placed_at__lt=end)


def retention_days(
    start: datetime, end: datetime
) -> tuple[list[tuple[datetime, datetime | None]], list[datetime], list[datetime]]:
    """When each hold was placed and lifted, of those placed in a period and those that stand now; when each bundle of
    the period left the house; when personal data was erased in it. One query.
    """
    held = (holds_in(start, end) | standing_holds()).annotate(what=models.Value("hold"))
    never = models.Value(None, output_field=models.DateTimeField())
    left = exports_in(start, end).annotate(what=models.Value("export"), never=never)
    erased = erasures_in(start, end).annotate(what=models.Value("erasure"), never=never)
    columns = "what", "at", "never"
    others = [rows.order_by().values_list(*columns) for rows in (left, erased)]
    found = list(held.values_list("what", "placed_at", "lifted_at").union(*others, all=True))
    exported, gone = ([row[1] for row in found if row[0] == what] for what in ("export", "erasure"))
    return [row[1:] for row in found if row[0] == "hold"], exported, gone


def standing_holds() -> models.QuerySet[Hold]:
    """Legal holds that stand now."""
    return Hold.objects.filter(lifted_at=None)


def hold(key: int) -> Hold | None:
    """One legal hold."""
    return Hold.objects.filter(pk=key).first()


def hold_on(stream: str) -> Hold | None:
    """The legal hold that stands on an object now, asked of the database: for whoever is about to erase."""
    return standing_holds().filter(stream=stream).first()


def known_hold(stream: str) -> Hold | None:
    """As `hold_on`, for pages: as this process remembers it, for some seconds."""
    return _holds().get(stream)


def forget_holds() -> None:
    """Drop what this process remembers of legal holds."""
    _holds.forget()


_holds = Remembered(lambda: {row.stream: row for row in standing_holds()}, seconds=HOLD_CACHE_SECONDS)
