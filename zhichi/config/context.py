"""What every template may ask about the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi import __version__
from zhichi.core.rights import may
from zhichi.ui.registry import address

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Product name in the reader's language, version, whether this is the demo."""
    values = {"name": _("Zhichi"), "version": __version__, "demo": settings.DEMO, "base_url": settings.BASE_URL}
    if getattr(request, "user", None) is not None:
        # Around pages that say why there is nothing: nobody is left without a way on.
        values |= {"shell": "ui/portal.html", "help_url": address("portal:help")}
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        values |= {"theme_url": address("accounts:set_theme"), "keys_url": address("accounts:set_keys")}
        if may(request.user, "desk.enter"):
            values |= {
                "shell": "ui/desk.html",
                "home_url": address("desk:home"),
                "palette_url": address("desk:palette"),
            }
            inbox = f"inbox:{request.user.pk}"
            values |= {"live_url": f"{address('live')}?s=queue&s={inbox}"}
            values |= {"inbox": inbox, "bell_url": address("notices:bell")}
    return {"site": values}
