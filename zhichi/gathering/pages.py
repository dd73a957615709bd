"""Wiring of the pages and of the worker."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.gathering import definitions, selectors, subscribers, tasks
from zhichi.gathering.choices import Choice
from zhichi.gathering.services.failing import FAILED
from zhichi.knowledge import registry as knowledge
from zhichi.knowledge.events import Archived, Published, Submitted
from zhichi.notices import registry as notices
from zhichi.records import registry as records
from zhichi.ui.registry import TabItem, register_tab

DAY = 86_400.0


def register() -> None:
    """Fill the registries of the lower floors."""
    for definition in definitions.POLICIES:
        records.define_policy(definition)
    records.loop("gathering", tasks.run_when_asked)
    records.cadence("gathering.forget_old", tasks.forget_old, DAY, label=_("Forget old rows of runs of sources"))
    records.register_labels("gathering.decided.choice", lambda code: str(Choice(code).label))
    records.register_stream("source", label=_name_of, url=lambda key: reverse("gathering:source", args=[key]))
    records.register_stream(
        "exchange", label=lambda _key: str(_("Export and import")), url=lambda _key: reverse("gathering:exchange")
    )
    notices.register_kind(
        notices.NoticeKind(
            code=FAILED, clause="6.2.2", severity="warning", icon="rss", label=_("A source cannot be read"),
            wording=gettext_noop("The source “%(name)s” could not be read: %(reason)s"),
        )
    )  # fmt: skip
    records.subscribe(Submitted, "gathering.submitted", subscribers.article_submitted)
    records.subscribe(Published, "gathering.published", subscribers.article_published)
    records.subscribe(Archived, "gathering.archived", subscribers.article_archived)
    knowledge.register_desk_block(knowledge.Block("source", _("Where it comes from"), 5, "gathering:origin"))
    register_tab(
        TabItem(
            name="incoming", below="knowledge", label=_("Incoming changes"), url_name="gathering:queue", order=5,
            right="gathering.view", icon="inbox",
        )
    )  # fmt: skip
    register_tab(
        TabItem(
            name="sources", below="knowledge", label=_("Sources of articles"), url_name="gathering:sources", order=6,
            right="gathering.view", icon="rss",
        )
    )  # fmt: skip


def _name_of(key: str) -> str:
    found = selectors.source(int(key))
    return str(_("Source “%s”")) % (found.name if found else key)
