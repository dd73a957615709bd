"""The numbers of escalation (3.1.2) and its kinds of notice."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.escalation.choices import LATE, PASSED_ON, RAISED, WARNED, Step
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

ACKNOWLEDGED_STOPS = "3.1.2.acknowledged_stops"
IN_TIME = "3.1.2.acknowledge_minutes"


def _after(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=key, clause="3.1.2", label=label, default=default, unit="minutes", minimum=0, maximum=2400
    )


AFTER = {
    Step.SENIOR: _after(
        "3.1.2.senior_minutes", gettext_noop("Senior engineers of the team are told so long after the due time"), 0
    ),
    Step.SUPERVISOR: _after(
        "3.1.2.supervisor_minutes", gettext_noop("The supervisor is told so long after the due time (working time)"), 30
    ),
    Step.MANAGER: _after(
        "3.1.2.manager_minutes", gettext_noop("The manager is told so long after the due time (working time)"), 90
    ),
}
POLICIES = (
    *AFTER.values(),
    # An acknowledgement says "I know", not "it is done": who is to hear of a broken promise must hear of it all the
    # same, else one click hides it from the supervisor.
    PolicyDefinition(
        key=ACKNOWLEDGED_STOPS,
        clause="3.1.2",
        label=gettext_noop("Who acknowledges a late promise keeps it from going further up"),
        default=False,
        unit="flag",
    ),
    PolicyDefinition(
        key=IN_TIME,
        clause="3.1.2",
        label=gettext_noop("Whoever is told of a late promise acknowledges it within"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=1440,
    ),
)
KINDS = (
    NoticeKind(
        code=WARNED,
        label=pgettext_lazy("notice", "Warning"),
        wording=gettext_noop(
            "%(matter)s “%(subject)s”: %(percent)s %% of the time for %(clock)s is used, due %(due_at)s"
        ),
        severity="warning",
        clause="3.1.2",
        icon="timer",
    ),
    NoticeKind(
        code=LATE,
        label=pgettext_lazy("notice", "Late"),
        wording=gettext_noop("%(matter)s “%(subject)s”: %(clock)s is late, it was due %(due_at)s"),
        severity="urgent",
        clause="3.1.2",
        needs_acknowledgement=True,
        icon="alarm-clock",
    ),
    NoticeKind(
        code=RAISED,
        label=pgettext_lazy("notice", "Escalated"),
        wording=gettext_noop(
            "%(matter)s “%(subject)s”: %(clock)s is still late, it was due %(due_at)s. In charge: %(owner)s"
        ),
        severity="urgent",
        clause="3.1.2",
        needs_acknowledgement=True,
        icon="trending-up",
    ),
    NoticeKind(
        code=PASSED_ON,
        label=pgettext_lazy("notice", "Escalated at once"),
        wording=gettext_noop(
            "%(matter)s “%(subject)s”: %(clock)s is late, it was due %(due_at)s. In charge: %(owner)s. "
            "You are told at once, because %(why)s"
        ),
        severity="urgent",
        clause="3.1.2",
        needs_acknowledgement=True,
        icon="trending-up",
    ),
)
