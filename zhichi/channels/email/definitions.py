"""The numbers of the handbook that the mail channel reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="5.2.1.colleagues_proven",
        clause="5.2.1",
        label=gettext_noop("Mail counts as a colleague's only when the receiving server confirms the sender"),
        default=True,
        unit="flag",
    ),
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
        key="5.2.1.answers_per_request_per_hour",
        clause="5.2.1",
        label=gettext_noop("Automatic answers about one request in an hour, at most"),
        default=3,
        unit="count",
        minimum=1,
        maximum=1000,
    ),
    PolicyDefinition(
        key="5.2.1.new_requests_per_sender_per_hour",
        clause="5.2.1",
        label=gettext_noop("New requests by mail from one address in an hour, before further ones join the newest"),
        default=60,
        unit="count",
        minimum=1,
        maximum=100_000,
    ),
    PolicyDefinition(
        key="5.2.1.mails_per_request_per_hour",
        clause="5.2.1",
        label=gettext_noop("Mails from one address to one request in an hour, before further ones set nothing off"),
        default=30,
        unit="count",
        minimum=1,
        maximum=100_000,
    ),
    PolicyDefinition(
        key="5.2.1.same_words_minutes",
        clause="5.2.1",
        label=gettext_noop("The same mail sent twice is taken once within"),
        default=10,
        unit="minutes",
        minimum=0,
        maximum=1440,
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
