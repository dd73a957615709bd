"""What became of a mail, recipient by recipient: taken, put off, refused, returned, withheld (5.2.1)."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.texts import clean
from zhichi.outbound import fates
from zhichi.outbound.choices import Fate, State
from zhichi.outbound.dead import is_dead
from zhichi.outbound.events import MailBounced, MailDelayed, MailFailed, MailSent, MailWithheld, RecipientRefused
from zhichi.outbound.fates import Verdict
from zhichi.outbound.models import OutboundMail
from zhichi.outbound.services._tell import tell
from zhichi.outbound.services.suppress import suppress
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

DELIVERY = Actor.system("mail delivery")
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
MOST_SPREAD = 0.25  # of the pause
CHANGED = ("state", "fates", "not_before", "last_error", "sent_at")


@transaction.atomic
def delivered(
    *, mail_id: int, at: datetime, verdicts: Mapping[str, Verdict] | None = None, among: Collection[str] | None = None
) -> bool:
    """The mail server took it for at least one recipient; `verdicts` names those for whom it said something else.

    `among` are the recipients that the try was for (default: all who wait); the others are tried at once.

    Recipients who were put off are tried again alone, with the same Message-ID. False when the mail was not being
    sent. Appends outbound.sent and, for each recipient refused for good, mail.recipient_refused.
    """
    mail = _being_sent(mail_id)
    if mail is None:
        return False
    concerned = _concerned(mail, among)
    said = {address: Verdict(Fate.ACCEPTED) for address in concerned} | dict(verdicts or {})
    taken = [address for address, verdict in said.items() if verdict.state is Fate.ACCEPTED]
    mail.sent_at = mail.sent_at or at
    late = next((verdict.answer for verdict in said.values() if verdict.state is Fate.DEFERRED), "")
    sent = MailSent(mail=mail.pk, to=taken, purpose=mail.purpose, message_id=mail.message_id)
    tell(mail, sent, by=DELIVERY, at=at)
    _settle(mail, said, error=late, at=at)
    return True


@transaction.atomic
def postponed(*, mail_id: int, error: str, at: datetime, verdicts: Mapping[str, Verdict] | None = None) -> bool:
    """The try failed for a passing reason: wait 1 minute, 2, 4 … 1 hour, and up to a quarter more.

    `verdicts` names recipients about whom the server said something of their own. Appends outbound.delayed the first
    time. After the policy's hours (5.2.1.mail_give_up_hours) it is given up like a refused mail.
    """
    mail = _being_sent(mail_id)
    if mail is None:
        return False
    error = clean(error)[:2000] or "?"
    if at - mail.created_at >= timedelta(hours=policy("5.2.1.mail_give_up_hours")):
        return refused(mail_id=mail_id, error=error, at=at, verdicts=verdicts)
    is_first = not mail.last_error
    said = {address: Verdict(Fate.DEFERRED, error) for address in fates.pending(mail)} | dict(verdicts or {})
    _settle(mail, said, error=error, at=at)
    if is_first and mail.state == State.QUEUED:
        delayed = MailDelayed(mail=mail.pk, to=mail.to, purpose=mail.purpose, error=error)
        tell(mail, delayed, by=DELIVERY, at=at)
    return True


@transaction.atomic
def refused(
    *,
    mail_id: int,
    error: str,
    at: datetime,
    verdicts: Mapping[str, Verdict] | None = None,
    among: Collection[str] | None = None,
) -> bool:
    """Nobody `among` those who wait for it (default: all) will get it. False when the mail was not being sent.

    Appends outbound.failed; when others have it, mail.recipient_refused for each who has not.
    """
    mail = _being_sent(mail_id)
    if mail is None:
        return False
    error = clean(error)[:2000]
    own = {address: verdict.answer for address, verdict in (verdicts or {}).items() if verdict.answer}
    said = {address: Verdict(Fate.REFUSED, own.get(address, error)) for address in _concerned(mail, among)}
    _settle(mail, said, error=error, at=at)
    return True


@transaction.atomic
def withheld(*, mail_id: int, addresses: Iterable[str], at: datetime) -> list[str]:
    """Nothing is sent to these recipients, whose addresses take no mail; returns for whom the mail still is.

    Appends outbound.withheld for each.
    """
    mail = _being_sent(mail_id)
    if mail is None:
        return []
    said = {address: Verdict(Fate.SUPPRESSED) for address in addresses}
    for address in said:
        tell(mail, MailWithheld(mail=mail.pk, address=address), by=DELIVERY, at=at)
    fates.note(mail, said, at=at)
    rest = fates.pending(mail)
    if not rest:
        mail.state, mail.last_error = _state_of(mail), ""
    mail.save(update_fields=CHANGED)
    return rest


@transaction.atomic
def note_bounce(
    *, mail_id: int, address: str, status: str, answer: str, is_permanent: bool, by: Actor, at: datetime
) -> bool:
    """Another server returned the mail for one of its recipients (5.2.1). Appends outbound.bounced.

    The mail has failed when nobody has it. An address that takes no mail at all is suppressed. False when the mail is
    unknown, was withdrawn, or this was noted before.
    """
    mail = OutboundMail.objects.select_for_update().filter(pk=mail_id).first()
    fate = _fate(mail, address) if mail is not None else None
    if mail is None or fate is None or fate.state in {Fate.BOUNCED, Fate.WITHDRAWN}:
        return False
    answer = clean(answer)[:500] or status or "?"
    if status and status not in answer:
        answer = f"{status} {answer}"[:500]
    fates.note(mail, {fate.address: Verdict(Fate.BOUNCED, answer)}, at=at)
    if mail.state == State.SENT and not any(each.is_taken for each in fates.of_mail(mail)):
        mail.state, mail.last_error = State.FAILED, answer
    mail.save(update_fields=("fates", "state", "last_error"))
    bounced = MailBounced(mail=mail.pk, address=address, status=status, answer=answer, is_permanent=is_permanent)
    tell(mail, bounced, by=by, at=at)
    if is_permanent and is_dead(status, answer):
        suppress(address=fate.address, answer=answer, mail=mail, by=by, at=at)
    return True


@transaction.atomic
def note_report(*, mail_id: int, address: str, state: Fate, answer: str, at: datetime) -> bool:
    """Another server says that the mail it took is late (LATE) or arrived (DELIVERED). No event: the notice has one."""
    mail = OutboundMail.objects.select_for_update().filter(pk=mail_id).first()
    fate = _fate(mail, address) if mail is not None else None
    if mail is None or fate is None or fate.state not in {Fate.ACCEPTED, Fate.LATE}:
        return False
    fates.note(mail, {fate.address: Verdict(state, clean(answer)[:500])}, at=at)
    mail.save(update_fields=("fates",))
    return True


def _settle(mail: OutboundMail, said: Mapping[str, Verdict], *, error: str, at: datetime) -> None:
    """Write verdicts, decide where the mail stands now, and say whom it will not reach."""
    fates.note(mail, said, at=at)
    mail.state = _state_of(mail)
    is_put_off = any(each.state is Fate.DEFERRED for each in fates.of_mail(mail) if each.address in mail.fates)
    if mail.state == State.FAILED:  # perhaps another server returned it before ours said that it took it
        error = error or next((each.answer for each in fates.of_mail(mail) if each.is_lost), "")
    mail.last_error = error if is_put_off or mail.state == State.FAILED else ""
    if mail.state == State.QUEUED:
        mail.not_before = at + _pause(mail) if is_put_off else at
    mail.save(update_fields=CHANGED)
    lost = {address: verdict.answer for address, verdict in said.items() if verdict.state is Fate.REFUSED}
    if mail.state == State.FAILED:
        failed = MailFailed(mail=mail.pk, to=mail.to, purpose=mail.purpose, error=error)
        tell(mail, failed, by=DELIVERY, at=at)
    else:
        for address, answer in lost.items():
            tell(mail, RecipientRefused(mail=mail.pk, address=address, error=answer), by=DELIVERY, at=at)
    for address, answer in lost.items():
        if is_dead("", answer):
            suppress(address=address, answer=answer, mail=mail, by=DELIVERY, at=at)


def _concerned(mail: OutboundMail, among: Collection[str] | None) -> list[str]:
    return [address for address in fates.pending(mail) if among is None or address in among]


def _state_of(mail: OutboundMail) -> State:
    all_fates = fates.of_mail(mail)
    if any(each.state in fates.OPEN for each in all_fates):
        return State.QUEUED
    if any(each.is_taken for each in all_fates):
        return State.SENT
    return State.WITHHELD if all(each.state is Fate.SUPPRESSED for each in all_fates) else State.FAILED


def _being_sent(mail_id: int) -> OutboundMail | None:
    return OutboundMail.objects.select_for_update().filter(pk=mail_id, state=State.SENDING).first()


def _fate(mail: OutboundMail, address: str) -> fates.RecipientFate | None:
    return next((each for each in fates.of_mail(mail) if each.address.lower() == address.lower()), None)


def _pause(mail: OutboundMail) -> timedelta:
    """How long until the next try. Each mail has its own share, so that a server that returns is not run over."""
    pause: timedelta = min(FIRST_RETRY * 2 ** min(max(mail.attempts - 1, 0), 10), LONGEST_RETRY)
    share = zlib.crc32(f"{mail.message_id} {mail.attempts}".encode()) % 1000 / 1000
    return pause * (1 + MOST_SPREAD * share)
