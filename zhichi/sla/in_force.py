"""Which tables of service levels there are, as this process remembers them: every request that comes in asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

from zhichi.sla.levels import Rule, rule_of
from zhichi.sla.models import LevelVersion

KEEP_SECONDS = 5.0  # as long as another process may still use the version before


@dataclass(frozen=True)
class Table:
    """A published table."""

    number: int
    rules: tuple[Rule, ...]


_newest: int | None = None
_until = 0.0  # monotonic seconds


def forget() -> None:
    """Drop what this process remembers."""
    global _newest, _until
    _newest, _until = None, 0.0
    table.cache_clear()


@lru_cache(maxsize=64)
def table(number: int) -> Table:
    """A version of the table. Versions never change, so each is read once. Raises LevelVersion.DoesNotExist."""
    rules = LevelVersion.objects.values_list("rules", flat=True).get(number=number)
    return Table(number, tuple(rule_of(item) for item in rules))


def current() -> Table | None:
    """The version in force; None before any was published."""
    global _newest, _until
    if time.monotonic() >= _until:
        _newest = LevelVersion.objects.order_by("-number").values_list("number", flat=True).first()
        _until = time.monotonic() + KEEP_SECONDS
    return table(_newest) if _newest is not None else None
