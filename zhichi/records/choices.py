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


class ActorKind(models.TextChoices):
    """Who acted."""

    STAFF = "staff", _("staff")
    CUSTOMER = "customer", _("customer")
    SYSTEM = "system", _("system")
