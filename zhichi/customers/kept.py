"""What is kept of customers and for how long, and who may put one under a legal hold (3.4.3)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.customers import policies
from zhichi.customers.models import Contact, Organisation
from zhichi.records.registry import RecordType, keep, register_holdable


def register() -> None:
    """Tell the record."""
    rule = gettext_noop("Contacts are kept after the last change of their file for")
    keep(RecordType("contacts", _("Contacts"), rule, Contact.objects.all, "updated_at", 60))
    register_holdable("organisation", partial(_may_see, Organisation))
    register_holdable("contact", partial(_may_see, Contact))


def _may_see(model: type[Contact | Organisation], person: Any, key: str) -> bool:
    return policies.visible_to(person, model.objects.filter(pk=int(key))).exists()
