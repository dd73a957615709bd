"""Forms of the plan: one shift, a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors as accounts
from zhichi.roster.choices import LONGEST_PATTERN, MOST_WEEKS, ON_SHIFTS
from zhichi.ui.forms import Choice, DateInput, Form, Pills, RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.roster.models import ShiftKind

AUTO, NOBODY = "auto", "none"


class PutForm(forms.Form):
    """What quick entry sends. `kind` 0 means a free day; `role` is "auto", "none" or the id of a duty role."""

    person = forms.IntegerField()
    day = forms.DateField(input_formats=["%Y-%m-%d"])
    kind = forms.IntegerField(min_value=0)
    role = forms.RegexField(r"^(auto|none|\d{1,9})$", required=False)
    reason = forms.CharField(required=False, max_length=200)


class CellForm(Form):
    """One person's day, by choosing."""

    kind = forms.ChoiceField(label=pgettext_lazy("roster", "Shift"), widget=RadioCards)
    role = forms.ChoiceField(label=_("Duty role"), required=False)
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, kinds: Sequence[ShiftKind], team_id: int, is_published: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(str(row.pk), Choice(row.title, row.hours)) for row in kinds]
        choices.append(("0", Choice(pgettext_lazy("roster", "Free"), "")))
        roles = [(str(row.pk), row.title) for row in accounts.duty_roles() if row.team_id == team_id]
        role_choices = [(AUTO, _("As the shift says")), (NOBODY, pgettext_lazy("roster", "None")), *roles]
        self.give_choices("kind", choices)
        self.give_choices("role", role_choices)
        if is_published:
            self.fields["reason"].widget.attrs["data-need"] = "required"
        else:
            del self.fields["reason"]


class PatternForm(Form):
    """Fill weeks by a pattern."""

    people = forms.MultipleChoiceField(  # the service says what is missing, with all else that is wrong
        label=pgettext_lazy("staff", "People"), widget=Pills(attrs={"data-need": "required"}), required=False
    )
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=LONGEST_PATTERN * 3,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    start = forms.DateField(label=_("First day"), widget=DateInput)
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS)
    shift_by = forms.IntegerField(
        label=_("Each next person starts later in the pattern by (days)"), min_value=0, max_value=LONGEST_PATTERN
    )
    reason = forms.CharField(label=_("Why, where weeks are published"), required=False, max_length=200)

    def __init__(self, *args: Any, team_id: int, kinds: Sequence[ShiftKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = accounts.members(team_id).filter(post__in=ON_SHIFTS)
        self.give_choices("people", [(str(row.pk), row.display_name) for row in people])
        known = gettext(", ").join(f"{row.key} {row.title}" for row in kinds)
        self.fields["pattern"].help_text = _("Keys of shifts, “-” for a free day: %s") % known
