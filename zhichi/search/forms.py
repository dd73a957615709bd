"""The form of a group of synonyms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.ui.forms import Form


class SynonymForm(Form):
    """Words that stand for each other."""

    words = forms.CharField(
        label=gettext_lazy("Words that mean the same"), max_length=2000, widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("One on each line, in any language: 打印机, printer."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=pgettext_lazy("word", "In use"), required=False, initial=True)
