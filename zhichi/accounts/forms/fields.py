"""Fields that several forms of accounts share."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors

if TYPE_CHECKING:
    from zhichi.accounts.models import User

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


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones, those most used first."""
    rest = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    names = [*FIRST_ZONES, *(name for name in rest if name not in FIRST_ZONES)]
    return tuple((name, name.replace("_", " ")) for name in names)


def language_field() -> forms.ChoiceField:
    """The languages of the product, each in its own words."""
    names = {"zh-hans": "简体中文", "en": "English"}
    return forms.ChoiceField(
        label=_("Language"), choices=[(code, names.get(code, code)) for code, _name in settings.LANGUAGES]
    )


def zone_field() -> forms.ChoiceField:
    """A time zone."""
    return forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


class StaffField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One active member of staff, with the post behind the name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def offer(self, for_user: Any) -> None:
        """Offer the people that `for_user` may see."""
        self.queryset = selectors.staff(for_user=for_user)

    def label_from_instance(self, obj: User) -> str:
        """Name and post."""
        return f"{obj.display_name} · {obj.get_post_display()}"
