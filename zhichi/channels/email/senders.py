"""Whom letters about a ticket come from, remembered by each process: every letter and every composer asks (5.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email import selectors
from zhichi.core.remembered import Remembered
from zhichi.outbound.choices import Sender
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

MEGABYTE = 1024 * 1024
FOR_LETTERS = 2.0  # seconds: as long as numbers of the handbook are remembered
FOR_PAGES = 30.0  # the composer only says it, and looks when somebody opens the line


@dataclass(frozen=True)
class _Known:
    """What the process knows."""

    teams: dict[int, Sender]
    only: Sender | None  # the mailbox that sends everything, where there is no other
    megabytes: dict[int, int]  # what the server of a team's own sender takes in one letter; 0: nobody said
    least: int  # what the strictest of all takes; 0: nobody said
    handbook: int  # what the handbook lets a letter carry, in megabytes
    days: int  # for how long links hold


def of_team(team_id: int) -> Sender | None:
    """The sender of a team, while its mailbox sends; None where the mailbox of the request or the default one does."""
    return _known().teams.get(team_id)


def remembered(team_id: int) -> Sender | None:
    """Like `of_team`, or the only mailbox there is; None where it depends on the request."""
    known = _known(within=FOR_PAGES)
    return known.teams.get(team_id) or known.only


def most_bytes(team_id: int) -> int:
    """How much of files the server takes in one letter of this team, 0 where nobody said.

    Where it depends on the request which mailbox sends, the strictest counts: rather a link than a refusal.
    """
    known = _known(within=FOR_PAGES)
    return known.megabytes.get(team_id, known.least) * MEGABYTE


def limits(team_id: int) -> tuple[int, int]:
    """How many bytes of files a letter of this team carries, and for how many days links to the rest hold."""
    known = _known(within=FOR_PAGES)
    return min(known.handbook * MEGABYTE, most_bytes(team_id) or known.handbook * MEGABYTE), known.days


def shown(ticket: Ticket) -> Sender | None:
    """Whom the next letter about this ticket comes from; None while no mailbox sends. At most three queries."""
    chosen = _known().teams.get(ticket.team_id)
    if chosen is not None:
        return chosen
    boxes = selectors.senders()
    through = selectors.mailboxes_of({ticket.pk}).get(ticket.pk) if len(boxes) > 1 else None
    box = next((box for box in boxes if box.pk == through), boxes[0] if boxes else None)
    return Sender(box.address, box.name) if box else None


def forget() -> None:
    """Drop this process's memory."""
    _known.forget()


def _read() -> _Known:
    boxes = selectors.senders()
    by_key = {box.pk: box for box in boxes}
    rows = selectors.team_senders() if boxes else []
    teams = {
        row.team_id: Sender(row.address, row.name)
        for row in rows
        if row.mailbox_id in by_key and row.address in by_key[row.mailbox_id].addresses
    }
    return _Known(
        teams=teams,
        only=Sender(boxes[0].address, boxes[0].name) if len(boxes) == 1 else None,
        megabytes={row.team_id: by_key[row.mailbox_id].smtp_megabytes for row in rows if row.team_id in teams},
        handbook=int(policy("5.2.1.mail_attachments_mb")),
        days=int(policy("5.2.1.file_link_days")),
        least=min((box.smtp_megabytes for box in boxes if box.smtp_megabytes), default=0),
    )


_known = Remembered(_read, seconds=FOR_LETTERS)
