"""The numbers of the handbook that the mail channel reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="5.2.1.acknowledgements_per_hour",
        clause="5.2.1",
        label=gettext_noop("Automatic answers to one mail address in an hour, at most"),
        default=10,
        unit="count",
        minimum=1,
        maximum=1000,
    ),
    PolicyDefinition(
        key="5.2.1.mail_poll_seconds",
        clause="5.2.1",
        label=gettext_noop("Look for new mail every (where the server does not announce it)"),
        default=30,
        unit="seconds",
        minimum=10,
        maximum=3600,
    ),
)
