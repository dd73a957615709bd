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
        from zhichi.calendars.events import DefaultChosen, TeamCalendarDropped, TeamCalendarSet
        from zhichi.calendars.registry import register_foresee, register_foresee_assignment, register_uses
        from zhichi.customers.registry import offer_calendars
        from zhichi.records import registry as records
        from zhichi.records.events import PolicyChanged
        from zhichi.sla import (
            conditions,
            definitions,
            foreseeing,
            level_reads,
            subscribers,
            tasks,
            trials,
            uses,
            witnesses,
        )
        from zhichi.sla import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.sla.choices import DraftStep, Follows
        from zhichi.sla.events import LevelsPublished
        from zhichi.sla.registry import label_of
        from zhichi.sla.selectors import level_words
        from zhichi.sla.wording import steps_in_words

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        trials.register()
        register_foresee("sla", foreseeing.foresee)
        records.cadence("sla.sweep", tasks.sweep_clocks, tasks.EVERY_SECONDS, label=_("Watch the clocks"))
        records.cadence(
            "sla.catch_up", tasks.catch_up, tasks.EVERY_SECONDS, label=_("Let open promises follow changes")
        )
        records.subscribe(PolicyChanged, "sla.follow", subscribers.on_policy_changed_let_clocks_follow)
        for event_type in (DefaultChosen, TeamCalendarSet, TeamCalendarDropped):
            records.subscribe(event_type, "sla.follow", subscribers.on_calendar_assigned_let_clocks_follow)
        register_foresee_assignment("sla", foreseeing.foresee_assignment)
        register_uses("sla", uses.calendar_uses)
        for code in ("sla.warned.kind", "sla.breached.kind", "sla.clocks_moved.kinds"):
            records.register_labels(code, label_of)
        records.register_phrase("sla.clocks_changed.words", steps_in_words)
        records.register_labels("sla.clocks_followed.kind", lambda code: str(Follows(code).label))
        records.register_labels("sla.draft_changed.step", lambda code: str(DraftStep(code).label))
        records.register_labels("sla.draft_changed.name", level_words)
        records.register_stream("levels", label=lambda _key: gettext("Service levels"), url=_levels_url)
        records.witness("sla.levels", [LevelsPublished], witnesses.check_levels)
        conditions.register()
        _register_tabs()
        offer_calendars(lambda: list(level_reads.calendar_names().items()))


def _register_tabs() -> None:
    from zhichi.ui.registry import TabItem, register_tab

    for order, (name, label, url_name) in enumerate(
        (
            ("levels", _("Service levels"), "levels:table"),
            ("levels-bench", _("Test bench"), "levels:bench"),
            ("levels-versions", _("Versions"), "levels:versions"),
        )
    ):
        register_tab(
            TabItem(name=name, below="calendars", label=label, url_name=url_name, order=20 + order, right=VIEW)
        )


def _levels_url(_key: str) -> str:
    return reverse("levels:table")
