"""The form of the words around a progress report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from zhichi.tickets.reports import MOST
from zhichi.ui.forms import Form


class TemplateForm(Form):
    """The words of one language. Whether their marks exist is the service's to say."""

    text = forms.CharField(
        label=gettext_lazy("Words around the report"), max_length=MOST, strip=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{language}_%s", **kwargs)
        self.fields["text"].widget.attrs.update({"rows": 11, "lang": "en" if language == "en" else "zh-Hans"})
