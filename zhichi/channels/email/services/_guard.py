"""Whether a mail may become a request at once (5.2.1): lists, the gateway's verdict, the wish of the sender's domain.

Costs an ordinary mail no statement. Nobody is told that a mail was held back or refused: the sender's address may be
somebody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from zhichi.channels.email import lists, reply_tokens
from zhichi.channels.email.choices import Because, Deed, Done, Reason
from zhichi.channels.email.lists import Looked
from zhichi.channels.email.models import ListEntry
from zhichi.core.texts import clean
from zhichi.records.selectors import policy
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.channels.email.lists import Entry
    from zhichi.channels.email.services._arrival import Arrival

HOLD_SPAM = "5.2.1.hold_spam"
HOLD_FALSE = "5.2.1.hold_false_senders"


@dataclass(frozen=True)
class Stop:
    """A mail becomes no request: what was done instead, and why."""

    done: Done
    reason: str
    entry_id: int | None = None


@dataclass(frozen=True)
class Pass:
    """A mail goes its way; `because` says what let it through, where something would have stopped it."""

    because: tuple[str, ...] = ()


THROUGH = Pass()


def check(arrival: Arrival) -> Stop | Pass:
    """Decide before anything is done with the mail. Counts the hit of the entry that decided.

    The block list stops every mail, the other two reasons neither reports of mail servers nor answers to our own mail,
    which nobody can invent. The allow list beats all three, but a false sender is not let in by the name that they
    wrote.
    """
    looked = Looked(arrival.mail, arrival.sender, arrival.raw, arrival.at)
    known = lists.in_force()
    stop = _listed(known.block.find(looked)) or _doubtful(arrival)
    if stop is None:
        return THROUGH
    allowed = known.allow.find(looked)
    if allowed is not None and not (allowed.names_sender and arrival.judgement.is_forged):
        _count(allowed.key, arrival)
        return Pass((f"{Because.ALLOWED}: {allowed.label}",))
    if stop.entry_id is not None:
        _count(stop.entry_id, arrival)
    return stop


def _listed(entry: Entry | None) -> Stop | None:
    if entry is None:
        return None
    done = Done.REFUSED if entry.deed == Deed.REFUSE else Done.HELD
    return Stop(done, _reason(Reason.LISTED, entry.label), entry.key)


def _doubtful(arrival: Arrival) -> Stop | None:
    signs = arrival.mail.signs
    if signs.report is not None:
        return None
    why = ""
    if signs.spam and policy(HOLD_SPAM):
        why = _reason(Reason.SPAM, signs.spam)
    elif arrival.judgement.is_forged and arrival.judgement.wish and policy(HOLD_FALSE):
        why = _reason(Reason.POLICY, f"p={arrival.judgement.wish}, {arrival.judgement.evidence}")
    return Stop(Done.HELD, why) if why and not _answers_us(arrival) else None


def _answers_us(arrival: Arrival) -> bool:
    """Whether it names a Message-ID or an answer address of ours. Asked only about mail that would be held back."""
    mail = arrival.mail
    if tickets.mail_owner([*mail.references, mail.in_reply_to]) is not None:
        return True
    named = ((token, reply_tokens.ticket_of(token)) for token in mail.signs.tokens)
    return any(key is not None and reply_tokens.is_ours(token, tickets.told_of(key)) for token, key in named)


def _reason(code: Reason, detail: str) -> str:
    return f"{code}: {clean(detail)}"[:300]


def _count(entry_id: int, arrival: Arrival) -> None:
    ListEntry.objects.filter(pk=entry_id).update(hits=F("hits") + 1, hit_at=arrival.at)
