"""Forms of escalation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.sla.registry import clock_kinds
from zhichi.tickets.choices import Urgency
from zhichi.tickets.selectors import RANGES, RiskFilter
from zhichi.ui.forms import Form


class BoardForm(Form):
    """What the board is narrowed to."""

    team = forms.TypedChoiceField(label=_("Team"), coerce=int, required=False, empty_value=None)
    kind = forms.ChoiceField(label=_("Promise"), required=False)
    urgency = forms.ChoiceField(
        label=pgettext_lazy("ticket", "Urgency"), choices=[("", _("All")), *Urgency.choices], required=False
    )
    when = forms.ChoiceField(choices=[("", ""), *((name, name) for name in RANGES)], required=False)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(clock_kinds.values(), key=lambda kind: kind.order)
        self.give_choices("team", [("", _("All")), *teams])
        self.give_choices("kind", [("", _("All")), *((kind.code, kind.label) for kind in kinds)])

    def wanted(self) -> RiskFilter:
        """The filter; what no list offers is left out, as if it were not asked for."""
        self.is_valid()
        found = self.cleaned_data
        return RiskFilter(
            team=found.get("team"),
            kind=found.get("kind", ""),
            urgency=found.get("urgency", ""),
            when=found.get("when", ""),
        )
