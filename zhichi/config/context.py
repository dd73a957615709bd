"""What every template may ask about the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi import __version__

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Product name in the reader's language, version, whether this is the demo."""
    return {"site": {"name": _("Zhichi"), "version": __version__, "demo": settings.DEMO, "base_url": settings.BASE_URL}}
