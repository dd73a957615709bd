"""What parts register with the record: subscribers, tails, policy values, witnesses, streams, the worker's work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import DomainError
from zhichi.core.registry import Registry
from zhichi.records.persons import BLANK as BLANK
from zhichi.records.persons import GONE as GONE
from zhichi.records.persons import NO_ADDRESS as NO_ADDRESS
from zhichi.records.persons import NOBODY as NOBODY
from zhichi.records.persons import Eraser as Eraser  # noqa: TC001 - other parts take it from here
from zhichi.records.persons import Outcome as Outcome
from zhichi.records.persons import Person as Person

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from zhichi.core.events import Event as TypedEvent


@dataclass(frozen=True)
class Recorded:
    """An event as it stands in the record. `at` is aware UTC; `event` is None for a code this version does not know."""

    id: int
    stream: str
    number: int
    code: str
    at: datetime
    actor_id: int | None
    actor_kind: str
    actor_label: str
    data: dict[str, Any]
    event: TypedEvent | None
    is_erased: bool = False  # its content was lawfully erased: `data` is empty (3.4.3)

    @property
    def object_id(self) -> int:
        """The id in the stream's key: 123 of "ticket:123"."""
        return int(self.stream.rpartition(":")[2])


Handler = Callable[[Recorded], None]
BatchHandler = Callable[[Sequence[Recorded]], None]


@dataclass(frozen=True)
class Tail:
    """A subscriber that follows the record after the commit. `codes` empty means every event; `label` is for people."""

    name: str
    handle: BatchHandler
    codes: frozenset[str]
    batch: int
    attempts: int
    label: Any = ""


@dataclass(frozen=True)
class PolicyDefinition:
    """A number of the handbook that people may change: its key, clause, unit, shipped default and bounds."""

    key: str  # "2.4.reopen_days"
    clause: str
    label: str  # English msgid
    default: Any
    unit: str = ""  # "minutes", "hours", "days", "percent", "count", "flag", "text"
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()  # the only texts there are, English msgids

    def checked(self, value: Any) -> Any:
        """`value` in the type of the default. Raises DomainError for what is no number, no choice or out of bounds."""
        if self.choices and value not in self.choices:
            raise DomainError("no-choice", _("“%s” is none of the choices.") % value, fields={"value": _("Choose one")})
        if not isinstance(self.default, int | float) or isinstance(self.default, bool):
            return value
        try:
            number = type(self.default)(value)
        except (TypeError, ValueError, OverflowError):
            message = _("“%s” is not a number.") % value
            raise DomainError("not-a-number", message, fields={"value": _("A number")}) from None
        low, high = self.minimum, self.maximum
        if (low is None or number >= low) and (high is None or number <= high):
            return number
        raise DomainError(
            "out-of-bounds",
            _("%(value)s is outside %(low)s to %(high)s.") % {"value": number, "low": low, "high": high},
            fields={"value": _("Outside the bounds")},
        )


@dataclass(frozen=True)
class Doubt:
    """What a witness found: the event whose statement and the domain row no longer agree."""

    event_id: int
    stream: str
    number: int
    reason: StrOrPromise  # lazy, as the result is kept in every language


Witness = Callable[[Sequence[Recorded]], list[Doubt]]


def compare(events: Iterable[Recorded], row_of: Callable[[Recorded], Any], proof: Callable[[Any], str]) -> list[Doubt]:
    """What a witness does: doubts about rows whose digest is no longer the one that their event stated (3.4.2).

    `row_of` gives the row that an event speaks of, None when it is gone; `proof` takes the digest of a row as it is.
    """
    doubts = []
    for event in events:
        row = row_of(event)
        if row is None:
            doubts.append(Doubt(event.id, event.stream, event.number, gettext_lazy("the row it speaks of is gone")))
        elif proof(row) != event.data["digest"]:
            doubts.append(Doubt(event.id, event.stream, event.number, gettext_lazy("the row it speaks of was changed")))
    return doubts


def named(rows: Mapping[int, Any], key: str) -> Callable[[Recorded], Any]:
    """For `compare`: the row whose id an event states under `key`."""
    return lambda event: rows.get(event.data[key])


@dataclass(frozen=True)
class StreamKind:
    """How pages name and link the streams of one kind; both callables get the part after the colon ("12")."""

    kind: str
    label: Callable[[str], str]
    url: Callable[[str], str]


@dataclass(frozen=True)
class LiveGate:
    """Who may hear a kind of stream. `hears` makes it a pseudo stream, fed by every stream with that prefix."""

    kind: str
    allows: Callable[[HttpRequest, str], bool]
    hears: str = ""


@dataclass(frozen=True)
class Cadence:
    """Scheduled work; `label` is for people. `seconds()` is asked before each pause: it may be a policy value."""

    name: str
    run: Callable[[], None]
    seconds: Callable[[], float]
    label: Any = ""


@dataclass(frozen=True)
class RecordType:
    """What a part keeps (3.4.3). `rows()` are all of them, `instant` the column from which their age counts: NULL while
    a record is in use. `label` is lazy text, `rule` the msgid of the value "… are kept for", shipped as `months`.
    """

    code: str  # "requests"
    label: Any
    rule: str
    rows: Callable[[], Any]
    instant: str
    months: int

    @property
    def key(self) -> str:
        """The value of the handbook that says how many months."""
        return f"3.4.3.{self.code}_months"


Loop = Callable[[threading.Event], None]
Label = Callable[[str], str]

_in_transaction: dict[str, list[tuple[str, BatchHandler]]] = {}
_names: set[tuple[str, str]] = set()
tails: Registry[Tail] = Registry("tail")
policies: Registry[PolicyDefinition] = Registry("policy")
witnesses: Registry[tuple[frozenset[str], Witness]] = Registry("witness")
streams: Registry[StreamKind] = Registry("stream kind")
live_gates: Registry[LiveGate] = Registry("live gate")
cadences: Registry[Cadence] = Registry("cadence")
loops: Registry[Loop] = Registry("loop")
labels: Registry[Label] = Registry("labels of a field")
record_types: Registry[RecordType] = Registry("type of record")
erasers: Registry[Eraser] = Registry("eraser of personal data")
holdables: Registry[Callable[[Any, str], bool]] = Registry("kind of stream that can be held")
Phrase = Callable[[Mapping[str, Any]], str]
phrases: Registry[Phrase] = Registry("phrase of a field")


def subscribe(event_type: type[TypedEvent], name: str, handler: Handler) -> None:
    """Call `handler` inside the transaction that appends `event_type`: database work only, no input or output."""

    def each(events: Sequence[Recorded]) -> None:
        for recorded in events:
            handler(recorded)

    subscribe_all(event_type, name, each)


def subscribe_all(event_type: type[TypedEvent], name: str, handler: BatchHandler) -> None:
    """Like `subscribe`, for what is cheaper done at once: `handler` gets all events that are appended together."""
    if (event_type.code, name) in _names:
        raise RuntimeError(f"subscriber {name!r} is registered twice for {event_type.code}")
    _names.add((event_type.code, name))
    _in_transaction.setdefault(event_type.code, []).append((name, handler))


def subscribers_of(code: str) -> Sequence[tuple[str, BatchHandler]]:
    """The in-transaction subscribers of an event code, in order of registration."""
    return _in_transaction.get(code, ())


def tail(
    name: str,
    handle: BatchHandler,
    *,
    types: Sequence[type[TypedEvent]] = (),
    batch: int = 100,
    attempts: int = 5,
    label: Any = "",
) -> None:
    """Follow the record under a durable cursor; after `attempts` failures an event is parked and the rest go on.

    `label` (lazy text) says on the record's page what it does.
    """
    tails.add(name, Tail(name, handle, frozenset(item.code for item in types), batch, attempts, label))


def define_policy(definition: PolicyDefinition) -> None:
    """Add a policy value to the handbook."""
    policies.add(definition.key, definition)


def witness(name: str, types: Sequence[type[TypedEvent]], check: Witness) -> None:
    """Let `verify` compare what events of `types` stated with the rows that `check` reads."""
    witnesses.add(name, (frozenset(item.code for item in types), check))


def register_stream(kind: str, *, label: Callable[[str], str], url: Callable[[str], str]) -> None:
    """Let pages name and link the streams "kind:…"; both callables get the id as text and may query."""
    streams.add(kind, StreamKind(kind, label, url))


def live_gate(kind: str, allows: Callable[[HttpRequest, str], bool], *, hears: str = "") -> None:
    """Let requests for which `allows(request, key)` is true hear the streams "kind:key" change.

    With `hears` ("ticket:") the kind is a pseudo stream that hears every stream with that prefix; its key is empty.
    """
    live_gates.add(kind, LiveGate(kind, allows, hears))


def cadence(name: str, run: Callable[[], None], seconds: float | Callable[[], float], *, label: Any = "") -> None:
    """Let one of the workers call `run()` about every `seconds` (a number, or asked anew each time).

    `label` (lazy text) says on the record's page what it does.
    """
    every = seconds if callable(seconds) else lambda: float(seconds)
    cadences.add(name, Cadence(name, run, every, label))


def loop(name: str, run: Loop) -> None:
    """Let each worker run `run(stop)` in a thread of its own until `stop` is set; when it raises it starts again."""
    loops.add(name, run)


def register_phrase(field: str, phrase: Phrase) -> None:
    """Let sentences show a field of one event ("tickets.moved.reason") as words made from all that the event says."""
    phrases.add(field, phrase)


def register_labels(field: str, label: Label) -> None:
    """Let sentences show the codes in an event's field ("kind", or "tickets.moved.to" for one event) as words."""
    labels.add(field, label)


def keep(kind: RecordType) -> None:
    """Add a type of record to the page of retention, and how long it is kept to the handbook (3.4.3)."""
    record_types.add(kind.code, kind)
    define_policy(
        PolicyDefinition(
            key=kind.key, clause="3.4.3", label=kind.rule, default=kind.months, unit="months", minimum=1, maximum=600
        )
    )


def register_holdable(kind: str, may_see: Callable[[Any, str], bool]) -> None:
    """Let streams "kind:…" be put under a legal hold by whoever `may_see(person, id)` them (3.4.3)."""
    holdables.add(kind, may_see)


def register_eraser(eraser: Eraser) -> None:
    """Let a person's data be erased from a part (3.4.3, 5.1.1). Parts register from the lowest floor upwards."""
    erasers.add(eraser.name, eraser)
