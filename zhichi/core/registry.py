"""A named collection that parts fill in `AppConfig.ready()`; naming a thing twice is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class DuplicateName(RuntimeError):
    """Two parts registered the same name; one of them is wrong."""


class Registry(Generic[T]):
    """Name → value, in order of registration."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def add(self, name: str, value: T) -> T:
        """Keep `value` under `name`; raises DuplicateName when the name is taken."""
        if name in self._items:
            raise DuplicateName(f"{self.kind} {name!r} is registered twice")
        self._items[name] = value
        return value

    def get(self, name: str) -> T:
        """The value under `name`; raises KeyError that names what was asked for and what kind it should be."""
        try:
            return self._items[name]
        except KeyError:
            raise KeyError(f"no {self.kind} named {name!r}") from None

    def find(self, name: str) -> T | None:
        """The value under `name`, or None."""
        return self._items.get(name)

    def items(self) -> Iterator[tuple[str, T]]:
        """All pairs in order of registration."""
        return iter(self._items.items())

    def names(self) -> Iterator[str]:
        """All names in order of registration."""
        return iter(self._items)

    def values(self) -> Iterator[T]:
        """All values in order of registration."""
        return iter(self._items.values())

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __len__(self) -> int:
        return len(self._items)
