"""Reads for customers: their requests by tab, the five steps, the conversation in their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy

from zhichi.core.actors import spoken
from zhichi.core.canonical import sha256
from zhichi.portal.choices import STAGES, Stage
from zhichi.portal.models import SignInLink
from zhichi.portal.policies import contact_of
from zhichi.records.selectors import sentence
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import PUBLIC_STATES, MessageKind, State
from zhichi.ui.paging import KeysetPage, keyset_page
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from zhichi.tickets.models import FollowUp, Ticket

PAGE = 20
LINK_VALID = timedelta(minutes=15)
OPEN, ENDED, COLLEAGUES = "open", "ended", "colleagues"
TABS = {
    OPEN: pgettext_lazy("portal tab", "In progress"),
    ENDED: pgettext_lazy("portal tab", "Ended"),
    COLLEAGUES: pgettext_lazy("portal tab", "Colleagues'"),
}


@dataclass(frozen=True)
class TabEntry:
    """A tab of “My requests” with its count."""

    name: str
    label: str | Promise
    count: int
    is_active: bool


@dataclass(frozen=True)
class Listing:
    """One page of “My requests”."""

    tabs: list[TabEntry]
    tab: str
    query: str
    page: KeysetPage[Any]


@dataclass(frozen=True)
class StageShown:
    """One of the five steps as this request has it: "done", "now" or "" (still to come)."""

    stage: Stage
    label: str | Promise
    mark: str
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """One event of the public timeline."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Talk:
    """One message as a customer reads it: a name, never an address of staff."""

    author: str
    avatar: Any
    is_staff: bool
    at: datetime
    body: str
    is_report: bool
    attachments: Sequence[Any]
    whole: Any = None  # all of it where `body` leaves quotes out
    below: Any = None
    message_id: int = 0
    pictures_left_out: int = 0  # of the internet
    invitations: Sequence[tickets.Invitation] = ()
    calendar: Any = None  # the file to put the event into one's own calendar


def listing(person: Any, *, tab: str, query: str, cursor: str) -> Listing:
    """The customer's requests under one tab, newest change first, narrowed to a title or a number."""
    contact = contact_of(person)
    rows = _by_tab(contact)
    tab = tab if tab in rows else OPEN
    query = query.strip()[:200]
    page = keyset_page(_matching(rows[tab], query, person), order=("-updated_at", "-id"), cursor=cursor, size=PAGE)
    tabs = [TabEntry(name, TABS[name], found.count(), name == tab) for name, found in rows.items()]
    return Listing(tabs, tab, query, page)


def tab_of(person: Any, ticket: Ticket) -> str:
    """The tab under which a request of `person` is listed."""
    if ticket.contact_id != contact_of(person).pk:
        return COLLEAGUES
    return OPEN if ticket.is_open else ENDED


def newest_open(person: Any, *, limit: int = 3) -> list[Ticket]:
    """The customer's open requests that moved last, for the home page."""
    contact = contact_of(person)
    return list(_by_tab(contact)[OPEN][:limit]) if contact else []


def last_request(person: Any) -> Ticket | None:
    """The customer's newest request: its product and version are likely those of the next one."""
    contact = contact_of(person)
    rows = tickets.for_contact(contact, with_colleagues=False) if contact else None
    return rows.first() if rows is not None else None


def stages(ticket: Ticket) -> list[StageShown]:
    """The five steps with what is done, what is now, and since when."""
    now = next(index for index, stage in enumerate(STAGES) if ticket.state in stage.states)
    is_over = ticket.state == State.CLOSED
    times = (ticket.registered_at, ticket.assigned_at or ticket.responded_at, ticket.confirmed_at, ticket.resolved_at)
    shown = []
    for index, stage in enumerate(STAGES):
        mark = "done" if index < now or is_over else "now" if index == now else ""
        at = (*times, ticket.closed_at)[index] if mark == "done" or index == 0 else None
        shown.append(StageShown(stage, _label(ticket, stage, mark), mark, at))
    return shown


def _label(ticket: Ticket, stage: Stage, mark: str) -> str | Promise:
    """The steps have short names; only that we wait for the customer is said in its place."""
    waits = mark == "now" and ticket.state == State.WAIT_CUSTOMER
    return PUBLIC_STATES[State.WAIT_CUSTOMER] if waits else stage.label


def done_count(ticket: Ticket) -> int:
    """How many of the five steps are reached, for the small bar of a list row."""
    return next(index for index, stage in enumerate(STAGES, start=1) if ticket.state in stage.states)


def talk(
    ticket: Ticket, *, viewer_contact_id: int | None, pictures_of: int | None = None
) -> tuple[list[Talk], list[Progress]]:
    """What was said in the open, newest first, and what happened, in the customer's words. Four queries.

    Pictures of the internet are in the message with the id `pictures_of` alone.
    """
    entries = tickets.conversation(ticket, is_public=True, pictures_of=pictures_of)
    said = [_as_talk(entry, viewer_contact_id) for entry in entries if entry.message is not None]
    happened = [Progress(entry.at, sentence(entry.event, public=True)) for entry in entries if entry.event is not None]
    return said[::-1], happened


def _as_talk(entry: Any, viewer_contact_id: int | None) -> Talk:
    message = entry.message
    is_staff = message.kind == MessageKind.REPLY
    is_mine = viewer_contact_id is not None and message.contact_id == viewer_contact_id and not is_staff
    author = pgettext("portal", "Me") if is_mine else _shown_name(message)
    return Talk(
        author=author,
        avatar=_shown_name(message),
        is_staff=is_staff,
        at=message.at,
        body=entry.body,
        is_report=bool(message.report),
        attachments=entry.attachments,
        whole=entry.whole,
        below=entry.below,
        message_id=message.pk,
        pictures_left_out=entry.pictures_left_out,
        invitations=tickets.invitations_of(message.invitation) if message.invitation else (),
        calendar=next((item for item in entry.attachments if item.filename.lower().endswith(".ics")), None),
    )


def _shown_name(message: Any) -> str:
    """A display name; a mail address is cut to what tells people apart."""
    name = message.contact.display_name if message.contact is not None else spoken(message.author_label)
    local, at_sign, domain = str(name).partition("@")
    return f"{local[:2]}…@{domain}" if at_sign else str(name)


def next_update(ticket: Ticket, *, at: datetime) -> str:
    """When the customer hears from us next (3.1.3): “Next update by 11:00 today”; empty when nothing is promised."""
    if ticket.report_at is None or ticket.report_at < at:
        return ""
    time = when_words(ticket.report_at, now=at, style="short")
    if timezone.localtime(ticket.report_at).date() == timezone.localtime(at).date():
        return gettext("Next update by %s today") % time
    return gettext("Next update by %s") % time


def open_follow_up(ticket: Ticket) -> FollowUp | None:
    """The follow-up that waits for the customer's answer (2.4)."""
    found: FollowUp | None = ticket.follow_ups.filter(done_at=None).first()
    return found


def link_hash(secret: str) -> str:
    """The form in which the secret of a sign-in link is kept."""
    return sha256(secret.encode("utf-8", "replace"))


def link_works(secret: str, *, at: datetime) -> bool:
    """Whether a sign-in link would work at `at`."""
    rows = SignInLink.objects.filter(secret_hash=link_hash(secret), used_at=None)
    return rows.filter(created_at__gte=at - LINK_VALID).exists()


def _by_tab(contact: Any) -> dict[str, QuerySet[Ticket]]:
    own = tickets.for_contact(contact, with_colleagues=False)
    rows = {OPEN: own.filter(is_open=True), ENDED: own.filter(is_open=False)}
    if contact.organisation is not None and contact.organisation.shares_requests:
        rows[COLLEAGUES] = tickets.for_contact(contact, with_colleagues=True).exclude(contact=contact)
    return rows


def _matching(rows: QuerySet[Ticket], query: str, person: Any) -> QuerySet[Ticket]:
    if not query:
        return rows
    by_number = tickets.by_number(person, query)
    return rows.filter(pk=by_number.pk) if by_number is not None else rows.filter(subject__icontains=query)
