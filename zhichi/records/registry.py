"""What parts register with the record: subscribers, tails, policy definitions, witnesses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhichi.core.events import Event as TypedEvent
from zhichi.core.registry import Registry


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

    @property
    def object_id(self) -> int:
        """The id in the stream's key: 123 of "ticket:123"."""
        return int(self.stream.rpartition(":")[2])


Handler = Callable[[Recorded], None]
BatchHandler = Callable[[Sequence[Recorded]], None]


@dataclass(frozen=True)
class Tail:
    """A subscriber that follows the record after the commit. `codes` empty means every event."""

    name: str
    handle: BatchHandler
    codes: frozenset[str]
    batch: int
    attempts: int


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


@dataclass(frozen=True)
class Doubt:
    """What a witness found: the event whose statement and the domain row no longer agree."""

    event_id: int
    stream: str
    number: int
    reason: str


Witness = Callable[[Sequence[Recorded]], list[Doubt]]

_in_transaction: dict[str, list[tuple[str, Handler]]] = {}
_names: set[tuple[str, str]] = set()
tails: Registry[Tail] = Registry("tail")
policies: Registry[PolicyDefinition] = Registry("policy")
witnesses: Registry[tuple[frozenset[str], Witness]] = Registry("witness")


def subscribe(event_type: type[TypedEvent], name: str, handler: Handler) -> None:
    """Call `handler` inside the transaction that appends `event_type`: database work only, no input or output."""
    if (event_type.code, name) in _names:
        raise RuntimeError(f"subscriber {name!r} is registered twice for {event_type.code}")
    _names.add((event_type.code, name))
    _in_transaction.setdefault(event_type.code, []).append((name, handler))


def subscribers_of(code: str) -> Sequence[tuple[str, Handler]]:
    """The in-transaction subscribers of an event code, in order of registration."""
    return _in_transaction.get(code, ())


def tail(
    name: str, handle: BatchHandler, *, types: Sequence[type[TypedEvent]] = (), batch: int = 100, attempts: int = 5
) -> None:
    """Follow the record under a durable cursor; after `attempts` failures an event is parked and the rest go on."""
    tails.add(name, Tail(name, handle, frozenset(item.code for item in types), batch, attempts))


def define_policy(definition: PolicyDefinition) -> None:
    """Add a policy value to the handbook."""
    policies.add(definition.key, definition)


def witness(name: str, types: Sequence[type[TypedEvent]], check: Witness) -> None:
    """Let `verify` compare what events of `types` stated with the rows that `check` reads."""
    witnesses.add(name, (frozenset(item.code for item in types), check))
