"""Pages that stand beside the list of calendars as tabs; parts above add theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhichi.core.registry import Registry
from zhichi.core.rights import may


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
