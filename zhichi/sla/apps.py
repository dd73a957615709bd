"""Wiring of sla."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlaConfig(AppConfig):
    """App "sla"."""

    name = "zhichi.sla"
    label = "sla"
    verbose_name = _("Service levels")

    def ready(self) -> None:
        """Define the numbers, know the events, sweep in the worker."""
        from zhichi.calendars.registry import register_foresee
        from zhichi.records import registry as records
        from zhichi.sla import definitions, foreseeing, tasks
        from zhichi.sla import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.sla.registry import label_of

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        register_foresee("sla", foreseeing.foresee)
        records.cadence("sla.sweep", tasks.sweep_clocks, tasks.EVERY_SECONDS, label=_("Watch the clocks"))
        for code in ("sla.warned.kind", "sla.breached.kind", "sla.clocks_moved.kinds"):
            records.register_labels(code, label_of)
