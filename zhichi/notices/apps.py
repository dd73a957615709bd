"""Wiring of notices: numbers, streams, the bell, the card on one's own page, the digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class NoticesConfig(AppConfig):
    """App "notices"."""

    name = "zhichi.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.notices import definitions, streams, tasks
        from zhichi.notices import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.notices.services import erasing
        from zhichi.records import registry

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        streams.register()
        erasing.register()
        registry.cadence("notices.digest", tasks.send_digests, tasks.EVERY_SECONDS, label=_("Mail what was collected"))
        _register_pages()


def _register_pages() -> None:
    from zhichi.accounts.registry import OwnCard, register_own_card
    from zhichi.notices import policies, selectors
    from zhichi.ui.registry import NavItem, register_nav

    def unread(request: HttpRequest) -> int:
        return selectors.badge(request.user.pk or 0)

    register_nav(
        NavItem(
            name="notices",
            label=_("Notices"),
            icon="bell",
            url_name="notices:inbox",
            order=95,
            right=policies.OWN.name,
            group="foot",
            key="n",
            badge=unread,
            is_live=True,
        )
    )
    register_own_card(OwnCard(name="notices", title=_("Notices"), url_name="notices:preferences", order=10))
