"""Wiring of the pages: the panel on the ticket, the icons of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.guidance import definitions, services, subscribers, tasks
from zhichi.guidance.choices import Reason
from zhichi.knowledge import registry as knowledge
from zhichi.knowledge.events import Published
from zhichi.notices import registry as notices
from zhichi.records import registry as records
from zhichi.tickets.registry import SidePanel, register_icon, register_panel
from zhichi.ui.registry import NavItem, TabItem, register_nav, register_tab

if TYPE_CHECKING:
    from django.http import HttpRequest

ICONS = {"guidance.solved": "book-open-check", "guidance.solved_undone": "book-x", "guidance.written": "file-pen"}
DAY, HOUR = 86_400.0, 3_600.0


def register() -> None:
    """Fill the registries of the lower floors."""
    register_panel(
        SidePanel("knowledge", pgettext_lazy("panel", "Knowledge"), 45, "guidance:panel", "tickets.desk", follows=False)
    )
    knowledge.register_reader_block(knowledge.Block("vote", _("Did this help?"), 10, "kbase:vote"))
    knowledge.register_desk_block(knowledge.Block("figures", _("How it is used"), 10, "guidance:figures"))
    register_nav(
        NavItem(
            name="portal-knowledge", label=_("Knowledge base"), icon="book-open", url_name="kbase:home", order=25,
            group="portal", active=_is_about_knowledge,
        )
    )  # fmt: skip
    for definition in definitions.POLICIES:
        records.define_policy(definition)
    records.register_labels("guidance.doubted.reason", lambda code: str(Reason(code).label))
    records.cadence("guidance.forget_old", tasks.forget_old, DAY, label=_("Forget old questions to the search"))
    records.cadence("guidance.gather", tasks.gather, HOUR, label=_("Make writing tasks of questions without an answer"))
    records.register_stream(
        "gap", label=lambda key: _("Missing article %s") % key, url=lambda key: reverse("guidance:gap", args=[key])
    )
    records.subscribe(Published, "guidance.gaps", subscribers.article_published)
    notices.register_kind(
        notices.NoticeKind(
            code=services.GIVEN,
            label=_("An article to write"),
            wording=gettext_noop("You are asked to write an article about “%(words)s”"),
            clause="6.3.1",
            icon="file-pen",
        )
    )
    register_tab(
        TabItem(
            name="gaps", below="knowledge", label=_("Missing articles"), url_name="guidance:gaps", order=10,
            icon="search-x",
            right="guidance.see_gaps",
        )
    )  # fmt: skip
    register_tab(
        TabItem(
            name="measures", below="knowledge", label=_("Knowledge in numbers"), url_name="guidance:measures", order=20,
            icon="chart-column",
            right="guidance.measure",
        )
    )  # fmt: skip
    register_panel(
        SidePanel("similar", _("Similar tickets"), 46, "guidance:similar", "tickets.desk", follows=False)
    )  # fmt: skip
    for code, icon in ICONS.items():
        register_icon(code, icon)


def _is_about_knowledge(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("kbase:home"))
