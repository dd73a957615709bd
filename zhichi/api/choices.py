"""What a token may be used for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """A token acts as its owner, and never beyond these."""

    TICKETS_READ = "tickets:read", _("Read requests")
    TICKETS_WRITE = "tickets:write", _("Register and work requests")
    CUSTOMERS_READ = "customers:read", _("Read customers' files")
    CUSTOMERS_WRITE = "customers:write", _("Change customers' files")
    HANDBOOK_READ = "handbook:read", _("Read the handbook and its evidence")


# Who may write may read what was written: no token needs to name both.
IMPLIES = {
    Scope.TICKETS_WRITE: (Scope.TICKETS_READ,),
    Scope.CUSTOMERS_WRITE: (Scope.CUSTOMERS_READ,),
}
