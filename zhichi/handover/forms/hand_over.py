"""Who goes on with which ticket, and the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.handover.services import Move
from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.handover.selectors import Line, Sheet

KEEP, DUTY = "keep", "duty"


class HandOverForm(Form):
    """One choice and one note for each open ticket, and a note for all."""

    note = forms.CharField(
        label=gettext_lazy("Note for all"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for line in sheet.lines:
            key = line.ticket.pk
            self.fields[f"to_{key}"] = forms.ChoiceField(
                label=_("Who goes on with #%s") % line.ticket.number,
                choices=_choices(line, sheet),
                initial=line.proposal,
                required=False,
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=_("Note for #%s") % line.ticket.number, required=False, max_length=500
            )

    def rows(self) -> Iterator[tuple[Line, Any, Any]]:
        """Each ticket with its two fields."""
        for line in self.sheet.lines:
            yield line, self[f"to_{line.ticket.pk}"], self[f"note_{line.ticket.pk}"]

    def moves(self) -> list[Move]:
        """What the service wants: the tickets that do not stay."""
        found = []
        for line in self.sheet.lines:
            key = line.ticket.pk
            chosen = self.cleaned_data.get(f"to_{key}") or KEEP
            if chosen != KEEP:
                to_id = int(chosen.removeprefix("user-")) if chosen != DUTY else None
                found.append(Move(ticket_id=key, to_id=to_id, note=self.cleaned_data.get(f"note_{key}", "")))
        return found


def _choices(line: Line, sheet: Sheet) -> list[tuple[Any, Any]]:
    role = line.ticket.duty_role.title
    duty = f"{role} · {line.duty_holder.display_name}" if line.duty_holder else role
    choices: list[tuple[Any, Any]] = [(KEEP, _("Stays with me")), (DUTY, duty)]
    for title, people in ((_("On the next shift"), sheet.next_people), (_("Other colleagues"), sheet.others)):
        if people:
            choices.append((title, [(f"user-{user.pk}", _words(user, sheet)) for user in people]))
    return choices


def _words(user: Any, sheet: Sheet) -> str:
    return _("%(name)s (%(count)s open)") % {"name": user.display_name, "count": sheet.loads.get(user.pk, 0)}
