"""Wiring of knowledge: types, policies, witnesses, the index, files, the way of scheduled articles, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    """App "knowledge"."""

    name = "zhichi.knowledge"
    label = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.files.registry import gate
        from zhichi.knowledge import clauses, gates, kept, pages, registry, search, wording
        from zhichi.knowledge.choices import HOLDER, KIND
        from zhichi.knowledge.services import erasing
        from zhichi.search import registry as searching

        for kind in registry.SHIPPED:
            registry.register_type(kind)
        _record()
        wording.register()
        gate(HOLDER, gates.may_read_file)
        searching.kind(
            KIND, visible=search.visible, load=search.load, documents=search.documents_of, ids=search.ids,
            label=_("Articles"), variants=search.variants,
        )  # fmt: skip
        pages.register()
        clauses.register()
        kept.register()
        erasing.register()


def _record() -> None:
    from zhichi.knowledge import definitions, events, subscribers, tasks, witnesses
    from zhichi.records import registry

    for definition in definitions.POLICIES:
        registry.define_policy(definition)
    stated = [events.Submitted, events.RolledBack, events.HistoryKept]
    registry.witness("knowledge.versions", stated, witnesses.check_versions)
    registry.witness("knowledge.remarks", [events.Remarked], witnesses.check_remarks)
    registry.tail(
        "knowledge.search", subscribers.index_articles, batch=100,
        label=_("Put changed articles into the search index"),
    )  # fmt: skip
    registry.cadence(
        "knowledge.publish", tasks.publish_due, tasks.EVERY_SECONDS, label=_("Publish articles at their time")
    )
