"""Forms of the use of knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.texts import fold
from zhichi.guidance import drafting
from zhichi.knowledge.registry import types
from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhichi.accounts.models import User
    from zhichi.guidance.drafting import Piece
    from zhichi.knowledge.registry import ArticleType

LONGEST_TITLE = 200


class FromTicketForm(Form):
    """The texts of an article that is begun from a ticket: `part_<code>` for each part of its type."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)

    def __init__(self, *args: Any, kind: ArticleType, pieces: Mapping[str, Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = pieces
        self.initial.setdefault("title", pieces["title"].text[:LONGEST_TITLE])
        for part in kind.parts:
            self.fields[f"part_{part.code}"] = forms.CharField(
                label=part.label, help_text=part.hint, required=False, max_length=drafting.LONGEST,
                widget=forms.Textarea(attrs={"rows": 5, "data-need": "none"}),
            )  # fmt: skip
            if part.code in pieces:
                self.initial.setdefault(f"part_{part.code}", pieces[part.code].text)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each field with what was left out of it."""
        names = {"title": "title"} | {name: name.removeprefix("part_") for name in self.fields if name != "title"}
        return [
            {"field": self[name], "left_out": self.pieces[code].left_out if code in self.pieces else ()}
            for name, code in names.items()
        ]

    def texts(self) -> dict[str, str]:
        """The parts as typed, by code."""
        return {
            name.removeprefix("part_"): text for name, text in self.cleaned_data.items() if name.startswith("part_")
        }


class AssignForm(Form):
    """Who is to write it."""

    assignee = forms.ChoiceField(label=gettext_lazy("Who writes it"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("assignee", [(str(person.pk), person.display_name) for person in people])


class DismissForm(Form):
    """Why no article is wanted."""

    reason = forms.CharField(label=gettext_lazy("Why no article is wanted"), max_length=300)


class LinkForm(Form):
    """The article that answers already, or is to answer."""

    article = forms.CharField(label=gettext_lazy("Number of the article"), max_length=20, help_text="KB-0012")

    def clean_article(self) -> int:
        """12 of "KB-0012", "kb12", "12"; full width too."""
        typed = fold(self.cleaned_data["article"]).removeprefix("kb").lstrip("-").strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 12):
            raise forms.ValidationError(_("Type the number of an article, like KB-0012."))
        return int(typed)


class BeginForm(Form):
    """Begin the article."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("Type"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("kind", [(code, kind.label) for code, kind in types.items() if kind.is_written])
