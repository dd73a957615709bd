"""The numbers of the handbook that the assigner reads, with their shipped defaults."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition


def _weight(name: str, label: str, default: int, clause: str = "4.2") -> PolicyDefinition:
    return PolicyDefinition(
        key=f"{clause}.weight_{name}",
        clause=clause,
        label=label,
        default=default,
        unit="count",
        minimum=0,
        maximum=1000,
    )


def _capacity(post: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=f"4.2.capacity_{post}", clause="4.2", label=label, default=default, unit="count", minimum=0, maximum=1000
    )


WEIGHTS = (
    _weight("engineer", gettext_noop("Automatic assignment: points for the customer's engineer"), 50, "5.1.3"),
    _weight("product", gettext_noop("Automatic assignment: most points for knowing the product"), 30),
    _weight("load", gettext_noop("Automatic assignment: most points for free capacity"), 25),
    _weight("skills", gettext_noop("Automatic assignment: most points for the skills asked for"), 20),
    _weight("language", gettext_noop("Automatic assignment: points for the customer's language"), 15),
    _weight("fairness", gettext_noop("Automatic assignment: most points for having waited longest"), 10),
)
CAPACITIES = (
    _capacity("manager", gettext_noop("Capacity of a manager: open tickets at once"), 0),
    _capacity("supervisor", gettext_noop("Capacity of a supervisor: open tickets at once"), 3),
    _capacity("senior", gettext_noop("Capacity of a senior engineer: open tickets at once"), 12),
    _capacity("junior", gettext_noop("Capacity of a junior engineer: open tickets at once"), 10),
    _capacity("assistant", gettext_noop("Capacity of an assistant: open tickets at once"), 6),
    _capacity("customer_service", gettext_noop("Capacity of customer service: open tickets at once"), 6),
)
OTHERS = (
    PolicyDefinition(
        key="4.2.juniors_take_urgent",
        clause="4.2",
        label=gettext_noop("Urgent tickets are assigned to junior engineers too"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key="3.3.1.assign_every_seconds",
        clause="3.3.1",
        label=gettext_noop("Automatic assignment looks for freed capacity every"),
        default=30,
        unit="seconds",
        minimum=5,
        maximum=3600,
    ),
    PolicyDefinition(
        key="3.3.1.offer_minutes",
        clause="3.3.1",
        label=gettext_noop("An offered ticket goes to the next person after"),
        default=15,
        unit="minutes",
        minimum=1,
        maximum=1440,
    ),
    PolicyDefinition(
        key="3.3.1.transfer_days",
        clause="3.3.1",
        label=gettext_noop("Transfers that call for attention are counted over"),
        default=7,
        unit="days",
        minimum=1,
        maximum=365,
    ),
)
POLICIES = (*WEIGHTS, *CAPACITIES, *OTHERS)


PASSED_AROUND, OFFERED = "assigner.passed_around", "assigner.offered"
NOTICES = (
    NoticeKind(
        code=PASSED_AROUND,
        label=_("Passed around"),
        wording=gettext_noop(
            "%(matter)s “%(subject)s” is passed around: %(path)s. The next transfer is yours to make."
        ),
        severity="warning",
        clause="3.3.1",
        needs_acknowledgement=True,
        icon="repeat",
    ),
    NoticeKind(
        code=OFFERED,
        label=pgettext_lazy("notice", "Ticket offered"),
        wording=gettext_noop("%(matter)s “%(subject)s” is offered to you until %(until)s: take it or decline."),
        severity="urgent",  # its mail must not be collected longer than the offer lasts
        clause="4.2",
        needs_acknowledgement=True,
        icon="hand-helping",
    ),
)
