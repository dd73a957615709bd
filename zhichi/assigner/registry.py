"""Who else knows whether somebody's shift runs: a duty roster goes before the hours of a person's week."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from zhichi.core.registry import Registry

ShiftFinder = Callable[[Collection[int], datetime], dict[int, bool]]
shift_finders: Registry[ShiftFinder] = Registry("shift finder")


def register_shift_finder(name: str, finder: ShiftFinder) -> None:
    """Let `finder(person ids, at)` say whose shift runs at an instant; people it leaves out go by their working hours.

    A fixed number of queries whatever the number of people. Raises DuplicateName when the name is taken.
    """
    shift_finders.add(name, finder)
