"""Wiring of the mail channel: numbers, streams, gate of originals, loops of the worker, doctor, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailChannelConfig(AppConfig):
    """Mail in and out."""

    name = "zhichi.channels.email"
    label = "channels_email"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.channels.email import badges, checks, definitions, originals, services, streams, tasks
        from zhichi.core.checks import register_check
        from zhichi.files import registry as files
        from zhichi.records import registry
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        streams.register()
        files.gate(services.ORIGINAL, originals.may_read)
        registry.loop("mail in", tasks.read_mail)
        registry.loop("mail out", tasks.send_mail)
        register_check("mail", checks.check_mail)
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
