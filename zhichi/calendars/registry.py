"""What a changed calendar would move, asked of the parts that reckon by it; pages that stand beside the calendars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from zhichi.core.registry import Registry
from zhichi.core.rights import may
from zhichi.worktime import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Move:
    """One promise that would be due at another time. Times are aware; `stream` names what it is about."""

    stream: str
    what: Any
    before: datetime
    after: datetime
    becomes_late: bool = False
    is_healed: bool = False  # a miss that would be none


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a change would do: of `looked_at` promises so many move. `moves` are the ones to see first, not all."""

    looked_at: int = 0
    later: int = 0
    earlier: int = 0
    become_late: int = 0
    healed: int = 0
    is_capped: bool = False  # there are more promises than were looked at
    moves: Sequence[Move] = field(default_factory=tuple)

    @property
    def moved(self) -> int:
        """How many move."""
        return self.later + self.earlier


Foresee = Callable[[int, WorkCalendar, datetime], Foreseen]  # id of the calendar, as it would be, the present
foreseers: Registry[Foresee] = Registry("what calendars move")


def register_foresee(name: str, foresee: Foresee) -> None:
    """Add somebody who reckons by calendars; raises DuplicateName when the name is taken."""
    foreseers.add(name, foresee)


@dataclass(frozen=True, kw_only=True)
class PageTab:
    """One tab. `label` is lazy text; `right` names the right that shows it."""

    name: str
    label: Any
    url_name: str
    order: int
    right: str


@dataclass(frozen=True)
class ReadyTab:
    """A tab made ready for one page, as ui/_tabs.html draws it."""

    label: str
    url: str
    is_active: bool
    icon: str = ""
    count: int | None = None


page_tabs: Registry[PageTab] = Registry("tab beside the calendars")


def register_tab(tab: PageTab) -> None:
    """Add a tab; raises DuplicateName when its name is taken."""
    page_tabs.add(tab.name, tab)


def tabs_for(person: Any, active: str) -> list[ReadyTab]:
    """The tabs that `person` may open, in order, `active` marked."""
    shown = sorted((tab for tab in page_tabs.values() if may(person, tab.right)), key=lambda tab: tab.order)
    return [ReadyTab(str(tab.label), reverse(tab.url_name), tab.name == active) for tab in shown]
