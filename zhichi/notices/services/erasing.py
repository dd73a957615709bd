"""Blank a person in what staff were told (3.4.3, 5.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhichi.notices.models import Notice
from zhichi.records.registry import Eraser, Outcome, Person, register_eraser

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

COLUMNS = ("label", "data")


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("notices", _("Notices to staff"), erase))


def erase(person: Person, _by: Actor, _at: datetime) -> Outcome:
    """Notices about what the person has to do with keep their sense without the name, addresses and numbers."""
    outcome, changed = Outcome(), 0
    for row in Notice.objects.filter(stream__in=sorted(person.streams)):
        if names := person.blank_fields(row, COLUMNS):
            row.save(update_fields=names)
            changed += 1
    outcome.add(_("Notices that name this person"), changed)
    return outcome
