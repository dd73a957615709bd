"""Which tables of service levels there are, as this process remembers them: every request that comes in asks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from zhichi.core.remembered import Remembered
from zhichi.sla.levels import Rule, rule_of
from zhichi.sla.models import LevelVersion

KEEP_SECONDS = 5.0  # as long as another process may still use the version before


@dataclass(frozen=True)
class Table:
    """A published table."""

    number: int
    rules: tuple[Rule, ...]


def forget() -> None:
    """Drop what this process remembers."""
    _newest.forget()
    _tables.forget()


_tables: Remembered[dict[int, Table]] = Remembered(dict, seconds=math.inf)


def table(number: int) -> Table:
    """A version of the table. Versions never change, so each is read once. Raises LevelVersion.DoesNotExist."""
    tables = _tables()
    if number not in tables:
        rules = LevelVersion.objects.values_list("rules", flat=True).get(number=number)
        tables[number] = Table(number, tuple(rule_of(item) for item in rules))
    return tables[number]


def current() -> Table | None:
    """The version in force; None before any was published."""
    number = _newest()
    return table(number) if number is not None else None


def _read_newest() -> int | None:
    return LevelVersion.objects.order_by("-number").values_list("number", flat=True).first()


_newest = Remembered(_read_newest, seconds=KEEP_SECONDS)
