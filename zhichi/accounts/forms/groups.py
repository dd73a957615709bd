"""Forms about teams, skills and duty roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts import selectors
from zhichi.accounts.forms.fields import StaffField
from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from zhichi.accounts.models import Team


def english_name() -> forms.CharField:
    """The second name that readers of English see."""
    return forms.CharField(
        label=_("Name in English"),
        max_length=80,
        required=False,
        help_text=_("Readers of English see it. Left empty, they see the name above."),
    )


class TeamForm(Form):
    """A team."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    name_en = english_name()
    lead = StaffField(label=_("Lead"), required=False, empty_label=_("Nobody"))
    order = forms.IntegerField(label=_("Place in lists"), min_value=0, max_value=9999, initial=0)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args: Any, for_user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer(for_user)  # type: ignore[attr-defined]


class SkillForm(Form):
    """A skill."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    name_en = english_name()


class DutyRoleForm(Form):
    """A duty role."""

    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"),
        max_length=80,
        help_text=_("For example: intake desk, second line on duty."),
    )
    name_en = english_name()
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(label=_("Team"), queryset=None)
    holder = StaffField(label=_("Holder now"), required=False, empty_label=_("Nobody"))
    is_intake = forms.BooleanField(
        label=_("New requests belong to this role"), required=False, help_text=_("Exactly one role has this mark.")
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args: Any, for_user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = selectors.teams()  # type: ignore[attr-defined]
        self.fields["holder"].offer(for_user)  # type: ignore[attr-defined]
