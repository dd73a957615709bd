"""Talk about a ticket: replies, internal notes, phone calls; taking a reply back; drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.files import selectors as file_selectors
from zhichi.files import services as file_services
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.records.selectors import history, policy
from zhichi.tickets import clocks, mails, policies
from zhichi.tickets.choices import HOLDER, REPORT, WAITING, Channel, MessageKind, State
from zhichi.tickets.events import ProgressReported, ReplyWithdrawn, StateChanged
from zhichi.tickets.models import Draft, FollowUp, Message, Ticket
from zhichi.tickets.said import said
from zhichi.tickets.services import _checks, _outgoing, _sharing
from zhichi.tickets.services._messages import Incoming, write
from zhichi.tickets.services._rounds import begin_new_round
from zhichi.tickets.services._write import advance, lock, lock_home, place, refuse_merged, require, store
from zhichi.tickets.signatures import signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.files.models import Attachment
    from zhichi.tickets.services._checks import Heeded


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to the customer. `seen` is the id of the newest message its author had read; `then` a state step.

    Where its author can be asked, what the draft checks find is refused until `heeded` answers it; without `heeded`
    (None) they only record.
    """

    text: str
    attachments: Sequence[Attachment] = ()
    cc: Sequence[str] = ()
    seen: int | None = None
    then: str = ""
    heeded: Heeded | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A phone call as it is logged (5.2.1)."""

    direction: str
    answered: bool
    seconds: int
    number: str
    text: str


@transaction.atomic
def reply(*, ticket_id: int, answer: Reply, by: Actor, at: datetime) -> Message:
    """Answer the customer by mail and on the portal. Appends tickets.message_added and the state steps taken.

    The mail waits the undo time before it leaves. Raises Conflict when a colleague answered after `answer.seen` or
    the ticket is closed, DomainError for an empty text, Questioned (see `Reply`) for what the draft checks found.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    require(answer.text, "text", _("Write the reply first."))
    return tell(ticket, answer, by=by, at=at)


def tell(ticket: Ticket, answer: Reply, *, by: Actor, at: datetime, report: str = "") -> Message:
    """Send an answer on the locked ticket; with `report`, the sentence about what is being done, a progress report."""
    refuse_closed(ticket)
    _refuse_stale(ticket, answer, by)
    before, text = place(ticket), answer.text.strip()
    found = _checks.look_at_report(ticket, report) if report else _checks.look(ticket.pk, text)
    found.question(answer.heeded)
    file_services.refuse_locked(attachments=answer.attachments)
    mailed, linked = _sharing.parted(ticket, answer.attachments, at=at)
    mail = _outgoing.send(
        ticket,
        mails.reply(ticket, f"{text}\n\n{linked}".strip(), signature(ticket, by.user)),
        purpose=Purpose.REPLY,
        cc=answer.cc,
        attachments=mailed,
        not_before=at + timedelta(seconds=policy("5.2.1.undo_send_seconds")),
        by=by,
        at=at,
    )
    incoming = Incoming(
        text=text,
        kind=MessageKind.REPLY,
        channel=Channel.MAIL if mail else Channel.WEB,
        attachments=answer.attachments,
        mail_id=mail.message_id if mail else "",
        outbound=mail,
        recipients=[*mail.to, *mail.cc] if mail else (),
        report=report,
    )
    message, added = write(ticket, incoming, by=by, at=at)
    events: list[Event] = [added, *_answered(ticket, answer.then, at)]
    if report:
        next_at = clocks.next_report(ticket, at=at)
        events.append(
            ProgressReported(message_id=message.pk, next_at=next_at.astimezone(UTC).isoformat() if next_at else "")
        )
    Draft.objects.filter(ticket=ticket, user_id=by.person_id, kind=REPORT if report else MessageKind.REPLY).delete()
    store(ticket, events, by=by, at=at, before=before)
    found.tell(message, answer.heeded, by=by, at=at)
    return message


@transaction.atomic
def withdraw(*, message_id: int, by: Actor, at: datetime) -> str:
    """Take a reply back while its mail has not left; returns what its author wrote, which becomes the draft again.

    What it did is undone: it was no answer (3.1.1), a state of waiting that came with it ends, a solution that it
    proposed is rejected and the ticket is worked on. Appends tickets.reply_withdrawn. Raises Conflict when it is too
    late or somebody else wrote it.
    """
    message = Message.objects.get(pk=message_id, kind=MessageKind.REPLY)
    ticket = lock_home(message.ticket_id, by=by, right=policies.WORK)
    is_mine = message.author_id == by.user_id and message.withdrawn_at is None
    mail = message.outbound
    if not is_mine or mail is None or not outbound.withdraw(mail_id=mail.pk, by=by, at=at):
        raise Conflict("sent", _("The reply has already been sent."), _("Write another one to correct it."))
    message.withdrawn_at = at
    message.save(update_fields=("withdrawn_at",))
    before = place(ticket)
    ticket.needs_reply = customer_had_last_word(ticket)
    last = _answers(ticket).order_by("-at").first()
    ticket.told_at = last.at if last else None
    if last is None:
        ticket.responded_at = None
    undone = _undo_steps(ticket, message, is_solution=mail.purpose == Purpose.FOLLOW_UP, by=by, at=at)
    _keep_as_draft(ticket, message, by=by, at=at)
    store(ticket, [ReplyWithdrawn(message_id=message.pk), *undone], by=by, at=at, before=before)
    return message.report or message.text


def _undo_steps(ticket: Ticket, message: Message, *, is_solution: bool, by: Actor, at: datetime) -> list[Event]:
    """What the reply did to the flow, taken back where nothing has happened since."""
    if is_solution and ticket.state == State.RESOLVED:
        words = _("The solution was taken back before it was sent.")
        lapsed = {"done_at": at, "by_id": by.person_id, "by_label": by.label, "opinion": words}
        FollowUp.objects.filter(ticket=ticket, done_at=None).update(**lapsed)
        return begin_new_round(ticket, words, at=at)
    if ticket.state not in WAITING:
        return []
    # Otherwise the customer would be waited for, and the clocks would stand, without a word having been said.
    last = history(ticket.stream, codes=("tickets.state_changed",))[-1]
    if last.at != message.at or last.data["after"] != ticket.state:
        return []
    step = StateChanged(before=ticket.state, after=last.data["before"])
    ticket.state = step.after
    return [step]


def _keep_as_draft(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """What was taken back stands above what its author has begun to write since; its files are uploads again.

    The message keeps its own: the record proves them (3.4.2). No content is stored twice.
    """
    attached = file_selectors.of(HOLDER, [message.pk]).get(message.pk, [])
    file_services.unshare(attachments=attached)
    copies = [item.public_id for item in file_services.fresh_copies(attachments=attached, by=by, at=at)]
    kind, text = REPORT if message.report else MessageKind.REPLY.value, message.report or message.text
    begun = Draft.objects.filter(ticket=ticket, user_id=by.person_id, kind=kind).first()
    kept = f"{text}\n\n{begun.text}" if begun and begun.text.strip() and begun.text.strip() != text else text
    wanted = [*copies, *(begun.files if begun else ())]
    Draft.objects.update_or_create(
        ticket=ticket, user_id=by.person_id, kind=kind, defaults={"text": kept, "files": wanted, "saved_at": at}
    )


@transaction.atomic
def note(
    *,
    ticket_id: int,
    text: str,
    by: Actor,
    at: datetime,
    attachments: Sequence[Attachment] = (),
    source: Incoming | None = None,
) -> Message:
    """Add an internal note; no customer ever sees it. Appends tickets.message_added. `source` is the mail it came by.

    Closed tickets take notes too; a merged one gives them to the ticket that it was merged into.
    """
    ticket = lock_home(ticket_id, by=by, right=policies.NOTE)
    text = require(text, "text", _("Write the note first."))
    before = place(ticket)
    words = source or Incoming(text=text)
    words = replace(words, text=text, html="", trimmed_html="", kind=MessageKind.NOTE, attachments=attachments)
    message, added = write(ticket, words, by=by, at=at)
    if source is None:  # what came by mail leaves alone what its author is writing on the page
        Draft.objects.filter(ticket=ticket, user_id=by.person_id, kind=MessageKind.NOTE).delete()
    store(ticket, [added], by=by, at=at, before=before)
    return message


@transaction.atomic
def log_call(*, ticket_id: int, call: Call, by: Actor, at: datetime) -> Message:
    """Log a phone call (5.2.1). A call that was answered is a response. Appends tickets.message_added."""
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    refuse_merged(ticket)
    text = require(call.text, "text", _("Say what was said on the phone."))
    if call.seconds < 0:
        raise DomainError("duration", _("A call cannot last less than no time."), fields={"minutes": _("Not below 0")})
    before = place(ticket)
    facts: dict[str, Any] = {
        "call_direction": call.direction,
        "call_answered": call.answered,
        "call_seconds": call.seconds,
        "call_number": call.number[:40],
    }
    incoming = Incoming(text=text, kind=MessageKind.CALL, channel=Channel.PHONE, contact=ticket.contact, call=facts)
    message, added = write(ticket, incoming, by=by, at=at)
    steps = _answered(ticket, "", at) if call.answered and ticket.state != State.CLOSED else []
    Draft.objects.filter(ticket=ticket, user_id=by.person_id, kind=MessageKind.CALL).delete()
    store(ticket, [added, *steps], by=by, at=at, before=before)
    return message


def save_draft(*, ticket_id: int, kind: str, text: str, files: Sequence[str] = (), by: Actor, at: datetime) -> None:
    """Keep unsent text and the public ids of its fresh uploads; without either the draft is removed. Not an event."""
    rows = Draft.objects.filter(ticket_id=ticket_id, user_id=by.person_id, kind=kind)
    if not (text.strip() or files):
        rows.delete()
        return
    kept = {"text": text, "files": list(files), "saved_at": at}
    Draft.objects.update_or_create(ticket_id=ticket_id, user_id=by.person_id, kind=kind, defaults=kept)


def refuse_closed(ticket: Ticket) -> None:
    """Raise Conflict when nothing can be said to the customer any more."""
    refuse_merged(ticket)
    if ticket.state == State.CLOSED:
        hint = _("Reopen it first, or register a new ticket that follows from it.")
        raise Conflict("closed", _("The ticket is closed."), hint)


def _refuse_stale(ticket: Ticket, answer: Reply, by: Actor) -> None:
    if answer.seen is None:
        return
    newer = _answers(ticket).filter(pk__gt=answer.seen).exclude(author_id=by.person_id).order_by("-pk").first()
    if newer is not None:
        raise Conflict(
            "stale",
            _("%s has just replied to the customer.") % newer.author_label,
            _("Read that reply, then send yours again if it is still needed."),
        )


def _answers(ticket: Ticket) -> Any:
    return said(ticket).filter(kind=MessageKind.REPLY, withdrawn_at=None)


def customer_had_last_word(ticket: Ticket, *, without: Sequence[int] = ()) -> bool:
    """Whether the newest word between us and the customer is theirs; `without` leaves messages out."""
    words = said(ticket).filter(withdrawn_at=None, is_automatic=False).exclude(pk__in=without)
    last = words.filter(kind__in=(MessageKind.CUSTOMER, MessageKind.REPLY)).order_by("-at", "-pk").first()
    return last is not None and last.kind == MessageKind.CUSTOMER


def _answered(ticket: Ticket, then: str, at: datetime) -> list[Event]:
    """What an answer does to the flow: the first one is the response; a new request is now being worked on."""
    ticket.responded_at = ticket.responded_at or at
    ticket.told_at = at
    ticket.needs_reply = False
    if then:
        return [advance(ticket, then)]
    if ticket.state in {State.NEW, State.OPEN, State.REOPENED}:
        return [advance(ticket, "start")]
    return []
