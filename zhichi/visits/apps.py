"""Wiring of visits: values, labels, witnesses, evidence, the panel on the ticket, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """App "visits"."""

    name = "zhichi.visits"
    label = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.files.registry import gate
        from zhichi.visits import clauses, gates, pages
        from zhichi.visits.choices import HOLDER
        from zhichi.visits.services import erasing

        _record()
        erasing.register()
        gate(HOLDER, gates.may_read_file)
        clauses.register()
        pages.register()


def _record() -> None:
    from zhichi.records import registry
    from zhichi.visits import definitions, events, witnesses, wording

    for definition in definitions.POLICIES:
        registry.define_policy(definition)
    registry.witness("visits.requests", [events.VisitRequested], witnesses.check_requests)
    registry.witness("visits.reports", [events.VisitReported], witnesses.check_reports)
    registry.witness("visits.amendments", [events.VisitAmended], witnesses.check_amendments)
    registry.witness("visits.consents", [events.RemoteAgreed], witnesses.check_consents)
    registry.witness("visits.sessions", [events.RemoteEnded], witnesses.check_sessions)
    for field, label in wording.LABELS.items():
        registry.register_labels(field, label)
