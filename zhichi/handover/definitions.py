"""Numbers of clause 3.3.1 that the hand-over at shift end reads, and what it tells people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop as _
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

ASKED, GRACE = "3.3.1.handover_minutes", "3.3.1.handover_grace_minutes"
AUTOMATIC, TO_PEOPLE = "3.3.1.handover_automatic", "3.3.1.handover_to_people"
NORMAL, URGENT = "3.3.1.handover_normal", "3.3.1.handover_urgent"
WAITING, SOLVED = "3.3.1.handover_waiting", "3.3.1.handover_solved"


def _flag(key: str, label: str) -> PolicyDefinition:
    return PolicyDefinition(key=key, clause="3.3.1", label=label, default=True, unit="flag")


POLICIES = (
    PolicyDefinition(
        key=ASKED,
        clause="3.3.1",
        label=_("How long before the end of a shift the hand-over is asked for"),
        default=30,
        unit="minutes",
        minimum=0,
        maximum=240,
    ),
    _flag(AUTOMATIC, _("Tickets that need care before the next own shift are handed over by themselves at shift end")),
    PolicyDefinition(
        key=GRACE,
        clause="3.3.1",
        label=_("How long after the end of a shift tickets are handed over by themselves"),
        default=10,
        unit="minutes",
        minimum=0,
        maximum=120,
    ),
    _flag(TO_PEOPLE, _("At shift end tickets go to a colleague on shift; otherwise to the duty role only")),
    _flag(NORMAL, _("At shift end normal tickets go on when a promise is due before the next own shift")),
    _flag(URGENT, _("At shift end urgent tickets go on even when no promise is due before the next own shift")),
    _flag(WAITING, _("At shift end tickets that wait for a customer or a vendor go on too")),
    _flag(SOLVED, _("At shift end solved tickets whose follow-up is due go on too")),
)

GONE, CAME, BACK = "handover.gone", "handover.came", "handover.back"


def _kind(code: str, label: Any, wording: str, *, needs_acknowledgement: bool = False) -> NoticeKind:
    return NoticeKind(
        code=code,
        label=label,
        wording=wording,
        clause="3.3.1",
        icon="arrow-left-right",
        needs_acknowledgement=needs_acknowledgement,
    )


NOTICES = (
    _kind(
        GONE,
        pgettext_lazy("notice", "Handed over by itself"),
        _(
            "Your shift %(shift)s ended at %(ended_at)s. Handed over by itself: %(tickets)s. "
            "To take back until %(until)s."
        ),
    ),
    _kind(
        CAME,
        pgettext_lazy("notice", "Handed over to you"),
        _(
            "From the shift of %(person)s (%(shift)s, end %(ended_at)s) it is for you to go on with: %(tickets)s. "
            "%(note)s"
        ),
        needs_acknowledgement=True,
    ),
    _kind(
        BACK,
        pgettext_lazy("notice", "Hand-over taken back"),
        _("%(person)s took back what was handed over to you: %(tickets)s."),
    ),
)
