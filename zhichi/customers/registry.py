"""What parts above add to a customer's file: panels such as its tickets; calendars for contracts, what these move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhichi.core.registry import Registry
from zhichi.core.rights import may

if TYPE_CHECKING:
    from datetime import datetime

FileKind = Literal["organisation", "contact"]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section of the file page, loaded by its own request so that it fails alone.

    `url` gets the kind of file and its id and gives the address of a fragment; `right` names the right that shows it.
    """

    name: str
    title: Any
    order: int
    url: Callable[[FileKind, int], str]
    right: str
    kinds: tuple[FileKind, ...] = ("organisation", "contact")


@dataclass(frozen=True)
class ReadyPanel:
    """A panel made ready for one file."""

    name: str
    title: str
    url: str


CalendarNames = Callable[[], "list[tuple[int, str]]"]
_calendars: list[CalendarNames] = []


def offer_calendars(names: CalendarNames) -> None:
    """Let contracts be agreed on by calendars: `names` gives id and name of those in use. One part offers them."""
    if _calendars:
        raise RuntimeError("calendars for contracts are offered already")
    _calendars.append(names)


def calendar_names() -> dict[int, str]:
    """The calendars that a contract can be agreed on by, in order."""
    return dict(_calendars[0]()) if _calendars else {}


@dataclass(frozen=True)
class ContractForeseer:
    """Says what the contracts of an organisation would move, as `covers` answers while it is asked.

    `look` gets the organisation's id and the present (aware); `template` shows what it returns, as `preview`.
    """

    name: str
    look: Callable[[int, datetime], Any]
    template: str


panels: Registry[Panel] = Registry("customer file panel")
contract_foreseers: Registry[ContractForeseer] = Registry("what contracts move")


def register_panel(panel: Panel) -> None:
    """Add a panel; raises DuplicateName when its name is taken."""
    panels.add(panel.name, panel)


def register_contract_foreseer(foreseer: ContractForeseer) -> None:
    """Add somebody whose promises follow contracts; raises DuplicateName when the name is taken."""
    contract_foreseers.add(foreseer.name, foreseer)


def panels_for(person: Any, kind: FileKind, object_id: int) -> list[ReadyPanel]:
    """The panels of one file that `person` may see, in order."""
    shown = [panel for panel in panels.values() if kind in panel.kinds and may(person, panel.right)]
    shown.sort(key=lambda panel: (panel.order, panel.name))
    return [ReadyPanel(panel.name, str(panel.title), panel.url(kind, object_id)) for panel in shown]
