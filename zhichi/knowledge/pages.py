"""Wiring of the staff pages: navigation, what somebody leaves behind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts.registry import Holding, register_holding
from zhichi.core.events import gettext_noop
from zhichi.knowledge import selectors
from zhichi.knowledge.services.remarks import TOLD
from zhichi.notices import registry as notices
from zhichi.ui.registry import NavItem, register_nav


def register() -> None:
    """Fill the registries of the lower floors."""
    register_nav(
        NavItem(
            name="knowledge",
            label=pgettext_lazy("navigation", "Articles"),
            icon="book-open",
            url_name="knowledge:list",
            order=30,
            right="knowledge.browse",
            key="k",
        )
    )
    notices.register_kind(
        notices.NoticeKind(
            code=TOLD,
            label=_("A comment on your article"),
            wording=gettext_noop("%(name)s commented on %(number)s “%(title)s”"),
            clause="6.2.3",
            icon="message-square-text",
        )
    )
    register_holding(
        "knowledge.articles",
        Holding(
            label=_("Articles to look after"),
            after=_("They stay in this name; give each to somebody else."),
            count=lambda person_id: len(selectors.owned_by(person_id)),
            names=selectors.owned_by,
        ),
    )
