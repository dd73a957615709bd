"""Wiring of sla."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VIEW = "sla.levels_view"


class SlaConfig(AppConfig):
    """App "sla"."""

    name = "zhichi.sla"
    label = "sla"
    verbose_name = _("Service levels")

    def ready(self) -> None:
        """Define the numbers, know the events, sweep in the worker."""
        from zhichi.calendars.registry import PageTab, register_foresee, register_tab
        from zhichi.customers.registry import offer_calendars
        from zhichi.records import registry as records
        from zhichi.sla import conditions, definitions, foreseeing, level_reads, tasks, witnesses
        from zhichi.sla import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.sla.choices import DraftStep
        from zhichi.sla.events import LevelsPublished
        from zhichi.sla.registry import label_of

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        register_foresee("sla", foreseeing.foresee)
        records.cadence("sla.sweep", tasks.sweep_clocks, tasks.EVERY_SECONDS, label=_("Watch the clocks"))
        for code in ("sla.warned.kind", "sla.breached.kind", "sla.clocks_moved.kinds"):
            records.register_labels(code, label_of)
        records.register_labels("sla.draft_changed.step", lambda code: str(DraftStep(code).label))
        records.register_stream("levels", label=lambda _key: gettext("Service levels"), url=_levels_url)
        records.witness("sla.levels", [LevelsPublished], witnesses.check_levels)
        conditions.register()
        for tab in (
            PageTab(name="levels", label=_("Service levels"), url_name="levels:table", order=20, right=VIEW),
            PageTab(name="bench", label=_("Test bench"), url_name="levels:bench", order=30, right=VIEW),
            PageTab(name="versions", label=_("Versions"), url_name="levels:versions", order=40, right=VIEW),
        ):
            register_tab(tab)
        offer_calendars(lambda: list(level_reads.calendar_names().items()))


def _levels_url(_key: str) -> str:
    return reverse("levels:table")
