"""Wiring of the mail channel: numbers, streams, gate of originals, loops of the worker, doctor, navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    import threading


def _read_mail(stop: threading.Event) -> None:
    """The worker's loop that reads; it loads the mail libraries, which no other process needs."""
    from zhichi.channels.email.tasks import read_mail

    read_mail(stop)


def _send_mail(stop: threading.Event) -> None:
    """The worker's loop that sends; see above."""
    from zhichi.channels.email.tasks import send_mail

    send_mail(stop)


def _receive_mail(stop: threading.Event) -> None:
    """The worker's loop that listens for mail servers, where a setting says so; see above."""
    if not settings.MAIL_RECEIVER:
        stop.wait()
        return
    from zhichi.channels.email.tasks.receiving import receive_mail

    receive_mail(stop)


def _clean_up(stop: threading.Event) -> None:
    """The worker's loop that closes spam in bulk."""
    from zhichi.channels.email.tasks.safety import clean_up

    clean_up(stop)


class EmailChannelConfig(AppConfig):
    """Mail in and out."""

    name = "zhichi.channels.email"
    label = "channels_email"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        import zhichi.channels.email.events  # noqa: F401 - the history of mailboxes must be readable from the start
        from zhichi.channels.email import badges, checks, definitions, originals, streams, subscribers
        from zhichi.channels.email.choices import ORIGINAL
        from zhichi.channels.email.services import words
        from zhichi.core.checks import register_check
        from zhichi.files import registry as files
        from zhichi.files.events import VirusFound, VirusFoundLater
        from zhichi.notices.registry import register_kind
        from zhichi.outbound import registry as outbound
        from zhichi.records import registry
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        streams.register()
        for kind in definitions.NOTICES:
            register_kind(kind)
        registry.loop("mail clean-up", _clean_up)
        registry.tail(
            "mail.viruses",
            subscribers.on_virus_found_tell_senders,
            types=(VirusFound, VirusFoundLater),
            label=_("Tell senders of viruses"),
        )
        _beside_messages()
        _safety()
        outbound.follow("log", words.index_sent)
        files.gate(ORIGINAL, originals.may_read)
        files.locate(ORIGINAL, originals.places_of)
        registry.loop("mail in", _read_mail)
        registry.loop("mail received", _receive_mail)
        registry.loop("mail out", _send_mail)
        register_check("mail", checks.check_mail, label=_("Mail"), url_name="channels_email:health")
        register_check(
            "senders", checks.check_senders, label=_("Checking of senders"), url_name="channels_email:health"
        )
        register_nav(
            NavItem(
                name="mail",
                label=_("Mail"),
                icon="mail",
                url_name="channels_email:health",
                order=70,
                right="product.configure",
                badge=badges.wants_somebody,
                group="foot",
            )
        )


def _safety() -> None:
    """Mail that is held back: its pages, the job that clears it away, the notice about what waits."""
    from zhichi.channels.email import badges, definitions
    from zhichi.channels.email.policies import SAFETY
    from zhichi.channels.email.tasks import safety
    from zhichi.core.jobs import Job, register_job
    from zhichi.records.registry import cadence
    from zhichi.ui.registry import NavItem, TabItem, register_nav, register_tab

    register_nav(
        NavItem(
            name="mail_safety",
            label=_("Mail safety"),
            short=_("Safety"),
            icon="mail-warning",
            url_name="channels_email:held",
            order=71,
            right=SAFETY.name,
            badge=badges.held_back,
            group="foot",
        )
    )
    for label, name in (
        (pgettext_lazy("mail", "Lists"), "lists"),
        (_("Kinds of files"), "kinds"),
        (_("Clean up"), "clean_up"),
    ):
        register_tab(
            TabItem(
                name=f"mail.{name}",
                below="mail_safety",
                label=label,
                url_name=f"channels_email:{name}",
                right=SAFETY.name,
            )
        )
    cadence("mail.held", safety.remind, safety.REMIND_SECONDS, label=_("Tell of mail that is held back"))
    register_job(
        Job(
            name="held_mail",
            label=_("Mail that was held back"),
            what=_("Deletes the originals of spam that was held or refused for more days than the handbook keeps it."),
            run=safety.clear,
            every_key=definitions.CLEAR_HOURS,
            has_preview=True,
            icon="shield-alert",
        )
    )


def _beside_messages() -> None:
    """What the conversation of a ticket shows of mail, and what is erased with a person."""
    from zhichi.channels.email import senders, wording
    from zhichi.channels.email.services import erasing
    from zhichi.tickets.registry import (
        Looker,
        Senders,
        register_blocker,
        register_looker,
        register_reasons,
        register_senders,
        register_trace,
    )

    erasing.register()
    register_reasons("mail", wording.why_words)
    register_looker("letter", Looker((".eml", ".msg"), "channels_email:inside"))
    register_senders(
        Senders(
            of_team=senders.of_team,
            remembered=senders.remembered,
            shown=senders.shown,
            most_bytes=senders.most_bytes,
            limits=senders.limits,
        )
    )
    register_trace("channels_email:of_message", right="product.configure")
    register_blocker("channels_email:block_sender", right="mail.safety")
