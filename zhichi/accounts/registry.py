"""What parts above add to people: what they hold that others must take over, cards of one's own, who is on duty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from zhichi.accounts.models import User


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


@dataclass(frozen=True, kw_only=True)
class OwnCard:
    """A card on "My settings", loaded by its own request so that it fails alone."""

    name: str
    title: Any
    url_name: str
    order: int


own_cards: Registry[OwnCard] = Registry("card of one's own")


def register_own_card(card: OwnCard) -> None:
    """Add a card; raises DuplicateName when its name is taken."""
    own_cards.add(card.name, card)


def cards_of_own() -> list[OwnCard]:
    """All cards, in order."""
    return sorted(own_cards.values(), key=lambda card: (card.order, card.name))


@dataclass(frozen=True)
class OnDuty:
    """Somebody holds a duty role by a roster until `until` (aware)."""

    person: User
    until: datetime


DutyFinder = Callable[[Sequence[int], datetime], dict[int, OnDuty]]
duty_finders: Registry[DutyFinder] = Registry("duty finder")


def register_duty_finder(name: str, finder: DutyFinder) -> None:
    """Let `finder(role ids, at)` say who holds these duty roles at an instant; roles nobody is planned for are absent.

    Whoever it does not name is the role's fixed holder. One query whatever the number of roles.
    """
    duty_finders.add(name, finder)
