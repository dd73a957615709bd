"""What the home page shows to which post: tiles that lead to a view, and short lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import ENGINEERS, LEADERS
from zhichi.desk.first_steps import SET_UP
from zhichi.guidance import selectors as guidance
from zhichi.guidance.choices import GapState
from zhichi.knowledge import selectors as knowledge
from zhichi.outbound import selectors as outbound
from zhichi.records import selectors as records
from zhichi.reviews.selectors import reviews
from zhichi.tickets import selectors as tickets
from zhichi.tickets.selectors import View
from zhichi.visits import selectors as visits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

INTAKE = frozenset({Post.ASSISTANT, Post.CUSTOMER_SERVICE})
CAPPED = 100


@dataclass(frozen=True)
class Tile:
    """A number that leads to what it counts. `tone` is "", "warn" or "bad"."""

    label: str
    value: str
    url: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class TicketList:
    """A short list of tickets with the view that holds them all."""

    title: str
    rows: Sequence[Any]
    url: str
    empty: str


@dataclass(frozen=True)
class Home:
    """The home page of one person. `charts` names cards that load by themselves: "goals", "flow", "load", "states"."""

    tiles: list[Tile]
    lists: list[TicketList]
    follow_ups: Sequence[Any] = ()
    charts: Sequence[str] = ()
    has_first_steps: bool = False  # a card that loads by itself, for those who set the product up


def home_of(person: Any, *, at: datetime) -> Home:
    """What `person`'s post needs first."""
    return _builder(person.post)(person, at)


def _builder(post: str) -> Callable[[Any, datetime], Home]:
    if post in ENGINEERS:
        return _engineer
    if post in INTAKE:
        return _intake
    if post in LEADERS:
        return _leader
    if post == Post.AUDITOR:
        return _auditor
    return _administrator if post == Post.ADMINISTRATOR else _editor


def _engineer(person: Any, at: datetime) -> Home:
    waiting = tickets.waiting_for(person)
    due = tickets.due_follow_ups(person, at=at, limit=8)
    counts = _counts(person, at)
    late = sum(item.due_at < at for item in due)
    tiles = [
        _tile(_("My open tickets"), counts, "mine"),
        Tile(
            _("Wait for my answer"), str(len(waiting)), _queue("mine", needs_reply="on"), tone="warn" if waiting else ""
        ),
        Tile(_("Follow-ups to do"), str(len(due)), _queue("solved"), _late(late), "bad" if late else ""),
        _tile(_("Unassigned in my teams"), counts, "unassigned"),
        _visits(person),
        *_reviews(person, at),
    ]
    rows = TicketList(_("Wait for my answer"), waiting, _queue("mine", needs_reply="on"), _("Nobody waits for you."))
    return Home(tiles, [rows], due)


def _intake(person: Any, at: datetime) -> Home:
    counts = _counts(person, at)
    lacking, incomplete = tickets.incomplete_intake(person)
    unowned = tickets.unowned(person)
    tiles = [
        _tile(_("Unassigned"), counts, "unassigned", tone="warn"),
        Tile(_("New"), counts["new"], _queue("open", states="new")),
        Tile(_("Incomplete intake"), _capped(lacking), _queue("open"), tone="warn" if lacking else ""),
        _tile(_("Open"), counts, "open"),
        *_reviews(person, at),
    ]
    lists = [
        TicketList(_("Nobody has them yet"), unowned, _queue("unassigned"), _("Every ticket has its person.")),
        TicketList(_("Incomplete intake"), incomplete, _queue("open"), _("Every ticket holds what the handbook asks.")),
    ]
    return Home(tiles, lists, tickets.due_follow_ups(person, at=at, limit=8))


def _leader(person: Any, at: datetime) -> Home:
    counts = _counts(person, at)
    overdue = tickets.overdue_follow_ups(person, at=at)
    waiting = tickets.customers_waiting(person)
    late = tickets.risk_counts(person, tickets.RiskFilter(), at=at)["late"]
    tiles = [
        _tile(_("Open"), counts, "open"),
        Tile(_("Late promises"), str(late), reverse("escalation:board"), tone="bad" if late else ""),
        Tile(_("Customers waiting for us"), str(waiting), _queue("needs-reply"), tone="warn" if waiting else ""),
        Tile(_("Follow-ups overdue"), _capped(overdue), _queue("solved"), tone="bad" if overdue else ""),
        _tile(_("Unassigned"), counts, "unassigned"),
        _tile(_("Urgent"), counts, "urgent"),
        _visits(person),
        *_reviews(person, at),
        *_effect(),
    ]
    return Home(tiles, [], charts=("goals", "flow", "load"), has_first_steps=person.post in SET_UP)


def _auditor(_person: Any, _at: datetime) -> Home:
    return Home([_verification()], [], charts=("states", "flow"))


def _administrator(_person: Any, at: datetime) -> Home:
    mail = outbound.health(at=at)
    parked = records.parked().count()
    behind = max((row["behind"] for row in records.tail_health()), default=0)
    record = reverse("records:overview")
    tiles = [
        _verification(),
        Tile(_("Mails refused"), str(mail.failed), reverse("channels_email:health"), tone="bad" if mail.failed else ""),
        Tile(_("Mails due"), str(mail.due), reverse("channels_email:health")),
        Tile(_("Parked events"), str(parked), record, tone="bad" if parked else ""),
        Tile(_("Events not yet followed"), str(behind), record),
    ]
    return Home(tiles, [], has_first_steps=True)


def _editor(person: Any, at: datetime) -> Home:
    counts = _counts(person, at)
    articles = knowledge.counts(person, at=at)
    waiting, gaps = knowledge.waiting_count(person), guidance.gap_counts(person).get(GapState.OPEN, 0)
    base = reverse("knowledge:list")
    tiles = [
        Tile(_("Articles to review"), str(waiting), reverse("knowledge:review"), tone="warn" if waiting else ""),
        Tile(_("Due for a full review"), str(articles["due"]), f"{base}?due=1", tone="warn" if articles["due"] else ""),
        Tile(_("My drafts"), str(articles["mine"]), f"{base}?mine=1&state=draft"),
        Tile(_("Missing articles"), str(gaps), reverse("guidance:gaps")),
        _tile(_("Open"), counts, "open"),
        _tile(_("Solved, to follow up"), counts, "solved"),
    ]  # fmt: skip
    return Home(tiles, [], charts=("flow",))


def _reviews(person: Any, at: datetime) -> list[Tile]:
    """Conversation reviews that wait for this person (3.2); nothing when none does."""
    to_write, to_answer = reviews.waiting_for(person, at=at)
    found = []
    if to_write:
        found.append(Tile(_("Conversations to review"), str(to_write), reverse("reviews:to_do"), tone="warn"))
    if to_answer:
        found.append(Tile(_("Review results to answer"), str(to_answer), reverse("reviews:mine"), tone="warn"))
    return found


def _effect() -> list[Tile]:
    """Alerts of 3.3.2 about which not everything is done; nothing when there are none."""
    count = reviews.open_alert_count()
    return [Tile(_("Effect below the standard"), str(count), reverse("reviews:effect"), tone="bad")] if count else []


def _visits(person: Any) -> Tile:
    """What an engineer has to carry out; for leaders what waits for a plan."""
    mine, waiting = visits.counts(person)
    url = reverse("visits:calendar")
    if person.post in LEADERS:
        return Tile(_("Visits to plan"), str(waiting), url, tone="warn" if waiting else "")
    return Tile(_("My visits on site"), str(mine), url, _("%s wait for a plan") % waiting if waiting else "")


def _verification() -> Tile:
    last = records.last_verification()
    url = reverse("records:overview")
    if last is None:
        return Tile(_("Check of the record"), _("never"), url, tone="warn")
    if last.problems:
        return Tile(_("Check of the record"), str(last.problems), url, _("problems found"), "bad")
    return Tile(_("Check of the record"), _("no problem"), url, _("%s events") % last.events)


def _counts(person: Any, at: datetime) -> dict[str, str]:
    new = View("new", "", tickets.Filters(states=("new",)))
    views = [view for view in tickets.standard_views(person) if tickets.is_tallied(view.filters)]
    return tickets.badge_counts(person, [*views, new], at=at)


def _tile(label: str, counts: dict[str, str], view: str, tone: str = "") -> Tile:
    value = counts.get(view, "0")
    return Tile(label, value, _queue(view), tone=tone if value != "0" else "")


def _queue(view: str, **filters: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in filters.items())
    owner = "&owner=me" if filters and view == "mine" else ""
    return f"{reverse('tickets:queue')}?view={view}{'&f=1' if filters else ''}{owner}{extra}"


def _capped(number: int) -> str:
    return f"{CAPPED}+" if number >= CAPPED else str(number)


def _late(number: int) -> str:
    return _("%s overdue") % number if number else ""
