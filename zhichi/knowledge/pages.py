"""Wiring of the staff pages: navigation, what somebody leaves behind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts.registry import Holding, register_holding
from zhichi.core.events import gettext_noop
from zhichi.knowledge import selectors
from zhichi.knowledge.services import telling
from zhichi.notices import registry as notices
from zhichi.ui.registry import NavItem, register_nav

NOTICES = (
    notices.NoticeKind(
        code=telling.REMARKED, clause="6.2.3", icon="message-square-text", label=_("A comment on your article"),
        wording=gettext_noop("%(name)s commented on %(number)s “%(title)s”"),
    ),
    notices.NoticeKind(
        code=telling.RETURNED, clause="6.2.3", icon="corner-up-left", label=_("Your article came back"),
        wording=gettext_noop("%(name)s sent %(number)s “%(title)s” back for changes"),
    ),
    notices.NoticeKind(
        code=telling.PUBLISHED, clause="6.2.3", icon="globe", label=_("Your article is published"),
        wording=gettext_noop("%(number)s “%(title)s” is published"), mails=False,
    ),
    notices.NoticeKind(
        code=telling.NOT_PUBLISHED, clause="6.2.3", icon="calendar-off", severity="warning",
        label=_("Not published at its time"),
        wording=gettext_noop("%(number)s “%(title)s” was not published at its time: %(reason)s"),
    ),
)  # fmt: skip


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
            phone=True,
        )
    )
    for kind in NOTICES:
        notices.register_kind(kind)
    register_holding(
        "knowledge.articles",
        Holding(
            label=_("Articles to look after"),
            after=_("They stay in this name; give each to somebody else."),
            count=lambda person_id: len(selectors.owned_by(person_id)),
            names=selectors.owned_by,
        ),
    )
