"""How pages name and link inboxes, who hears them change, and the words for codes in their events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.notices import policies
from zhichi.notices.registry import label_of
from zhichi.records.registry import live_gate, register_labels, register_stream
from zhichi.records.selectors import stream_label

if TYPE_CHECKING:
    from django.http import HttpRequest


def register() -> None:
    """Put streams, labels and the live gate into the record's registries."""
    register_stream("inbox", label=_inbox_label, url=lambda key: reverse("accounts:person", args=[int(key)]))
    live_gate("inbox", _may_hear)
    for event in ("told", "acknowledged", "withdrawn"):
        register_labels(f"notices.{event}.kind", label_of)
    for event in ("told", "withdrawn"):
        register_labels(f"notices.{event}.matter", lambda stream: stream_label(stream) if stream else "–")


def _inbox_label(key: str) -> str:
    name = accounts.staff_names([int(key)]).get(int(key), key)
    return _("Notices of %s") % name


def _may_hear(request: HttpRequest, key: str) -> bool:
    user = request.user
    return policies.OWN.allows(user, None) and str(user.pk) == key
