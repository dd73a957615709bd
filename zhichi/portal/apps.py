"""Wiring of the portal: navigation, forgetting old forms and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class PortalConfig(AppConfig):
    """App "portal"."""

    name = "zhichi.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.ui.registry import NavItem, register_nav

        _record()
        entries = (
            NavItem(
                name="portal-home", label=_("Home"), icon="house", url_name="portal:home", order=10, group="portal"
            ),
            NavItem(
                name="portal-new",
                label=_("Submit a request"),
                icon="plus",
                url_name="portal:new",
                order=20,
                group="portal",
            ),
            NavItem(
                name="portal-requests",
                label=_("My requests"),
                icon="inbox",
                url_name="portal:requests",
                order=30,
                group="portal",
                right="portal.use",
                for_guests=True,
                active=_is_about_requests,
            ),
            NavItem(
                name="portal-charter",
                label=_("Service charter"),
                icon="scroll-text",
                url_name="portal:charter",
                order=40,
                group="portal",
            ),
            NavItem(
                name="portal-profile",
                label=_("My profile"),
                icon="user",
                url_name="portal:profile",
                order=10,
                group="menu",
                right="portal.use",
            ),
        )
        for entry in entries:
            register_nav(entry)


def _record() -> None:
    from zhichi.portal import tasks
    from zhichi.portal.services import erasing
    from zhichi.records.registry import cadence

    erasing.register()
    cadence("portal.forget_old", tasks.forget_old, 3600, label=_("Forget old sign-in links and form keys"))


def _is_about_requests(request: HttpRequest) -> bool:
    """Guests' pages of one request stand under “My requests” too."""
    path = request.path
    return path.startswith(("/requests/", "/r/", "/f/")) and not path.startswith("/requests/new/")
