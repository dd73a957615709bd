"""Typed events: frozen dataclasses of plain values, with a stable code and a sentence for people. Free of Django."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast, dataclass_transform

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = (str, int, float, bool, type(None))


def gettext_noop(message: str) -> str:
    """Mark a msgid for extraction without importing Django; it is translated where it is shown."""
    return message


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. Fields hold ids and plain values only, lists and dicts of them included.

    `code` is stored for ever ("tickets.assigned"). `wording` is an English msgid whose placeholders are `actor`
    and names of fields; `public_wording`, when not empty, is what the customer reads on the portal timeline.
    """

    code: ClassVar[str] = ""
    wording: ClassVar[str] = ""
    public_wording: ClassVar[str] = ""

    def data(self) -> dict[str, Any]:
        """The payload as it is stored: field name → plain value. Raises TypeError for anything else."""
        own: Any = type(self)  # types can be hashed, although mypy thinks of the hash of what they make
        values = {name: getattr(self, name) for name in _names(own)}
        for name, value in values.items():
            if type(value) not in PLAIN and not _is_plain(value):
                raise TypeError(f"{type(self).__name__}.{name} is not plain data: {type(value).__name__}")
        return values


@functools.cache
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return isinstance(value, PLAIN)


E = TypeVar("E", bound=type[Event])
types: Registry[type[Event]] = Registry("event type")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(code: str, wording: str, *, public: str = "") -> Callable[[E], E]:
    """Class decorator: give an event type its code and wording, make it a frozen dataclass and register it."""

    def register(cls: E) -> E:
        cls.code, cls.wording, cls.public_wording = code, wording, public
        frozen = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        types.add(code, frozen)
        return cast("E", frozen)

    return register


def revive(code: str, data: dict[str, Any]) -> Event | None:
    """The typed event stored as `data`; unknown fields of older versions are dropped, an unknown code gives None."""
    cls = types.find(code)
    if cls is None:
        return None
    known = {field.name for field in dataclasses.fields(cls)}
    return cls(**{name: value for name, value in data.items() if name in known})
