"""Numbers of clause 4.1 that the roster reads, and what it tells people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop as _
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="4.1.rest_hours",
        clause="4.1",
        label=_("Rest between two shifts of one person, at least"),
        default=11,
        unit="hours",
        minimum=0,
        maximum=24,
    ),
    PolicyDefinition(
        key="4.1.swap_needs_approval",
        clause="4.1",
        label=_("A swap of shifts needs a supervisor's approval"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key="4.1.shift_coverage_percent",
        clause="4.1",
        label=_("Needed shift hours that are manned, at least"),
        default=100,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
)

SWAP_OFFERED, SWAP_WAITS = "roster.swap_offered", "roster.swap_waits"
SWAP_ACCEPTED, SWAP_DONE, SWAP_ENDED = "roster.swap_accepted", "roster.swap_done", "roster.swap_ended"


def _swap(code: str, label: Any, wording: str) -> NoticeKind:
    return NoticeKind(
        code=code, label=label, wording=wording, clause="4.1", icon="repeat", url_name="roster:swaps"
    )  # fmt: skip


NOTICES = (
    _swap(
        SWAP_OFFERED,
        pgettext_lazy("notice", "Shift offered"),
        _("%(giver)s offers %(kind)s on %(day)s: will you take it? %(note)s"),
    ),
    _swap(
        SWAP_WAITS,
        pgettext_lazy("notice", "Swap to approve"),
        _("%(taker)s would take %(kind)s on %(day)s from %(giver)s: please decide."),
    ),
    _swap(
        SWAP_ACCEPTED,
        pgettext_lazy("notice", "Shift taken"),
        _("%(taker)s will take %(kind)s on %(day)s from you once it is approved."),
    ),
    _swap(
        SWAP_DONE, pgettext_lazy("notice", "Swap done"), _("%(taker)s works %(kind)s on %(day)s instead of %(giver)s.")
    ),
    _swap(
        SWAP_ENDED,
        pgettext_lazy("notice", "No swap"),
        _("%(kind)s on %(day)s does not change hands: %(how)s by %(who)s. %(reason)s"),
    ),
)
