"""What parts above add to people: what they hold that others must take over, cards on the page of one's own account."""

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
