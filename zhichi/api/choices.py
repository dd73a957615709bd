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
    NOTICES_READ = "notices:read", _("Read one's own notices")
    NOTICES_WRITE = "notices:write", _("Acknowledge one's own notices")
    LEVELS_READ = "levels:read", _("Read service levels and try requests on them")
    CALENDARS_READ = "calendars:read", _("Read calendars and reckon working time")
    CALENDARS_WRITE = "calendars:write", _("Propose days of calendars, which people review")
    ROSTER_READ = "roster:read", _("Read the duty roster and swaps")
    ROSTER_WRITE = "roster:write", _("Offer, take and approve swaps")
    ROUTING_READ = "routing:read", _("Try routing out and read everybody's load")
    SYSTEM_READ = "system:read", _("Read the health of the system")
    MAIL_READ = "mail:read", _("Read mail that is held back and the block and allow lists")
    MAIL_WRITE = "mail:write", _("Release and delete held mail, change the lists, close spam in bulk")
    REVIEWS_READ = "reviews:read", _("Read conversation reviews")
    REVIEWS_WRITE = "reviews:write", _("Give opinions on conversations, agree or object")
    REPORTS_READ = "reports:read", _("Read analysis reports")
    RECORD_READ = "record:read", _("Read how old the records are, legal holds, signed heads, exports")
    GATHERING_READ = "gathering:read", _("Read sources of articles and what they brought")
    GATHERING_WRITE = "gathering:write", _("Have sources of articles read now")
    IDEAS_READ = "ideas:read", _("Read ideas")
    IDEAS_WRITE = "ideas:write", _("Raise ideas and vote for them")
    ARTICLES_READ = "articles:read", _("Read articles and what is missing")
    ARTICLES_WRITE = "articles:write", _("Write and submit articles, vote, settle what is missing")


# Who may write may read what was written: no token needs to name both.
IMPLIES = {
    Scope.TICKETS_WRITE: (Scope.TICKETS_READ,),
    Scope.CUSTOMERS_WRITE: (Scope.CUSTOMERS_READ,),
    Scope.NOTICES_WRITE: (Scope.NOTICES_READ,),
    Scope.CALENDARS_WRITE: (Scope.CALENDARS_READ,),
    Scope.ROSTER_WRITE: (Scope.ROSTER_READ,),
    Scope.MAIL_WRITE: (Scope.MAIL_READ,),
    Scope.REVIEWS_WRITE: (Scope.REVIEWS_READ,),
    Scope.GATHERING_WRITE: (Scope.GATHERING_READ,),
    Scope.IDEAS_WRITE: (Scope.IDEAS_READ,),
    Scope.ARTICLES_WRITE: (Scope.ARTICLES_READ,),
}
