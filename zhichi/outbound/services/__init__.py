"""Writes of the outgoing queue: put in, take back, claim, note what became of each recipient, suppress addresses."""

from __future__ import annotations

from zhichi.outbound.fates import Verdict
from zhichi.outbound.services.hold import hold_mail, release_mail
from zhichi.outbound.services.outcomes import delivered, note_bounce, note_report, postponed, refused, withheld
from zhichi.outbound.services.queue import claim, new_message_id, queue, release, requeue, withdraw
from zhichi.outbound.services.suppress import heard_from, lift, suppress
from zhichi.outbound.services.write_words import set_words

__all__ = [
    "Verdict",
    "claim",
    "delivered",
    "heard_from",
    "hold_mail",
    "lift",
    "new_message_id",
    "note_bounce",
    "note_report",
    "postponed",
    "queue",
    "refused",
    "release",
    "release_mail",
    "requeue",
    "set_words",
    "suppress",
    "withdraw",
    "withheld",
]
