"""The queue: standard and saved views, their kept counts, one keyset page of rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import pgettext_lazy

from zhichi.accounts.policies import LEADERS, has_post
from zhichi.accounts.selectors import team_ids_of
from zhichi.core.prepared import Prepared
from zhichi.records.selectors import policy
from zhichi.tickets import policies
from zhichi.tickets.choices import State
from zhichi.tickets.models import FollowUp, SavedView, Tally, Ticket
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.tickets.clocks import Shown

PAGE = 25
CAP = 1000  # counts that no tally keeps stop here
BY_DUE, BY_CHANGE = ("due_at", "id"), ("-updated_at", "-id")
BY_WAKING, BY_REPORT = ("snoozed_until", "id"), ("report_at", "id")
NO_TEAM = 0  # stands in a query for somebody without a team
NEWS_CAP = 100  # "the list has 99+ updates"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows a queue. Empty means "any". `owner`: "me", "none", or an account id as text."""

    owner: str = ""
    team: int | None = None
    states: tuple[str, ...] = ()
    urgency: str = ""
    type: str = ""
    channel: str = ""
    product: int | None = None
    organisation: int | None = None
    tag: str = ""
    needs_reply: bool = False
    watching: bool = False
    closed: bool = False  # closed tickets instead of open ones
    by_change: bool = False  # newest change first instead of the nearest promise; closed ones always
    idle_days: int | None = None  # not touched for so many days
    snoozed: bool = False  # put off for a while, soonest to come back first; one's own list leaves those out
    report_due: bool = False  # a progress report is due soon or late, the most overdue first (3.1.3)

    def as_dict(self) -> dict[str, Any]:
        """The filters that narrow anything, as stored in a saved view."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Filters:
        """The filters of a saved view; names it does not know are dropped."""
        known = {name: value for name, value in values.items() if name in cls.__dataclass_fields__}
        if "states" in known:
            known["states"] = tuple(known["states"])
        return cls(**known)


@dataclass(frozen=True)
class View:
    """A queue with a name. `tally` tells whether its count is kept; None when it must be counted (capped)."""

    name: str  # "mine", "unassigned", "saved-12"
    label: Any
    filters: Filters
    group: str = "mine"
    is_saved: bool = False
    is_own: bool = False  # a saved view that the person may remove


class QueueRow(Protocol):
    """What a row of the list shows; `id` makes the number."""

    id: int
    urgency: str
    state: str
    is_open: bool
    channel: str
    subject: str
    needs_reply: bool
    received_at: datetime
    updated_at: datetime
    due_at: datetime
    clock: Shown | None
    report_at: datetime | None
    snoozed_until: datetime | None
    owner_id: int | None
    owner__display_name: str | None
    organisation__name: str | None
    contact__display_name: str | None


ROW = tuple(QueueRow.__annotations__)


@dataclass(frozen=True)
class QueuePage:
    """Rows of one page and the cursor of the next ("" at the end)."""

    rows: list[QueueRow]
    next: str
    filters: Filters = field(default_factory=Filters)
    is_first: bool = True


def standard_views(person: Any) -> list[View]:
    """The views everybody has; leaders also see the whole department."""
    views = [
        View("mine", pgettext_lazy("view", "Mine"), Filters(owner="me")),
        View("reports", pgettext_lazy("view", "Reports due"), Filters(owner="me", report_due=True)),
        View("snoozed", pgettext_lazy("view", "Snoozed"), Filters(owner="me", snoozed=True)),
        View("watching", pgettext_lazy("view", "Followed"), Filters(watching=True)),
        View("open", pgettext_lazy("view", "Open"), Filters(), group="team"),
        View("unassigned", pgettext_lazy("view", "Unassigned"), Filters(owner="none"), group="team"),
        View("urgent", pgettext_lazy("view", "Urgent"), Filters(urgency="urgent"), group="team"),
        View(
            "wait-customer",
            pgettext_lazy("view", "Awaiting customer"),
            Filters(states=(State.WAIT_CUSTOMER,)),
            group="team",
        ),
        View(
            "wait-vendor", pgettext_lazy("view", "Awaiting vendor"), Filters(states=(State.WAIT_VENDOR,)), group="team"
        ),
        View("solved", pgettext_lazy("view", "Solved, to follow up"), Filters(states=(State.RESOLVED,)), group="team"),
        View("closed", pgettext_lazy("view", "Closed"), Filters(closed=True), group="team"),
    ]
    if has_post(person, *LEADERS):
        views.insert(
            4,
            View("needs-reply", pgettext_lazy("view", "Customer is waiting"), Filters(needs_reply=True), group="team"),
        )
    return views


def saved_views(person: Any) -> list[View]:
    """One's own views and those shared with one's teams, in their order."""
    return [
        View(f"saved-{key}", name, Filters.from_dict(filters), "saved", is_saved=True, is_own=owner == person.pk)
        for key, name, filters, owner in _saved.rows(person.pk, _teams(person))
    ]


def _saved_views(person: int, teams: tuple[int, ...]) -> QuerySet[SavedView, tuple[int, str, dict[str, Any], int]]:
    rows = SavedView.objects.filter(Q(owner_id=person) | Q(team_id__in=teams), is_removed=False)
    return rows.order_by("order", "pk").values_list("pk", "name", "filters", "owner_id")


_saved = Prepared(_saved_views)


def view_by_name(person: Any, name: str) -> View:
    """The view called `name`; the first standard view when there is none (a shared view may have been removed)."""
    views = standard_views(person)
    if name.startswith("saved-"):
        views = [*views, *saved_views(person)]
    return next((view for view in views if view.name == name), views[0])


def queue(person: Any, filters: Filters, *, at: datetime, cursor: str = "", size: int = PAGE) -> QueuePage:
    """One page of a queue with all that a row shows: the nearest promise first (late, soonest, none), or the newest
    change first. Two queries at most, whatever the age.
    """

    def wanted() -> list[QuerySet[Ticket]]:
        return policies.branches(person, _narrowed(Ticket.objects.all(), person, filters, at=at))

    order = _order(filters)
    is_lasting = not (filters.idle_days or filters.report_due)  # the others say another time with each asking
    memo = (person.pk, person.post, team_ids_of(person), filters) if is_lasting else None
    if policies.sees_all(person):
        page = keyset_page(_for_rows(wanted()[0]), order=order, cursor=cursor, size=size, memo=memo)
    else:
        rows = _for_rows(Ticket.objects.all())
        page = keyset_page(rows, order=order, cursor=cursor, size=size, within=wanted, memo=memo)
    return QueuePage(page.rows, page.next_cursor, filters, is_first=page.is_first)


def _order(filters: Filters) -> tuple[str, str]:
    if filters.closed or filters.by_change:
        return BY_CHANGE
    if filters.report_due:
        return BY_REPORT
    return BY_WAKING if filters.snoozed else BY_DUE


def _for_rows(rows: QuerySet[Ticket]) -> Any:
    """The rows as plain named tuples (`QueueRow`): a page shows twenty-five, and nobody writes them."""
    return rows.values_list(*ROW, named=True)


def changed_since(
    person: Any, filters: Filters, *, since: datetime, shown: Sequence[int], at: datetime
) -> tuple[int, list[QueueRow]]:
    """News for an open list: how many of its tickets changed after `since`, capped, and the changed ones among `shown`.

    Two queries; the second only when something changed.
    """
    fresh = _filtered(person, filters, at=at).filter(updated_at__gt=since).order_by("-updated_at")
    count = len(fresh.values_list("pk")[:NEWS_CAP])
    mine = policies.visible_to(person, Ticket.objects.filter(pk__in=shown, updated_at__gt=since))
    return count, list(_for_rows(mine)) if shown else []


def clocks_of_rows(person: Any, ids: Sequence[int]) -> list[tuple[int, Shown | None, datetime]]:
    """Id, nearest promise and due time of those of these open tickets that `person` may see. One query."""
    rows = policies.visible_to(person, Ticket.objects.filter(pk__in=ids, is_open=True).exclude(state=State.RESOLVED))
    return list(rows.values_list("pk", "clock", "due_at"))


def _filtered(person: Any, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    return _narrowed(policies.visible_to(person, Ticket.objects.all()), person, filters, at=at)


def _narrowed(rows: QuerySet[Ticket], person: Any, filters: Filters, *, at: datetime) -> QuerySet[Ticket]:
    rows = rows.filter(is_open=not filters.closed)
    rows = _by_people(rows, filters, person)
    simple = {
        "state__in": filters.states,
        "urgency": filters.urgency,
        "type": filters.type,
        "channel": filters.channel,
        "product": filters.product,
        "organisation": filters.organisation,
        "tags__name": filters.tag,
        "needs_reply": filters.needs_reply,
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value})
    if filters.idle_days:
        rows = rows.filter(updated_at__lt=at - timedelta(days=filters.idle_days))
    if filters.report_due:
        rows = rows.filter(report_at__lte=at + timedelta(minutes=policy("3.1.3.prompt_minutes")))
    return rows.filter(snoozed_until__isnull=False) if filters.snoozed else rows


def _by_people(rows: QuerySet[Ticket], filters: Filters, person: Any) -> QuerySet[Ticket]:
    if filters.owner == "me":
        rows = rows.filter(owner=person)
        if not (filters.snoozed or filters.report_due or filters.closed):
            rows = rows.filter(snoozed_until=None)
    elif filters.owner == "none":
        rows = rows.filter(owner=None)
    elif filters.owner:
        rows = rows.filter(owner_id=int(filters.owner))
    if filters.team:
        rows = rows.filter(team_id=filters.team)
    if filters.watching:
        rows = rows.filter(watches__user=person)
    return rows


def badge_counts(person: Any, views: Sequence[View], *, at: datetime) -> dict[str, str]:
    """How many tickets each view holds, as shown. From the tally in one query; others are counted, capped at 1,000."""
    tally = _all_tallied.rows() if policies.sees_all(person) else _tallied.rows(person.pk, _teams(person))
    counts = {}
    for view in views:
        if is_tallied(view.filters):
            counts[view.name] = str(sum(row["n"] for row in tally if _tallies(row, view.filters, person)))
        elif view.filters.closed:
            counts[view.name] = ""
        else:
            number = len(_filtered(person, view.filters, at=at).order_by().values_list("pk")[: CAP + 1])
            counts[view.name] = f"{CAP}+" if number > CAP else str(number)
    return counts


def _teams(person: Any) -> tuple[int, ...]:
    """The person's teams as a prepared query takes them: never none."""
    return tuple(sorted(team_ids_of(person))) or (NO_TEAM,)


def _counted(rows: QuerySet[Tally]) -> QuerySet[Tally, Any]:
    return rows.values("owner_id", "state", "urgency", "team_id", "snoozed").annotate(n=Sum("count")).order_by()


_all_tallied = Prepared(lambda: _counted(Tally.objects.all()))
_tallied = Prepared(lambda person, teams: _counted(_tally_of(person, teams)))


def tally_for(person: Any) -> QuerySet[Tally]:
    """The tally rows that count tickets `person` sees (followed tickets of other teams are not in it)."""
    return Tally.objects.all() if policies.sees_all(person) else _tally_of(person.pk, _teams(person))


def _tally_of(person: int, teams: tuple[int, ...]) -> QuerySet[Tally]:
    return Tally.objects.filter(Q(team_id__in=teams) | Q(owner_id=person))


def is_tallied(filters: Filters) -> bool:
    """Whether the tally keeps the count of these filters, so that it costs no counting."""
    others = (filters.type, filters.channel, filters.product, filters.organisation, filters.tag, filters.idle_days)
    return not (any(others) or filters.needs_reply or filters.watching or filters.closed or filters.report_due)


def _tallies(row: Mapping[str, Any], filters: Filters, person: Any) -> bool:
    owner = {"me": person.pk, "none": 0, "": None}.get(filters.owner, filters.owner)
    return (
        (owner is None or row["owner_id"] == int(owner))
        and (not filters.team or row["team_id"] == filters.team)
        and (not filters.states or row["state"] in filters.states)
        and (not filters.urgency or row["urgency"] == filters.urgency)
        and (row["snoozed"] == filters.snoozed or not (filters.snoozed or filters.owner == "me"))
    )


def due_follow_ups(person: Any, *, at: datetime, limit: int = 25) -> list[FollowUp]:
    """Open follow-ups of visible tickets, the most overdue first (2.4)."""
    mine = policies.visible_to(person, Ticket.objects.filter(state=State.RESOLVED))
    rows = FollowUp.objects.filter(done_at=None, ticket__in=mine)
    return list(
        rows.select_related("ticket__contact", "ticket__organisation", "ticket__owner").order_by("due_at")[:limit]
    )
