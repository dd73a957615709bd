"""How pages name and link hand-overs: what the notices about them are about."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.handover.definitions import CAME, GONE
from zhichi.records.registry import register_labels, register_stream
from zhichi.roster import selectors as roster


def register() -> None:
    """Put the stream into the record's registry."""
    register_stream("hand_over", label=lambda key: _("Hand-over %s") % key, url=_url)
    for code in ("handover.done", "handover.automatic", CAME, GONE):
        register_labels(f"{code}.shift", roster.shift_words)
    register_labels("handover.automatic.to", accounts.name_words)


def _url(key: str) -> str:
    return f"{reverse('handover:page')}#hand-over-{key}"
