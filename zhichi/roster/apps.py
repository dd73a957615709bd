"""Wiring of the duty roster."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    """App "roster"."""

    name = "zhichi.roster"
    label = "roster"
    verbose_name = _("Duty roster")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.accounts.events import Deactivated
        from zhichi.accounts.registry import register_duty_finder
        from zhichi.notices.registry import register_duty, register_kind
        from zhichi.records import registry as records
        from zhichi.roster import clauses, definitions, pages, selectors, subscribers
        from zhichi.roster.events import SwapAccepted, SwapDone, SwapEnded, SwapOffered
        from zhichi.roster.services import telling

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        for kind in definitions.NOTICES:
            register_kind(kind)
        records.subscribe(Deactivated, "roster.free", subscribers.on_deactivated_free_shifts)
        records.subscribe(SwapOffered, "roster.tell", telling.tell_of_offer)
        records.subscribe(SwapAccepted, "roster.tell", telling.tell_of_acceptance)
        records.subscribe(SwapDone, "roster.tell", telling.tell_of_change)
        records.subscribe(SwapEnded, "roster.tell", telling.tell_of_end)
        register_duty_finder("roster", selectors.role_holders)
        register_duty("roster", selectors.is_on_shift)
        clauses.register()
        pages.register()
