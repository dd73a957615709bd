"""What became of each recipient of a mail, as `OutboundMail.fates` keeps it: address → state, answer, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zhichi.outbound.choices import Fate, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.outbound.models import OutboundMail

OPEN = frozenset({Fate.WAITING, Fate.DEFERRED})
TAKEN = frozenset({Fate.ACCEPTED, Fate.LATE, Fate.DELIVERED})
LOST = frozenset({Fate.REFUSED, Fate.BOUNCED, Fate.SUPPRESSED})
# What is known of a recipient about whom nothing of their own was noted.
_OF_MAIL = {
    State.SENT: Fate.ACCEPTED,
    State.FAILED: Fate.REFUSED,
    State.WITHHELD: Fate.SUPPRESSED,
    State.WITHDRAWN: Fate.WITHDRAWN,
}


@dataclass(frozen=True)
class Verdict:
    """What a server said about one recipient, in its own words."""

    state: Fate
    answer: str = ""


@dataclass(frozen=True)
class RecipientFate:
    """How far a mail has come for one recipient. Times are aware UTC; `next_try` only while it is tried again."""

    address: str
    state: Fate
    answer: str = ""
    at: datetime | None = None
    next_try: datetime | None = None

    @property
    def is_lost(self) -> bool:
        """Whether this recipient has not got the mail and will not."""
        return self.state in LOST

    @property
    def is_taken(self) -> bool:
        """Whether a server has the mail for this recipient."""
        return self.state in TAKEN

    @property
    def tone(self) -> str:
        """How a page colours it: "", "ok", "warn" or "bad"."""
        if self.is_lost:
            return "bad"
        if self.state in {Fate.DEFERRED, Fate.LATE}:
            return "warn"
        return "ok" if self.is_taken else ""


def of_mail(mail: OutboundMail) -> list[RecipientFate]:
    """Each recipient of a mail, To before Cc."""
    return [_one(mail, address) for address in addresses(mail)]


def addresses(mail: OutboundMail) -> list[str]:
    """Whom a mail is for, each once."""
    return list(dict.fromkeys([*mail.to, *mail.cc]))


def pending(mail: OutboundMail) -> list[str]:
    """Recipients for whom the next try is."""
    return [each.address for each in of_mail(mail) if each.state in OPEN]


def note(mail: OutboundMail, verdicts: Mapping[str, Verdict], *, at: datetime) -> None:
    """Write verdicts into the mail's row; the caller saves it."""
    said = {
        address: {"state": verdict.state.value, "answer": verdict.answer, "at": at.isoformat()}
        for address, verdict in verdicts.items()
    }
    mail.fates = {**mail.fates, **said}


def _one(mail: OutboundMail, address: str) -> RecipientFate:
    known = mail.fates.get(address)
    open_state = Fate.DEFERRED if mail.last_error else Fate.WAITING
    state = Fate(known["state"]) if known else _OF_MAIL.get(State(mail.state), open_state)
    if state in OPEN and mail.state == State.WITHDRAWN:
        state = Fate.WITHDRAWN
    answer = known["answer"] if known else mail.last_error
    return RecipientFate(
        address=address,
        state=state,
        answer=answer,
        at=datetime.fromisoformat(known["at"]) if known else mail.sent_at,
        next_try=mail.not_before if state is Fate.DEFERRED and mail.state == State.QUEUED else None,
    )
