"""The form of the words of a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.tickets.letters import MOST
from zhichi.ui.forms import Form


class LetterForm(Form):
    """The words of one language. Whether their placeholders exist is the service's to say."""

    text = forms.CharField(label=_("Words of the letter"), max_length=MOST, strip=False, widget=forms.Textarea)
    reason = forms.CharField(label=_("Why the words change"), max_length=300)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{language}_%s", **kwargs)
        self.fields["text"].widget.attrs.update({"rows": 13, "lang": "en" if language == "en" else "zh-Hans"})
