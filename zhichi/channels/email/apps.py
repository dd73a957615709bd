"""Wiring of the mail channel: numbers, streams, gate of originals, loops of the worker, doctor, navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

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


class EmailChannelConfig(AppConfig):
    """Mail in and out."""

    name = "zhichi.channels.email"
    label = "channels_email"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        import zhichi.channels.email.events  # noqa: F401 - the history of mailboxes must be readable from the start
        from zhichi.channels.email import badges, checks, definitions, originals, streams
        from zhichi.channels.email.choices import ORIGINAL
        from zhichi.channels.email.services import words
        from zhichi.core.checks import register_check
        from zhichi.files import registry as files
        from zhichi.outbound import registry as outbound
        from zhichi.records import registry
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        streams.register()
        _beside_messages()
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


def _beside_messages() -> None:
    """What the conversation of a ticket shows of mail."""
    from zhichi.channels.email import senders, wording
    from zhichi.tickets.registry import (
        Looker,
        Senders,
        register_looker,
        register_reasons,
        register_senders,
        register_trace,
    )

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
