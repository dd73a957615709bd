"""Forms of conversation reviews, of the lists and of what is done about an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.reviews.cards import Criterion, of_json
from zhichi.reviews.choices import MAX_CRITERIA, MAX_WEIGHT, SCALES, Dimension, Place, Severity
from zhichi.reviews.services import Filled, PhraseData, WordData, unasked
from zhichi.ui.forms import DateInput, Form, Segmented

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.reviews.models import Opinion, Phrase, ScoreCard, Word

LONG = forms.Textarea({"rows": 3})
WORDS = ("name_zh", "name_en", "text_zh", "text_en")


class OpinionForm(Form):
    """The score card to fill in: a mark and a comment for each criterion, passages, a summary. Drafts may lack some."""

    summary = forms.CharField(
        label=gettext_lazy("Summary for the colleague"), max_length=2000, required=False, widget=LONG
    )

    def __init__(self, *args: Any, card: ScoreCard, language: str, draft: Opinion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria, self.language = of_json(card.criteria), language
        for item in self.criteria:
            self.fields[f"mark_{item.code}"] = forms.TypedChoiceField(
                label=item.name(language), choices=[(mark, str(mark)) for mark in item.marks], coerce=int,
                empty_value=None, required=False, widget=Segmented,
            )  # fmt: skip
            self.fields[f"comment_{item.code}"] = forms.CharField(
                label=_("Comment on “%s”") % item.name(language), max_length=2000, required=False,
                widget=forms.Textarea({"rows": 1, "placeholder": _("Comment")}),
            )  # fmt: skip
        if draft is not None and not self.is_bound:
            self.initial = {**self.initial, **_initial(draft)}
        self._draft = draft

    @property
    def lines(self) -> list[tuple[Criterion, str, Any, Any]]:
        """Criterion, its description, mark and comment, for the page."""
        return [
            (item, item.text(self.language), self[f"mark_{item.code}"], self[f"comment_{item.code}"])
            for item in self.criteria
        ]

    @property
    def names(self) -> list[tuple[str, str]]:
        """Code and name of each criterion, for the passages."""
        return [(item.code, item.name(self.language)) for item in self.criteria]

    @property
    def passages(self) -> list[tuple[str, str, str]]:
        """The passages as they stand in the form: message id, words, criterion."""
        if self.is_bound:
            data: Any = self.data
            names = ("evidence_message", "evidence_quote", "evidence_criterion")
            columns = [data.getlist(name) for name in names] if hasattr(data, "getlist") else [[], [], []]
            return [row for row in zip(*columns, strict=False) if row[1].strip()]
        found = self._draft.evidence if self._draft else []
        return [(str(item["message"]), item["quote"], item["criterion"]) for item in found]

    def filled(self) -> Filled:
        """What the service wants; call it on a valid form."""
        data = self.cleaned_data
        marks = {item.code: mark for item in self.criteria if (mark := data[f"mark_{item.code}"]) is not None}
        comments = {item.code: data[f"comment_{item.code}"] for item in self.criteria}
        passages = [(_whole(message), quote, code) for message, quote, code in self.passages]
        return Filled(marks=marks, comments=comments, evidence=passages, summary=data["summary"])


def _initial(draft: Opinion) -> dict[str, Any]:
    marks = {f"mark_{code}": mark for code, mark in draft.marks.items()}
    comments = {f"comment_{code}": text for code, text in draft.comments.items()}
    return {**marks, **comments, "summary": draft.summary}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


class ReasonForm(Form):
    """Why: of an objection."""

    reason = forms.CharField(
        label=gettext_lazy("Why the result is not right"), max_length=4000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Say why you object.")},
    )  # fmt: skip


class AssignForm(Form):
    """Who writes the opinion instead, and why."""

    reviewer = forms.TypedChoiceField(label=gettext_lazy("Reviewer"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewer"]
        field.choices = [(row.pk, f"{row.display_name} · {row.get_post_display()}") for row in people]


class ChooseForm(Form):
    """A conversation chosen by hand."""

    number = forms.CharField(label=gettext_lazy("Ticket number"), max_length=20)
    subject = forms.TypedChoiceField(label=gettext_lazy("Whose conversation"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["subject"]
        field.choices = [(row.pk, row.display_name) for row in people]


class CriterionForm(Form):
    """One criterion of the card. `code` stays when the words change, so that versions can be compared."""

    code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), choices=Dimension.choices)
    weight = forms.IntegerField(label=gettext_lazy("Weight"), min_value=1, max_value=MAX_WEIGHT, initial=10)
    scale = forms.TypedChoiceField(
        label=gettext_lazy("Highest mark"), choices=[(number, str(number)) for number in SCALES], coerce=int, initial=4
    )
    fails = forms.BooleanField(label=gettext_lazy("A 0 fails the whole review"), required=False)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60, required=False)
    text_zh = forms.CharField(label=gettext_lazy("Description in Chinese"), max_length=300, required=False, widget=LONG)
    text_en = forms.CharField(label=gettext_lazy("Description in English"), max_length=300, required=False, widget=LONG)

    def clean(self) -> dict[str, Any]:
        """A criterion with any word needs a name in both languages; one without is left out."""
        data = super().clean() or {}
        if any(data.get(name) for name in WORDS):
            for name in ("name_zh", "name_en"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Give the criterion a name in Chinese and in English."))
        return data


class CardReasonForm(Form):
    """Why a version of the card is published."""

    reason = forms.CharField(
        label=gettext_lazy("Why the card changes"), max_length=300,
        error_messages={"required": gettext_lazy("Say why the card changes.")},
    )  # fmt: skip
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CriteriaLines(forms.BaseFormSet):  # type: ignore[type-arg]  # takes no argument when it runs
    """All criteria of a card."""

    def clean(self) -> None:
        """Tell of a dimension that nobody asks about together with what is wrong in single lines."""
        kept = [form for form in self.forms if form.has_changed() or not form.empty_permitted]
        kept = [form for form in kept if not form.cleaned_data.get("DELETE")]
        named = [form for form in kept if form.errors or any(form.cleaned_data.get(name) for name in WORDS)]
        if named and (nobody_asks := unasked(str(form.cleaned_data.get("dimension")) for form in named)):
            raise forms.ValidationError(nobody_asks)


Criteria: Any = forms.formset_factory(
    CriterionForm, formset=CriteriaLines, extra=1, max_num=MAX_CRITERIA, absolute_max=MAX_CRITERIA + 5, can_delete=True
)


def criteria_of(formset: Any) -> list[Criterion]:
    """The criteria of a valid formset, emptied and removed lines left out; new ones get a code of their own."""
    kept = [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data
        and not form.cleaned_data.get("DELETE")
        and (form.cleaned_data["name_zh"] or form.cleaned_data["name_en"])
    ]
    taken = {row["code"] for row in kept}
    made = []
    for row in kept:
        code = row["code"]
        if not code:
            code = next(name for number in range(1, 1000) if (name := f"c{number}") not in taken)
            taken.add(code)
        made.append(
            Criterion(**{name: value for name, value in row.items() if name not in {"DELETE", "code"}}, code=code)
        )
    return made


class WordForm(Form):
    """A forbidden word."""

    text = forms.CharField(label=gettext_lazy("Forbidden word"), max_length=80)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    severity = forms.ChoiceField(label=gettext_lazy("What it does"), choices=Severity.choices, widget=Segmented)
    instead = forms.CharField(label=gettext_lazy("What to say instead"), max_length=200, required=False)
    exceptions = forms.CharField(
        label=gettext_lazy("Exceptions"), max_length=8000, required=False, widget=LONG,
        help_text=gettext_lazy("Longer words that contain it and are harmless, one on each line."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=pgettext_lazy("word", "In use"), required=False, initial=True)

    def data_of(self) -> WordData:
        """What the service wants; call it on a valid form."""
        values = dict(self.cleaned_data)
        return WordData(**{**values, "exceptions": tuple(values["exceptions"].splitlines())})


def word_initial(row: Word) -> dict[str, Any]:
    """A word as the form shows it."""
    names: Sequence[str] = ("text", "language", "severity", "instead", "is_active")
    return {**{name: getattr(row, name) for name in names}, "exceptions": "\n".join(row.exceptions)}


class PhraseForm(Form):
    """A courtesy phrase."""

    text = forms.CharField(
        label=gettext_lazy("Phrase"), max_length=400, widget=LONG,
        help_text=gettext_lazy("{name} stands for the customer's name."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    place = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=Place.choices, widget=Segmented)
    order = forms.IntegerField(label=gettext_lazy("Order"), min_value=0, max_value=9999, initial=100)
    is_active = forms.BooleanField(label=pgettext_lazy("word", "In use"), required=False, initial=True)

    def data_of(self) -> PhraseData:
        """What the service wants; call it on a valid form."""
        return PhraseData(**self.cleaned_data)


def phrase_initial(row: Phrase) -> dict[str, Any]:
    """A phrase as the form shows it."""
    return {name: getattr(row, name) for name in ("text", "language", "place", "order", "is_active")}


class ActionForm(Form):
    """What is done about an alert."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500)
    owner = forms.TypedChoiceField(label=gettext_lazy("By whom"), coerce=int)
    due_on = forms.DateField(label=gettext_lazy("Until"), widget=DateInput)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [(row.pk, row.display_name) for row in people]


class OutcomeForm(Form):
    """What came of an action."""

    outcome = forms.CharField(label=gettext_lazy("What came of the action"), max_length=500)
