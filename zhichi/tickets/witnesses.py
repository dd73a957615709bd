"""Compare what events stated with the rows they speak of, so that `verify` also finds a forged text (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.files import selectors as files
from zhichi.records.registry import Doubt, Recorded, compare, named
from zhichi.tickets.choices import HOLDER
from zhichi.tickets.models import Confirmation, FollowUp, Message, Solution
from zhichi.tickets.services._messages import message_digest
from zhichi.tickets.services._rounds import follow_up_digest
from zhichi.tickets.services.confirm import confirmation_digest
from zhichi.tickets.services.solve import solution_digest
from zhichi.tickets.trimming import is_markup_of, is_part_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_messages(events: Sequence[Recorded]) -> list[Doubt]:
    """Messages whose words, author, time or attachments differ from what was recorded, or that are gone."""
    ids = [event.data["message_id"] for event in events]
    attached = files.of(HOLDER, ids)

    def proof(message: Message) -> str:
        if not (is_part_of(message.trimmed_text, message.text) and is_markup_of(message.trimmed_html, message.html)):
            return ""  # what the page shows is not what was said
        return message_digest(message, [item.blob.sha256 for item in attached.get(message.pk, [])])

    return compare(events, named(Message.objects.in_bulk(ids), "message_id"), proof)


def check_confirmations(events: Sequence[Recorded]) -> list[Doubt]:
    """Confirmation records that differ from what was recorded."""
    rows = Confirmation.objects.in_bulk([event.data["confirmation_id"] for event in events])
    return compare(events, named(rows, "confirmation_id"), confirmation_digest)


def check_solutions(events: Sequence[Recorded]) -> list[Doubt]:
    """Solutions that differ from what was recorded."""
    rows = Solution.objects.in_bulk([event.data["solution_id"] for event in events])
    return compare(events, named(rows, "solution_id"), solution_digest)


def check_follow_ups(events: Sequence[Recorded]) -> list[Doubt]:
    """Outcomes of follow-ups that differ from what was recorded."""
    rows = FollowUp.objects.in_bulk([event.data["follow_up_id"] for event in events])
    return compare(events, named(rows, "follow_up_id"), follow_up_digest)
