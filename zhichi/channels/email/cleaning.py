"""Finding requests that spam opened, to close them together: by sender, subject, text and days."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from zhichi.channels.email.choices import Done
from zhichi.channels.email.models import CleanUp, MailLog
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MOST = 5_000  # requests of one run
OPENED = (Done.NEW, Done.FOLLOWS)


@dataclass(frozen=True)
class Wanted:
    """What is searched for; times are aware, `until` is no longer part of it. At least one of the first three is given.

    `sender` is an address, or a domain with everybody in it ("@spam.example"); a subject has all of the words.
    """

    sender: str
    subject: str
    text: str
    since: datetime
    until: datetime
    answered: bool = False  # those too that somebody of us has answered

    @property
    def is_empty(self) -> bool:
        """Whether it would find all mail of its days."""
        return not (self.sender.strip() or self.subject.strip() or self.text.strip())

    def data(self) -> dict[str, Any]:
        """As it is stored with a run."""
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}


def found(wanted: Wanted) -> QuerySet[MailLog]:
    """The mails that opened requests which nobody has closed, merged or, unless wanted, answered, newest first.

    None for nothing.
    """
    if wanted.is_empty:
        return MailLog.objects.none()
    rows = MailLog.objects.filter(done__in=OPENED, at__gte=wanted.since, at__lt=wanted.until, ticket__isnull=False)
    rows = rows.filter(ticket__is_open=True, ticket__merged_into=None)
    if not wanted.answered:
        rows = rows.filter(ticket__responded_at=None)
    rows = rows.exclude(ticket__state=State.RESOLVED)
    sender = wanted.sender.strip().lower()
    if sender:
        is_domain = sender.startswith("@") or "@" not in sender
        rows = (
            rows.filter(from_address__endswith=f"@{sender.lstrip('@')}")
            if is_domain
            else rows.filter(from_address=sender)
        )
    for word in wanted.subject.split():
        rows = rows.filter(subject__icontains=word)
    if wanted.text.strip():
        rows = rows.filter(message__text__icontains=wanted.text.strip())
    return rows.select_related("ticket").order_by("-at", "-pk")


def run(key: int) -> CleanUp | None:
    """One run."""
    return CleanUp.objects.select_related("created_by", "undo_by").filter(pk=key).first()


def last_runs(count: int = 10) -> list[CleanUp]:
    """The newest runs."""
    return list(CleanUp.objects.select_related("created_by").order_by("-pk")[:count])
