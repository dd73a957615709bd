"""Notices of the token's owner: list them, acknowledge one, those about a request, or all (3.1.2)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhichi.api import ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.problems import NotFound
from zhichi.api.schemas.notices import AcknowledgedOut, NoticeOut, NoticeQuery, NoticesOut
from zhichi.api.schemas.values import AddressId, TicketNumber
from zhichi.api.shapes import ref
from zhichi.core import clock
from zhichi.notices import policies, selectors, services
from zhichi.notices.models import Notice
from zhichi.notices.registry import label_of
from zhichi.notices.wording import words
from zhichi.records.selectors import stream_url
from zhichi.tickets.numbers import number_of

router = Router(tags=["Notices"])
READ, WRITE = Scope.NOTICES_READ, Scope.NOTICES_WRITE
SAME_NAME = ("kind", "severity", "made_at", "read_at", "needs_acknowledgement", "acknowledged_at", "ended_at")


@operation(router, "get", "/notices", scope=READ, right=policies.OWN, response=NoticesOut)
def list_notices(request: HttpRequest, filters: Annotated[NoticeQuery, Query()]) -> NoticesOut:
    """What the token's owner was told, newest first; nobody sees those of others. Listing them does not read them."""
    page = selectors.page(request.user, only_waiting=filters.waiting, cursor=filters.cursor, size=filters.size)
    counts = selectors.counts(request.user.pk or 0)
    return NoticesOut(
        items=[_notice(row) for row in page.rows], next=page.next_cursor, unread=counts.unread, waiting=counts.waiting
    )


@operation(router, "post", "/notices/acknowledge", scope=WRITE, right=policies.OWN, response=AcknowledgedOut)
def acknowledge_notices(request: HttpRequest) -> AcknowledgedOut:
    """Acknowledge everything that waits; each is noted in the record of what it is about."""
    return _done(request, services.acknowledge_all(by=actor(request), at=clock.now()))


@operation(
    router, "post", "/notices/{notice_id}/acknowledge", scope=WRITE, right=policies.OWN, response=AcknowledgedOut
)
def acknowledge_notice(request: HttpRequest, notice_id: AddressId) -> AcknowledgedOut:
    """Acknowledge one. Doing so twice changes nothing."""
    if not policies.own(request.user, selectors.all_notices()).filter(pk=notice_id).exists():
        raise NotFound
    return _done(request, services.acknowledge(notice_id=notice_id, by=actor(request), at=clock.now()))


@operation(
    router, "post", "/tickets/{number}/acknowledge", scope=WRITE, right=policies.OWN, response=AcknowledgedOut
)  # fmt: skip
def acknowledge_ticket(request: HttpRequest, number: TicketNumber) -> AcknowledgedOut:
    """Acknowledge what waits about one request, as beside a row of the board."""
    ticket = ticket_reads.ticket_for(request.user, number)
    return _done(request, services.acknowledge_matter(stream=ticket.stream, by=actor(request), at=clock.now()))


def _done(request: HttpRequest, count: int) -> AcknowledgedOut:
    counts = selectors.counts(request.user.pk or 0)
    return AcknowledgedOut(acknowledged=count, unread=counts.unread, waiting=counts.waiting)


def _notice(row: Notice) -> NoticeOut:
    kind, _colon, key = row.stream.partition(":")
    return NoticeOut.model_construct(
        **{name: getattr(row, name) for name in SAME_NAME},
        id=row.pk,
        label=label_of(row.kind),
        text=words(row),
        ticket=number_of(int(key)) if kind == "ticket" else None,
        about=row.label,
        path=stream_url(row.stream) if row.stream else "",
        is_waiting=row.ended_at is None and row.needs_acknowledgement and row.acknowledged_at is None,
        acknowledged_by=ref(row.acknowledged_by),
    )
