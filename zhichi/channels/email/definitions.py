"""The numbers of the handbook that the mail channel reads, with their shipped defaults."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

KEPT_DAYS = "5.2.1.held_days"
TOLD_HOURS = "5.2.1.held_notice_hours"
CLEAR_HOURS = "5.2.1.held_clear_hours"
TELL_OF_KINDS = "6.4.1.tell_sender_of_kinds"
TELL_OF_VIRUSES = "6.4.1.tell_sender_of_viruses"
REPLACED_HOURS = "5.2.1.old_webhook_secret_hours"
HELD_NOTICE = "mail.held"

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
    PolicyDefinition(
        key="5.2.1.hold_spam",
        clause="5.2.1",
        label=gettext_noop("Mail that the mail gateway calls spam is held back for a look"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key="5.2.1.hold_false_senders",
        clause="5.2.1",
        label=gettext_noop("Mail with a false sender is held back where the sender's domain asks for it (DMARC)"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key=REPLACED_HOURS,
        clause="5.2.1",
        label=gettext_noop("A webhook secret that was replaced still counts for"),
        default=24,
        unit="hours",
        minimum=0,
        maximum=168,
    ),
    PolicyDefinition(
        key=TELL_OF_KINDS,
        clause="6.4.1",
        label=gettext_noop("Tell a confirmed sender by mail when a file is held back for its kind"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key=TELL_OF_VIRUSES,
        clause="6.4.1",
        label=gettext_noop("Tell a confirmed sender by mail when a virus is found in a file"),
        default=False,
        unit="flag",
    ),
    PolicyDefinition(
        key=KEPT_DAYS,
        clause="5.2.1",
        label=gettext_noop("Mail that was held back or refused is kept for"),
        default=30,
        unit="days",
        minimum=1,
        maximum=3650,
    ),
    PolicyDefinition(
        key=TOLD_HOURS,
        clause="5.2.1",
        label=gettext_noop("Tell of mail that is held back every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=168,
    ),
    PolicyDefinition(
        key=CLEAR_HOURS,
        clause="5.2.1",
        label=gettext_noop("Delete mail that was held back for too long every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=744,
    ),
)

NOTICES = (
    NoticeKind(
        code=HELD_NOTICE,
        label=pgettext_lazy("notice", "Mail held back"),
        wording=gettext_noop("Mail that waits for a look: %(count)s, new since the last notice: %(fresh)s"),
        clause="5.2.1",
        icon="shield-alert",
    ),
)
