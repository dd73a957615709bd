"""How pages name and link the streams of routing, and how sentences show its codes."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.assigner import wording
from zhichi.assigner.models import RoutingRule
from zhichi.core import clock
from zhichi.records.registry import register_labels, register_stream
from zhichi.ui.timing import when_words


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream("routing_rule", label=_rule, url=lambda key: reverse("assigner:rule", args=[key]))
    for event in ("chosen", "offered"):
        register_labels(f"assigner.{event}.reasons", wording.stored_words)
    register_labels("assigner.nobody_fits.reasons", wording.against_words)
    for event in ("passed_around", "moved_at_shift_end"):
        register_labels(f"assigner.{event}.pattern", wording.pattern_words)
    register_labels("assigner.nobody_fits.duty_role", accounts.name_words)
    register_labels("assigner.alert_settled.owner", accounts.name_words)
    register_labels("assigner.moved_at_shift_end.owner", accounts.name_words)
    register_labels("assigner.declined.reason", lambda reason: reason or _("no answer in time"))
    register_labels("assigner.offered.until", _moment)


def _rule(key: str) -> str:
    row = RoutingRule.objects.filter(pk=int(key)).first()
    return row.title if row else _("Routing rule %s") % key


def _moment(iso: str) -> str:
    try:
        return when_words(datetime.fromisoformat(iso), now=clock.now(), style="full")
    except ValueError:
        return iso
