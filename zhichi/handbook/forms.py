"""Forms of the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from zhichi.records.registry import PolicyDefinition


class ValueForm(Form):
    """A new value for one number of the handbook, and why."""

    value = forms.CharField(label=gettext_lazy("New value"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Stands in the new version of the handbook, for everybody to read."),
    )

    def __init__(self, *args: Any, definition: PolicyDefinition, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        field = self.fields["value"]
        if isinstance(definition.default, bool):
            self.fields["value"] = forms.BooleanField(label=_("New value"), required=False)
        elif definition.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("New value"), choices=[(code, _(code)) for code in definition.choices]
            )
        elif isinstance(definition.default, int | float):
            low, high = definition.minimum, definition.maximum
            field.help_text = _("%(unit)s, from %(low)s to %(high)s") % {"unit": unit, "low": low, "high": high}
            field.widget = forms.NumberInput({"min": low, "max": high, "step": "any", "inputmode": "decimal"})

    def clean(self) -> dict[str, Any]:
        """Tell of a value out of bounds together with a missing reason."""
        data = super().clean() or {}
        self.foretell(lambda: self.definition.checked(data.get("value", "")))
        return data


class CharterForm(Form):
    """The service charter in both languages, and why it changes."""

    text_zh = forms.CharField(
        label=gettext_lazy("Charter in Chinese"), widget=forms.Textarea({"rows": 14, "lang": "zh-Hans"})
    )
    text_en = forms.CharField(
        label=gettext_lazy("Charter in English"), widget=forms.Textarea({"rows": 14, "lang": "en"})
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea({"rows": 2}))
