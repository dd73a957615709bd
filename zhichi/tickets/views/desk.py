"""The two left panes that the queue and the ticket page share: views with their counts, the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.rights import may
from zhichi.tickets import selectors
from zhichi.tickets.forms.filters import as_query, read_filters
from zhichi.tickets.numbers import number_of
from zhichi.tickets.registry import boards_for
from zhichi.ui.registry import address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from zhichi.tickets.models import Ticket
    from zhichi.tickets.registry import BoardLink
    from zhichi.tickets.selectors import Filters, QueuePage, QueueRow, View


@dataclass(frozen=True)
class ViewLink:
    """One entry of the views column."""

    view: View
    label: str
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True)
class ListOrder:
    """In which order the list stands, in words, and the address of the other order."""

    label: str
    other_url: str


@dataclass(frozen=True)
class Place:
    """Where a ticket stands in the list: its rank on the first page (0 when unknown) and its neighbours' addresses."""

    rank: int
    before: str
    after: str


def is_kept(view: View) -> bool:
    """Whether the view's count costs no counting."""
    return selectors.is_tallied(view.filters)


class Desk:
    """Everything the left panes show for one request; each part is read once and only when it is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self.person: Any = request.user
        self.at: datetime = clock.now()
        self.views = [*selectors.standard_views(self.person), *selectors.saved_views(self.person)]
        name = request.GET.get("view", "")
        self.view = next((view for view in self.views if view.name == name), self.views[0])
        self.filters: Filters = read_filters(request.GET, self.view.filters)
        self.cursor = request.GET.get("cursor", "")
        # Rows of reports that are due open the composer with one.
        self.row_query = f"{self.query}&write=report" if self.filters.report_due else self.query

    @cached_property
    def queue_url(self) -> str:
        """The address of the queue."""
        return address("tickets:queue")

    @cached_property
    def label(self) -> str:
        """The name of the view."""
        return str(self.view.label)

    @property
    def view_id(self) -> int:
        """The id of the saved view; 0 for a standard one."""
        return int(self.view.name.removeprefix("saved-")) if self.view.is_saved else 0

    @property
    def is_narrowed(self) -> bool:
        """Whether the address states filters of its own; another order narrows nothing."""
        return replace(self.filters, by_change=self.view.filters.by_change) != self.view.filters

    @property
    def _is_stated(self) -> bool:
        return self.filters != self.view.filters

    @property
    def order(self) -> ListOrder | None:
        """The order of the list, and the same list in the other one; None where the list has an order of its own."""
        if self.filters.closed or self.filters.snoozed or self.filters.report_due:
            return None
        label = _("By latest change") if self.filters.by_change else _("By nearest promise")
        return ListOrder(label, self._other_order())

    def _other_order(self) -> str:
        other = replace(self.filters, by_change=not self.filters.by_change)
        if other == self.view.filters:
            return f"{self.queue_url}?view={self.view.name}"
        return f"{self.queue_url}?{urlencode([('view', self.view.name), *as_query(other)])}"

    @cached_property
    def query(self) -> str:
        """What an address must carry to show the same list."""
        pairs = [("view", self.view.name), *(as_query(self.filters) if self._is_stated else [])]
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        return urlencode(pairs)

    @cached_property
    def page(self) -> QueuePage:
        """The rows of the list."""
        return selectors.queue(self.person, self.filters, at=self.at, cursor=self.cursor)

    @property
    def shown(self) -> str:
        """Ids of the rows, for the request that asks what changed."""
        return ",".join(str(row.id) for row in self.page.rows)

    @cached_property
    def counts(self) -> dict[str, str]:
        """Counts of the views that the tally keeps: one query. The page asks for the others when it stands."""
        return selectors.badge_counts(self.person, [view for view in self.views if is_kept(view)], at=self.at)

    def late_counts(self) -> list[tuple[View, str]]:
        """All counts anew, those that must be counted too."""
        counts = selectors.badge_counts(self.person, self.views, at=self.at)
        return [(view, counts[view.name]) for view in self.views]

    @property
    def total(self) -> str:
        """How many tickets the view holds; empty when filters narrow it or nobody counts it."""
        return "" if self.is_narrowed else self.counts.get(self.view.name, "")

    @cached_property
    def groups(self) -> list[tuple[str, Sequence[ViewLink]]]:
        """The views column: title and links of each group."""
        titles = {"mine": _("My work"), "team": _("Department"), "saved": _("Saved views")}
        links = [self._link(view) for view in self.views]
        return [(titles[group], list(items)) for group, items in groupby(links, key=lambda link: link.view.group)]

    @cached_property
    def boards(self) -> list[BoardLink]:
        """Pages over many tickets, below the views."""
        return boards_for(self.person, may)

    def _link(self, view: View) -> ViewLink:
        url = f"{self.queue_url}?view={view.name}"
        return ViewLink(view, str(view.label), url, self.counts.get(view.name, ""), view.name == self.view.name)

    def next_url(self) -> str:
        """The list's next page, or empty."""
        if not self.page.next:
            return ""
        pairs = [("view", self.view.name), *(as_query(self.filters) if self._is_stated else [])]
        return f"{self.queue_url}?{urlencode([*pairs, ('cursor', self.page.next)])}"

    def place_of(self, ticket: Ticket) -> Place:
        """Where the ticket stands among the rows of this page."""
        rows = self.page.rows
        index = next((index for index, row in enumerate(rows) if row.id == ticket.pk), None)
        if index is None:
            return Place(0, "", "")
        before = self._url(rows[index - 1]) if index else ""
        after = self._url(rows[index + 1]) if index + 1 < len(rows) else ""
        return Place(index + 1 if self.page.is_first else 0, before, after)

    def _url(self, row: QueueRow) -> str:
        return f"{self.queue_url}{number_of(row.id)}/?{self.query}"
