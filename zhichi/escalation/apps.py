"""Wiring of escalation: numbers, kinds of notice, the tail, the steps, evidence, the board."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EscalationConfig(AppConfig):
    """App "escalation"."""

    name = "zhichi.escalation"
    label = "escalation"
    verbose_name = _("Escalation")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.escalation import clauses, definitions, policies, subscribers, tasks, wording
        from zhichi.escalation import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry
        from zhichi.tickets.registry import BoardLink, register_board

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        for kind in definitions.KINDS:
            register_kind(kind)
        wording.register()
        clauses.register()
        registry.tail(
            "escalation.follow", subscribers.follow, types=subscribers.HEARD, label=_("Warn of promises in danger")
        )
        registry.cadence(
            "escalation.steps", tasks.take_steps, tasks.EVERY_SECONDS, label=_("Take late promises further up")
        )
        register_board(
            BoardLink(
                "at-risk", pgettext_lazy("board", "At risk"), "alarm-clock", 10, "escalation:board", policies.BOARD.name
            )
        )
