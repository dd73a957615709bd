"""Wiring of the pages: the panel on the ticket, the icons of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.guidance import definitions, tasks
from zhichi.guidance.choices import Reason
from zhichi.knowledge import registry as knowledge
from zhichi.records import registry as records
from zhichi.tickets.registry import SidePanel, register_icon, register_panel
from zhichi.ui.registry import NavItem, register_nav

if TYPE_CHECKING:
    from django.http import HttpRequest

ICONS = {"guidance.solved": "book-open-check", "guidance.solved_undone": "book-x", "guidance.written": "file-pen"}
DAY = 86_400.0


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
    for code, icon in ICONS.items():
        register_icon(code, icon)


def _is_about_knowledge(request: HttpRequest) -> bool:
    return request.path.startswith("/kb/")
