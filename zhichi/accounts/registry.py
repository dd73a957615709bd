"""What a person holds that somebody else must take over; parts above say what they keep in a person's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Holding:
    """One kind of thing in a person's name. `count` and `names` get the person's id.

    `after` says what becomes of them when the account is deactivated; `names` names them where they are few.
    """

    label: Any
    after: Any
    count: Callable[[int], int]
    names: Callable[[int], Sequence[str]] | None = None


holdings: Registry[Holding] = Registry("holding")


def register_holding(name: str, holding: Holding) -> None:
    """Let the page that ends an account tell what the person holds; raises DuplicateName when the name is taken."""
    holdings.add(name, holding)
