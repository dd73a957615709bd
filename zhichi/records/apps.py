"""Wiring of the record."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """App "records"."""

    name = "zhichi.records"
    label = "records"
    verbose_name = _("Service record")

    def ready(self) -> None:
        """Register policy values, scheduled work, checks and the page."""
        from zhichi.core.checks import register_check
        from zhichi.records import choices, definitions, health, kept, policies, registry, selectors, tasks
        from zhichi.records import events as _events  # noqa: F401 - registers the event types
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        kept.register()
        registry.register_stream(
            "record", label=lambda _key: gettext("Service record"), url=lambda _key: reverse("records:overview")
        )
        for code in ("links.made", "links.removed"):
            for field in ("source", "target"):
                registry.register_labels(f"{code}.{field}", selectors.stream_label)
        registry.register_labels("record.parked_settled.how", choices.settled_label)
        registry.cadence(
            "record.verify",
            tasks.verify_by_schedule,
            lambda: selectors.policy(definitions.VERIFY_HOURS) * 3600.0,
            label=_("Check the whole record"),
        )
        registry.cadence(
            "record.heads",
            tasks.sign_by_schedule,
            lambda: selectors.policy(definitions.HEAD_MINUTES) * 60.0,
            label=_("Sign the head of the record"),
        )
        registry.loop("record.verifications", tasks.verify_when_asked)
        register_check("record", health.check_record, label=_("Service record"), url_name="records:overview")
        register_check("tails", health.check_tails, label=_("Subscribers"), url_name="records:overview")
        register_check("worker", health.check_worker, label=_("Worker and schedule"), url_name="records:overview")
        register_nav(
            NavItem(
                name="record",
                label=_("Record"),
                icon="shield-check",
                url_name="records:overview",
                order=80,
                right=policies.VIEW.name,
                group="foot",
            )
        )
