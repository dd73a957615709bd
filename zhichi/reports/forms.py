"""Forms of analysis reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.ui.forms import DateInput, Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.reports.selectors import FindingView, Offer


class DraftForm(Form):
    """About which period a report is drafted."""

    code = forms.ChoiceField(label=pgettext_lazy("report", "Period"))

    def __init__(self, *args: Any, offers: Iterable[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_length: dict[str, list[tuple[str, str]]] = {}
        for offer in offers:
            by_length.setdefault(str(offer.length.label), []).append((offer.code, offer.label))
        self.give_choices("code", list(by_length.items()))


class RemarksForm(Form):
    """What the manager says about the figures."""

    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        required=False,
        widget=forms.Textarea({"rows": 6, "data-need": "none"}),
        help_text=gettext_lazy("What the figures mean and what follows from them; stands in the report as it is."),
    )


class ActionForm(Form):
    """A measure: what, for which finding, who, until when."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500)
    finding = forms.ChoiceField(label=pgettext_lazy("report", "Finding"), required=False)
    owner = forms.TypedChoiceField(label=pgettext_lazy("report", "Who"), coerce=int)
    due_on = forms.DateField(label=pgettext_lazy("report", "Until"), widget=DateInput)

    def __init__(self, *args: Any, people: Iterable[Any], findings: Iterable[FindingView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("owner", [(row.pk, f"{row.display_name} · {row.get_post_display()}") for row in people])
        choices = [(item.code, f"{item.label}: {item.clause_id} {item.title}") for item in findings]
        self.give_choices("finding", [("", _("The report as a whole")), *choices])


class OutcomeForm(Form):
    """What came of a measure."""

    outcome = forms.CharField(label=gettext_lazy("What came of it"), max_length=500, widget=forms.Textarea({"rows": 3}))
