"""Navigation: parts add their entries in `AppConfig.ready()`; shells show those the person has a right to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.urls import reverse

from zhichi.core.registry import Registry
from zhichi.core.rights import may

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

Group = Literal["main", "foot", "menu", "portal"]


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry. `label` is lazy text; `right` names a right of zhichi.core.rights, None lets everybody see it.

    `group`: "main" is the rail of the desk, "foot" its lower end, "menu" the user menu, "portal" the customer's head.
    `short` is a shorter word for the rail and the phone's bar, which are 56 px wide, where the label does not fit.
    `badge(request)` gives a number shown on the icon when it is not 0. `key` is the second key after G ("t"). `phone`
    puts the entry into the bottom bar (four fit). `active(request)` replaces the rule "the longest matching address".
    With `for_guests` whoever has not signed in sees it too, and is asked to when opening it.
    With `is_live` the number can be swapped later: it stands in `[data-badge="<name>"]`, hidden while it is 0.
    """

    name: str
    label: Any
    icon: str
    url_name: str
    order: int = 100
    right: str | None = None
    badge: Callable[[HttpRequest], int] | None = None
    group: Group = "main"
    key: str = ""
    phone: bool = False
    active: Callable[[HttpRequest], bool] | None = None
    short: Any = ""
    is_live: bool = False
    for_guests: bool = False


@dataclass(frozen=True)
class NavEntry:
    """An entry made ready for one request."""

    name: str
    label: str
    icon: str
    url: str
    is_active: bool
    badge: int
    key: str
    phone: bool
    short: str
    is_live: bool


nav_items: Registry[NavItem] = Registry("navigation entry")


@cache
def address(url_name: str) -> str:
    """The address of a page that takes no arguments; it never changes while a process runs."""
    return reverse(url_name)


def register_nav(item: NavItem) -> NavItem:
    """Add an entry; raises DuplicateName when its name is taken."""
    return nav_items.add(item.name, item)


def nav_for(user: Any, request: HttpRequest, group: Group = "main") -> list[NavEntry]:
    """The entries of `group` that `user` may open, by `order`, the one of the present page marked."""
    items = [item for item in nav_items.values() if item.group == group and _may_see(user, item)]
    items.sort(key=lambda item: (item.order, item.name))
    urls = {item.name: address(item.url_name) for item in items}
    current = _current(items, urls, request)
    return [
        NavEntry(
            name=item.name,
            label=str(item.label),
            icon=item.icon,
            url=urls[item.name],
            is_active=item.name == current,
            badge=item.badge(request) if item.badge else 0,
            key=item.key,
            phone=item.phone,
            short=str(item.short or item.label),
            is_live=item.is_live,
        )
        for item in items
    ]


def _may_see(user: Any, item: NavItem) -> bool:
    if item.right is None:
        return True
    if not getattr(user, "is_authenticated", False):
        return item.for_guests
    return may(user, item.right)


def _current(items: list[NavItem], urls: dict[str, str], request: HttpRequest) -> str | None:
    for item in items:
        if item.active is not None and item.active(request):
            return item.name
    path, names = request.path, [item.name for item in items if item.active is None]
    places = [(urls[name], name) for name in names]
    places += [(address(tab.url_name), tab.below) for tab in tabs.values() if tab.below in names]
    fitting = [(url, name) for url, name in places if _is_under(path, url)]
    return max(fitting, key=lambda place: len(place[0]), default=("", None))[1]


def _is_under(path: str, url: str) -> bool:
    if url == "/":
        return path == "/"
    return path == url or path.startswith(url if url.endswith("/") else f"{url}/")


@dataclass(frozen=True, kw_only=True)
class TabItem:
    """A tab that a part adds to the pages below a navigation entry (`below` is its name), so that the rail stays short.

    `label` is lazy text; `right` names the right that shows it; `icon` stands before it where tabs have icons.
    """

    name: str
    below: str
    label: Any
    url_name: str
    order: int = 100
    right: str | None = None
    icon: str = "file-text"


tabs: Registry[TabItem] = Registry("tab")


def register_tab(item: TabItem) -> TabItem:
    """Add a tab; raises DuplicateName when its name is taken."""
    return tabs.add(item.name, item)


def tabs_for(user: Any, below: str) -> list[TabItem]:
    """The tabs other parts add below a navigation entry that `user` may open, by `order`."""
    found = [tab for tab in tabs.values() if tab.below == below and (tab.right is None or may(user, tab.right))]
    return sorted(found, key=lambda tab: (tab.order, tab.name))


@dataclass(frozen=True)
class ReadyTab:
    """A tab made ready for one page, as ui/_tabs.html draws it."""

    label: str
    url: str
    is_active: bool
    icon: str = ""
    count: int | None = None


def ready_tabs(user: Any, below: str, active: str) -> list[ReadyTab]:
    """`tabs_for` for a page that has no tabs of its own, the one named `active` marked."""
    return [ReadyTab(str(tab.label), address(tab.url_name), tab.name == active) for tab in tabs_for(user, below)]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar above the desk that is fetched after the page has come, so that no page waits for it. May be empty."""

    name: str
    url_name: str
    right: str


bars: Registry[Bar] = Registry("bar")


def register_bar(bar: Bar) -> None:
    """Fetch a bar on every page of the desk for those who have its right; raises DuplicateName."""
    bars.add(bar.name, bar)


def bar_urls_for(user: Any) -> list[str]:
    """Where the bars that concern `user` are fetched from."""
    if not getattr(user, "is_authenticated", False):
        return []
    return [address(bar.url_name) for bar in bars.values() if may(user, bar.right)]


@dataclass(frozen=True)
class Notice:
    """A bar above the desk that asks for one thing. `kind` is a class of banners: "", warn, bad, ok."""

    text: str
    action: str
    url: str
    icon: str = "info"
    kind: str = ""


notices: Registry[Callable[[HttpRequest], Notice | None]] = Registry("notice")


def register_notice(name: str, provider: Callable[[HttpRequest], Notice | None]) -> None:
    """Ask `provider` on every page of the desk; None shows nothing. It must cost next to nothing."""
    notices.add(name, provider)


def notices_for(request: HttpRequest) -> list[Notice]:
    """The bars that concern this reader."""
    return [notice for provider in notices.values() if (notice := provider(request)) is not None]
