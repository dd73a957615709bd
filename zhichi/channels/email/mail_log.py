"""The log of mail in both directions as one list, newest first, narrowed by words, addresses, ids, days and outcomes.

Each direction is asked with indexes of its own for one page, and the two answers are merged: the page costs the same
at the start and at the end of a list of any length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse

from zhichi.channels.email.choices import Done, Way
from zhichi.channels.email.models import MailLog, ReceivedIndex, SentIndex
from zhichi.outbound import selectors as outbound
from zhichi.outbound.choices import State
from zhichi.search import selectors as search
from zhichi.tickets import selectors as tickets
from zhichi.ui.paging import PAGE_SIZE, first_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.channels.email.models import Mailbox
    from zhichi.outbound.models import OutboundMail

BIGGEST = 2**63 - 1
BAD = {State.FAILED, State.WITHHELD}


@dataclass(frozen=True)
class LogFilter:
    """What the log is narrowed to; empty means all. Times are aware, `until` is no longer part of it.

    `query` holds words of the subject, an address or part of one (from, to or cc), a Message-ID or a request's number.
    `state` is the direction and its outcome: "in:new" (choices.Done), "out:sent" (outbound.choices.State).
    """

    query: str = ""
    way: str = ""
    state: str = ""
    mailbox: Mailbox | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != LogFilter()


@dataclass(frozen=True)
class Line:
    """One mail of the log as a page shows it."""

    way: Way
    key: int
    at: datetime
    sender: str
    recipients: list[str]
    subject: str
    state: str  # in words
    is_bad: bool
    ticket: str  # number, empty for none

    @property
    def url(self) -> str:
        """The page about this mail."""
        return reverse(f"channels_email:{'mail' if self.way is Way.IN else 'sent_mail'}", args=[self.key])


@dataclass(frozen=True)
class LogPage:
    """Lines of one page. `next_cursor` is empty on the last page; `is_first` is true when no good cursor was given."""

    rows: list[Line]
    next_cursor: str
    is_first: bool


@dataclass(frozen=True)
class _Cursor:
    """The last line of the page before. Of one moment incoming mail comes first, of one direction the newer one."""

    at: datetime
    way: Way
    key: int

    def after(self, way: Way, at: str) -> Q:
        """Lines of `way` that come later in the list; `at` is the name of their time."""
        if way is self.way:
            return Q(**{f"{at}__lte": self.at}) & (Q(**{f"{at}__lt": self.at}) | Q(pk__lt=self.key))
        return Q(**{f"{at}__lte" if way is Way.OUT else f"{at}__lt": self.at})


def page(wanted: LogFilter, *, cursor: str | None = "", size: int = PAGE_SIZE) -> LogPage:
    """The page of the log after `cursor`; a bad one gives the first page. A fixed number of queries."""
    place = _read(cursor or "")
    ways = _ways(wanted)
    found = [*(_received(wanted, place, size + 1) if Way.IN in ways else ())]
    found += _sent(wanted, place, size + 1) if Way.OUT in ways else ()
    found.sort(key=lambda line: (-line.at.timestamp(), line.way is Way.OUT, -line.key))
    rows, more = found[:size], len(found) > size
    return LogPage(rows, _written(rows[-1]) if more else "", place is None)


def newest(count: int) -> list[Line]:
    """What came in last."""
    return _received(LogFilter(), None, count)


def _ways(wanted: LogFilter) -> set[Way]:
    ways = {Way(wanted.way)} if wanted.way else set(Way)
    return ways & {Way(wanted.state.partition(":")[0])} if wanted.state else ways


def _outcome(wanted: LogFilter) -> str:
    return wanted.state.partition(":")[2]


def _received(wanted: LogFilter, place: _Cursor | None, limit: int) -> list[Line]:
    rows = MailLog.objects.select_related("ticket")
    rows = rows.filter(done=_outcome(wanted)) if wanted.state else rows
    rows = rows.filter(mailbox=wanted.mailbox) if wanted.mailbox else rows
    rows = _within(rows, "at", wanted)
    named = _named(wanted.query)
    parts = _parts(rows, wanted.query, ReceivedIndex, "mail_id", Q(ticket_id=named) if named is not None else None)
    if parts is None:
        return []
    after = place.after(Way.IN, "at") if place else None
    found = first_of(rows, order=("-at", "-id"), limit=limit, within=parts, after=after)
    return [_line_in(row) for row in found]


def _sent(wanted: LogFilter, place: _Cursor | None, limit: int) -> list[Line]:
    rows = outbound.log(state=_outcome(wanted))
    if wanted.mailbox:
        senders = [*wanted.mailbox.addresses, *([""] if wanted.mailbox.is_default else [])]
        rows = rows.filter(mailbox__in=senders)
    rows = _within(rows, "created_at", wanted)
    named = _named(wanted.query)
    about = Q(stream=f"ticket:{named}") if named is not None else None
    parts = _parts(rows, wanted.query, SentIndex, "message_id", about)
    if parts is None:
        return []
    after = place.after(Way.OUT, "created_at") if place else None
    found = first_of(rows, order=("-created_at", "-id"), limit=limit, within=parts, after=after)
    return [_line_out(row) for row in found]


def _within(rows: QuerySet[Any], at: str, wanted: LogFilter) -> QuerySet[Any]:
    rows = rows.filter(**{f"{at}__gte": wanted.since}) if wanted.since else rows
    return rows.filter(**{f"{at}__lt": wanted.until}) if wanted.until else rows


def _parts(rows: QuerySet[Any], query: str, index: Any, id_name: str, about: Q | None) -> list[QuerySet[Any]] | None:
    """The ways in which a row may answer the query, each by an index of its own; [] for no query, None for no way."""
    if not query.strip():
        return []
    parts = []
    question = search.question(query)
    if question is not None:
        # Not the plain column: PostgreSQL must not walk the list by time testing vectors one by one.
        keys = index.objects.filter(tokens__matches=question).values_list(F("rowid") + 0)
        parts.append(rows.filter(pk__in=keys))
    mail_id = query.strip().strip("<>")
    if "@" in mail_id and not mail_id.startswith("@"):
        parts.append(rows.filter(**{id_name: f"<{mail_id}>"}))
    if about is not None:
        parts.append(rows.filter(about))
    return parts or None


def _named(query: str) -> int | None:
    return tickets.id_of(query) if query.strip() else None


def _line_in(row: MailLog) -> Line:
    is_bad = row.look_since is not None
    number = row.ticket.number if row.ticket else ""
    words = str(Done(row.done).label)
    return Line(Way.IN, row.pk, row.at, row.from_address, [*row.to, *row.cc], row.subject, words, is_bad, number)


def _line_out(row: OutboundMail) -> Line:
    words, people = row.get_state_display(), [*row.to, *row.cc]
    number = outbound_ticket(row)
    return Line(Way.OUT, row.pk, row.created_at, row.mailbox, people, row.subject, words, row.state in BAD, number)


def outbound_ticket(mail: OutboundMail) -> str:
    """The number of the request that an outgoing mail is about; empty for none."""
    kind, _separator, key = mail.stream.partition(":")
    return tickets.number_of(int(key)) if kind == "ticket" else ""


def _written(line: Line) -> str:
    return f"{line.at.astimezone(UTC).isoformat()}~{line.way}~{line.key}"


def _read(cursor: str) -> _Cursor | None:
    moment, _first, rest = cursor.partition("~")
    way, _second, key = rest.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        number = int(key) if key.isascii() and key.isdigit() else BIGGEST + 1
        return _Cursor(at, Way(way), number) if at.tzinfo is not None and number <= BIGGEST else None
    except ValueError:
        return None
