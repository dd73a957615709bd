"""Mails about visits: invitations with updates and withdrawals (RFC 5546), the report, what was added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.customers import selectors as customers
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.tickets import registry
from zhichi.visits import mails

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor
    from zhichi.visits.mails import Letter, Reader
    from zhichi.visits.models import Amendment, RemoteSession, Visit


def invite(visit: Visit, going: Iterable[User], *, by: Actor, at: datetime) -> None:
    """Send the planned visit, new or changed, to the customer and to those who go.

    A customer without a mail address gets none. Whoever holds the invitation and is not concerned any more gets its
    withdrawal.
    """
    readers = [*_customer(visit), *(mails.reader_of(person) for person in going)]
    _withdraw(visit, but={reader.address for reader in readers}, by=by, at=at)
    for reader in readers:
        _send(visit, mails.invitation(visit, reader, at=at), reader, "request", by=by, at=at)
    visit.invited = [{"address": one.address, "language": one.language, "staff": one.is_staff} for one in readers]


def withdraw(visit: Visit, *, by: Actor, at: datetime) -> None:
    """Take the invitation back from whoever holds it."""
    _withdraw(visit, but=set(), by=by, at=at)
    visit.invited = []


def _withdraw(visit: Visit, *, but: set[str], by: Actor, at: datetime) -> None:
    for held in visit.invited:
        if held["address"] in but:
            continue
        reader = mails.Reader(address=held["address"], language=held["language"], is_staff=held["staff"])
        _send(visit, mails.withdrawal(visit, reader, at=at), reader, "cancel", by=by, at=at)


def _send(visit: Visit, letter: Letter, reader: Reader, deed: str, *, by: Actor, at: datetime) -> None:
    outbound.queue(
        sender=registry.sender_of_team(visit.ticket.team_id),
        purpose=Purpose.INVITATION,
        to=[reader.address],
        subject=letter.subject,
        text=letter.text,
        calendar=letter.calendar,
        language=reader.language,
        stream=visit.ticket.stream,
        key=f"visit:{visit.pk}:{visit.sequence}:{deed}:{reader.address}"[:120],
        by=by,
        at=at,
    )


def send_report(visit: Visit, *, by: Actor, at: datetime) -> None:
    """The finished report to the customer."""
    for reader in _customer(visit):
        _tell(visit, mails.report(visit), reader, f"visit:{visit.pk}:report", by=by, at=at)


def send_amendment(visit: Visit, row: Amendment, *, by: Actor, at: datetime) -> None:
    """What was added to the report to the customer."""
    for reader in _customer(visit):
        _tell(visit, mails.amendment(visit, row), reader, f"visit:{visit.pk}:amended:{row.pk}", by=by, at=at)


def ask_consent(session: RemoteSession, *, by: Actor, at: datetime) -> bool:
    """Ask the customer for their consent; False where no mail address is known."""
    readers = _customer(session)
    for reader in readers:
        _tell(session, mails.consent(session), reader, f"remote:{session.pk}:ask", by=by, at=at)
    return bool(readers)


def _tell(row: Visit | RemoteSession, letter: Letter, reader: Reader, key: str, *, by: Actor, at: datetime) -> None:
    outbound.queue(
        sender=registry.sender_of_team(row.ticket.team_id),
        purpose=Purpose.NOTICE,
        to=[reader.address],
        subject=letter.subject,
        text=letter.text,
        language=reader.language,
        stream=row.ticket.stream,
        key=key,
        by=by,
        at=at,
    )


def _customer(row: Visit | RemoteSession) -> list[Reader]:
    contact = row.ticket.contact
    addresses = customers.mail_addresses(contact)[:1] if contact is not None else []
    return [
        mails.Reader(address=address, language=row.ticket.language, name=contact.display_name, zone=contact.time_zone)
        for address in addresses
        if contact is not None
    ]
