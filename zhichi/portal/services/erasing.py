"""Erase what the portal holds of a person (3.4.3, 5.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhichi.portal.models import SignInLink
from zhichi.records.registry import Eraser, Outcome, Person, register_eraser

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("portal", _("Portal"), erase))


def erase(person: Person, _by: Actor, _at: datetime) -> Outcome:
    """Links that sign in by mail."""
    outcome = Outcome()
    outcome.add(_("Sign-in links"), SignInLink.objects.filter(address__in=person.addresses).delete()[0])
    return outcome
