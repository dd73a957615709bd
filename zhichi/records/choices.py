"""Codes of the record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """How one object is bound to another; read "from … kind … to"."""

    RELATED = "related", _("related to")
    FOLLOWS = "follows", _("follows from")
    DUPLICATE = "duplicate", _("duplicate of")
    CAUSED_BY = "caused_by", _("caused by")
    PREREQUISITE = "prerequisite", _("needs first")
    SEE_ALSO = "see_also", _("see also")
    SUPERSEDES = "supersedes", _("takes the place of")


class Settled(models.TextChoices):
    """What became of a parked event."""

    RETRIED = "retried", _("handled after all")
    DROPPED = "dropped", _("dropped")


def settled_label(code: str) -> str:
    """The word for a code of Settled; an unknown code as it is."""
    return str(Settled(code).label) if code in Settled.values else code


class ActorKind(models.TextChoices):
    """Who acted."""

    STAFF = "staff", _("staff")
    CUSTOMER = "customer", _("customer")
    SYSTEM = "system", _("system")
