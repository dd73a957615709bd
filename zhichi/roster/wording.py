"""Words for codes of the roster."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS = {
    "name": _("name"),
    "name_en": _("name in English"),
    "key": pgettext_lazy("shift", "key"),
    "tone": pgettext_lazy("shift", "colour"),
    "start": pgettext_lazy("shift", "start"),
    "end": pgettext_lazy("shift", "end"),
    "time_zone": _("time zone"),
    "weekdays": pgettext_lazy("shift", "days"),
    "needed": pgettext_lazy("shift", "people needed"),
    "duty_role_id": pgettext_lazy("shift", "duty role"),
    "is_active": _("active"),
}
WAYS = {"copy": _("copy of the week before"), "pattern": _("by a pattern")}
