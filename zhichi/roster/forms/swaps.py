"""Forms of swaps: offer a shift, do not approve one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from zhichi.roster.services import Offer
from zhichi.ui.forms import Form
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.accounts.models import User
    from zhichi.roster.models import Shift


class OfferForm(Form):
    """To whom, and for what in return."""

    wanted = forms.ChoiceField(label=_("Offer it to"), required=False)
    in_return = forms.ChoiceField(label=_("And take in return"), required=False)
    note = forms.CharField(label=_("Note to the colleague"), required=False, max_length=200)

    def __init__(self, *args: Any, people: Iterable[User], shifts: Iterable[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(person.pk), person.display_name) for person in people]
        self.give_choices("wanted", [("", _("Anybody of the team")), *names])
        rows = [(f"{row.person_id}-{row.pk}", _line(row)) for row in shifts]
        self.give_choices("in_return", [("", _("Nothing")), *rows])

    def clean(self) -> dict[str, Any]:
        """A shift in return belongs to the colleague it is asked of: choosing it alone names the colleague."""
        data = super().clean() or {}
        owner, _dash, _shift = str(data.get("in_return") or "").partition("-")
        if owner and not data.get("wanted"):
            data["wanted"] = owner
        elif owner and data["wanted"] != owner:
            self.add_error("in_return", _("Choose a shift of the colleague you offer yours to."))
        return data

    def offer_of(self, shift_id: int) -> Offer:
        """What the service wants."""
        wanted, back = self.cleaned_data.get("wanted"), self.cleaned_data.get("in_return") or ""
        return Offer(
            shift_id=shift_id,
            wanted_id=int(wanted) if wanted else None,
            in_return_id=int(back.partition("-")[2]) if back else None,
            note=self.cleaned_data["note"],
        )


class RefuseForm(Form):
    """Why a swap is not approved."""

    reason = forms.CharField(label=_("Why"), max_length=200)


def _line(shift: Shift) -> str:
    weekday, day = weekday_words()[shift.day.weekday()], date_format(shift.day, pgettext("date format", "j M"))
    return f"{shift.person.display_name} · {weekday} {day} · {shift.kind.title} {shift.kind.hours}"
