"""Wiring of outbound."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class OutboundConfig(AppConfig):
    """App "outbound"."""

    name = "zhichi.outbound"
    label = "outbound"

    def ready(self) -> None:
        """Define how long a mail is tried."""
        from zhichi.outbound import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.outbound.services import erasing
        from zhichi.records.registry import PolicyDefinition, define_policy

        erasing.register()
        define_policy(
            PolicyDefinition(
                key="5.2.1.mail_give_up_hours",
                clause="5.2.1",
                label=gettext_noop("How long an outgoing mail is tried before it counts as failed"),
                default=72,
                unit="hours",
                minimum=1,
                maximum=240,
            )
        )
