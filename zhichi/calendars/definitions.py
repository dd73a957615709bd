"""What calendars tell people: a year that is provisional wants to be reviewed again."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop as _
from zhichi.notices.registry import NoticeKind

OFFICIAL, STILL_EXPECTED = "calendars.official", "calendars.still_expected"

NOTICES = (
    NoticeKind(
        code=OFFICIAL,
        label=pgettext_lazy("notice", "Official days to review"),
        wording=_(
            "%(matter)s: the official days of %(year)s are here. What counts so far is provisional: please review."
        ),
        severity="warning",
        clause="1.3",
        needs_acknowledgement=True,
        icon="calendar-clock",
    ),
    NoticeKind(
        code=STILL_EXPECTED,
        label=pgettext_lazy("notice", "Year still provisional"),
        wording=_(
            "%(matter)s: %(year)s is still provisional. Please look whether the State Council's notice is out, then "
            "update the product or paste its text."
        ),
        severity="warning",
        clause="1.3",
        needs_acknowledgement=True,
        icon="calendar-clock",
    ),
)
