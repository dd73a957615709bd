"""How pages name and link hand-overs: what the notices about them are about."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.records.registry import register_stream


def register() -> None:
    """Put the stream into the record's registry."""
    register_stream("hand_over", label=lambda key: _("Hand-over %s") % key, url=_url)


def _url(key: str) -> str:
    return f"{reverse('handover:page')}#hand-over-{key}"
