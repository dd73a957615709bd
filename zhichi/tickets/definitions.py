"""The numbers of the handbook that tickets read, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="2.1.register_minutes",
        clause="2.1",
        label=gettext_noop("A ticket is registered within"),
        default=15,
        unit="minutes",
        minimum=1,
        maximum=1440,
    ),
    PolicyDefinition(
        key="2.1.assign_minutes",
        clause="2.1",
        label=gettext_noop("A ticket is assigned to a person within"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=2880,
    ),
    PolicyDefinition(
        key="2.2.confirm_hours",
        clause="2.2",
        label=gettext_noop("The cause is confirmed within"),
        default=4,
        unit="hours",
        minimum=1,
        maximum=720,
    ),
    PolicyDefinition(
        key="2.4.follow_up_hours",
        clause="2.4",
        label=gettext_noop("Follow-up after a proposed solution within"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=720,
    ),
    PolicyDefinition(
        key="2.4.retry_hours",
        clause="2.4",
        label=gettext_noop("Time between two follow-up calls"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=720,
    ),
    PolicyDefinition(
        key="2.4.no_answer_attempts",
        clause="2.4",
        label=gettext_noop("Unanswered follow-up calls after which a ticket may be closed"),
        default=3,
        unit="count",
        minimum=1,
        maximum=20,
    ),
    PolicyDefinition(
        key="2.4.reopen_days",
        clause="2.4",
        label=gettext_noop("Days in which an answer reopens a closed ticket"),
        default=7,
        unit="days",
        minimum=0,
        maximum=365,
    ),
    PolicyDefinition(
        key="3.3.1.transfers_alert",
        clause="3.3.1",
        label=gettext_noop("Transfers of one ticket that call for attention"),
        default=3,
        unit="count",
        minimum=1,
        maximum=50,
    ),
    PolicyDefinition(
        key="3.4.1.complete_percent",
        clause="3.4.1",
        label=gettext_noop("Closed tickets with a complete record, at least"),
        default=100,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
    PolicyDefinition(
        key="5.2.1.undo_send_seconds",
        clause="5.2.1",
        label=gettext_noop("Time to take back a reply before it is sent"),
        default=10,
        unit="seconds",
        minimum=0,
        maximum=120,
    ),
)
