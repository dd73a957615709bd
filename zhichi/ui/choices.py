"""Choices that many forms offer: languages and time zones."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock

FIRST_ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)
LANGUAGES = {"zh-hans": "简体中文", "en": "English"}


class LongSelect(forms.Select):
    """A select of hundreds of options; Django renders two templates for each, which takes longer than the page."""

    template_name = "ui/widgets/long_select.html"


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones, those most used first."""
    rest = sorted(name for name in clock.zones() if "/" in name and not name.startswith("Etc/"))
    names = [*FIRST_ZONES, *(name for name in rest if name not in FIRST_ZONES)]
    return tuple((name, name.replace("_", " ")) for name in names)


def zone_field(**options: Any) -> forms.ChoiceField:
    """A time zone."""
    options.setdefault("label", _("Time zone"))
    return forms.ChoiceField(choices=zone_choices, widget=LongSelect, **options)


def language_field() -> forms.ChoiceField:
    """The languages of the product, each in its own words."""
    offered = [(code, LANGUAGES.get(code, code)) for code, _name in settings.LANGUAGES]
    return forms.ChoiceField(label=_("Language"), choices=offered)
