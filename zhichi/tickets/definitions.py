"""The numbers of the handbook that tickets read, with their shipped defaults."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition
from zhichi.records.selectors import policy
from zhichi.sla.registry import ClockKind, Condition
from zhichi.tickets.choices import ClockCode, TicketType, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


RESPONSE = ("3.1.1.urgent_minutes", "3.1.1.normal_hours")  # urgent, normal
SOLUTION = ("3.1.2.urgent_hours", "3.1.2.normal_hours")
PROGRESS = ("3.1.3.urgent_minutes", "3.1.3.normal_hours")


def _response(urgency: str) -> timedelta:
    urgent, normal = RESPONSE
    return timedelta(minutes=policy(urgent)) if urgency == Urgency.URGENT else timedelta(hours=policy(normal))


def _progress(urgency: str) -> timedelta:
    urgent, normal = PROGRESS
    return timedelta(minutes=policy(urgent)) if urgency == Urgency.URGENT else timedelta(hours=policy(normal))


def _solution(urgency: str) -> timedelta:
    urgent, normal = SOLUTION
    return timedelta(hours=policy(urgent if urgency == Urgency.URGENT else normal))


def _kind(
    code: ClockCode, short: Any, clause: str, order: int, target: Callable[[str], timedelta], policies: tuple[str, str]
) -> ClockKind:
    return ClockKind(code, code.label, short, clause, order, target, policies)


CLOCKS = (
    _kind(ClockCode.RESPONSE, pgettext_lazy("clock chip", "Reply"), "3.1.1", 10, _response, RESPONSE),
    _kind(ClockCode.PROGRESS, pgettext_lazy("clock chip", "Update"), "3.1.3", 20, _progress, PROGRESS),
    _kind(ClockCode.SOLUTION, pgettext_lazy("clock chip", "Solve"), "3.1.2", 30, _solution, SOLUTION),
)


def choices_of(codes: Any) -> Callable[[], Mapping[str, str]]:
    """The choices of a condition of service levels that is a list of codes."""
    return lambda: {str(value): str(label) for value, label in codes.choices}


def named(codes: Any) -> Callable[[Iterable[str]], Mapping[str, str]]:
    """The words for some of these codes."""
    return lambda values: {value: str(codes(value).label) for value in values if value in codes.values}


CONDITIONS = (
    Condition(code="type", label=_("Type"), order=40, names=named(TicketType), choices=choices_of(TicketType)),
    Condition(code="urgency", label=_("Urgency"), order=50, names=named(Urgency), choices=choices_of(Urgency)),
)
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
        key="2.4.unsolved_percent",
        clause="2.4",
        label=gettext_noop("Follow-ups that find the problem not solved, at most"),
        default=10,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
    PolicyDefinition(
        key="3.1.1.urgent_minutes",
        clause="3.1.1",
        label=gettext_noop("First response to an urgent request within (working time)"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=2880,
    ),
    PolicyDefinition(
        key="3.1.1.normal_hours",
        clause="3.1.1",
        label=gettext_noop("First response to a normal request within (working time)"),
        default=2,
        unit="hours",
        minimum=1,
        maximum=240,
    ),
    PolicyDefinition(
        key="3.1.2.urgent_hours",
        clause="3.1.2",
        label=gettext_noop("Solution of an urgent request within (working time)"),
        default=2,
        unit="hours",
        minimum=1,
        maximum=240,
    ),
    PolicyDefinition(
        key="3.1.2.normal_hours",
        clause="3.1.2",
        label=gettext_noop("Solution of a normal request within (working time)"),
        default=4,
        unit="hours",
        minimum=1,
        maximum=720,
    ),
    PolicyDefinition(
        key="3.1.3.urgent_minutes",
        clause="3.1.3",
        label=gettext_noop("Progress report on an urgent request every (working time)"),
        default=60,
        unit="minutes",
        minimum=5,
        maximum=2880,
    ),
    PolicyDefinition(
        key="3.1.3.normal_hours",
        clause="3.1.3",
        label=gettext_noop("Progress report on a normal request every (working time)"),
        default=4,
        unit="hours",
        minimum=1,
        maximum=240,
    ),
    PolicyDefinition(
        key="3.1.3.prompt_minutes",
        clause="3.1.3",
        label=gettext_noop("The owner is reminded of a progress report before it is due"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=1440,
    ),
    PolicyDefinition(
        key="3.1.3.agreed_hours",
        clause="3.1.3",
        label=gettext_noop("A time agreed with a customer for the next progress report is at most so far away"),
        default=168,
        unit="hours",
        minimum=1,
        maximum=2160,
    ),
    PolicyDefinition(
        key="3.1.2.wake_minutes",
        clause="3.1.2",
        label=gettext_noop("A snoozed ticket comes back before its nearest promise is due"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=1440,
    ),
    PolicyDefinition(
        key="3.1.2.snooze_days",
        clause="3.1.2",
        label=gettext_noop("A ticket can be snoozed for at most"),
        default=14,
        unit="days",
        minimum=1,
        maximum=365,
    ),
    PolicyDefinition(
        key="3.1.2.kept_percent",
        clause="3.1.2",
        label=gettext_noop("Promises about time that are kept, at least"),
        default=95,
        unit="percent",
        minimum=0,
        maximum=100,
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
