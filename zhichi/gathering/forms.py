"""Forms of gathering: a source of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.gathering import services
from zhichi.gathering.choices import PAGE
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.choices import CHOSEN, Visibility
from zhichi.knowledge.registry import types
from zhichi.ui.forms import Form, RadioPills

if TYPE_CHECKING:
    from zhichi.gathering.models import Source
    from zhichi.gathering.registry import Option, SourceKind

MOST_LINES = 20_000


class SourceForm(Form):
    """A source of one kind: its name, the kind's own options (`option_<code>`), what becomes of what it brings."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"), choices=settings.LANGUAGES, widget=RadioPills
    )
    article_type = forms.ChoiceField(
        label=gettext_lazy("They become articles of the type"),
        help_text=gettext_lazy("Of a type with several parts, headings named like a part begin it."),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read them once they are published"), widget=RadioPills,
        choices=[(one.value, one.label) for one in Visibility if one not in CHOSEN],
    )  # fmt: skip
    module = forms.ChoiceField(label=gettext_lazy("Module or section"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who looks after it"), required=False)
    hours = forms.IntegerField(
        label=gettext_lazy("Hours between two readings"), required=False, min_value=1, max_value=2_000,
        help_text=gettext_lazy("Empty: as the handbook says."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=gettext_lazy("Read it by schedule"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: SourceKind, source: Source | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.source = kind, source
        for option in kind.options:
            self.fields[f"option_{option.code}"] = _field(option, has_secret=bool(source and source.secrets))
        self.give_choices("article_type", [(code, one.label) for code, one in types.items()])
        rows = [("", _("None"))]
        rows += [(node.key, "\u2003" * node.depth + str(node.row)) for node in knowledge.flat(knowledge.module_tree())]
        self.give_choices("module", rows)
        people = [one for one in accounts.everybody() if one.is_active and knowledge_rights.WRITE.allows(one, None)]
        self.give_choices("owner", [("", _("Nobody")), *((str(one.pk), one.display_name) for one in people)])

    @property
    def option_fields(self) -> list[forms.BoundField]:
        """The fields of the kind, in its order."""
        return [self[f"option_{option.code}"] for option in self.kind.options]

    def data_of_form(self) -> services.SourceData:
        """What was typed, for the services."""
        data = self.cleaned_data
        return services.SourceData(
            name=data["name"],
            kind=self.kind.code,
            options={option.code: data.get(f"option_{option.code}") for option in self.kind.options},
            language=data["language"],
            article_type=data["article_type"],
            module_id=int(data["module"]) if data["module"] else None,
            visibility=data["visibility"],
            owner_id=int(data["owner"]) if data["owner"] else None,
            hours=data["hours"],
            is_active=data["is_active"],
        )

    @staticmethod
    def initial_of(kind: SourceKind, source: Source | None, *, language: str, person_id: int) -> dict[str, Any]:
        """The fields filled from a source, or the start of a new one."""
        if source is None:
            values: dict[str, Any] = {
                "language": language, "article_type": PAGE, "visibility": Visibility.STAFF, "owner": str(person_id),
                "is_active": False,
            }  # fmt: skip
            return values | {f"option_{one.code}": one.default for one in kind.options}
        names = ("name", "language", "article_type", "visibility", "hours", "is_active", "revision")
        values = {name: getattr(source, name) for name in names}
        values |= {"module": str(source.module_id or ""), "owner": str(source.owner_id or "")}
        return values | {f"option_{code}": value for code, value in source.options.items()}


def _field(option: Option, *, has_secret: bool) -> forms.Field:
    common: dict[str, Any] = {"label": option.label, "help_text": option.hint, "required": option.is_required}
    if option.type == "flag":
        return forms.BooleanField(**common | {"required": False})
    if option.type == "number":
        return forms.IntegerField(min_value=option.minimum, max_value=option.maximum, **common | {"required": False})
    if option.type == "choice":
        return forms.ChoiceField(choices=option.choices, **common)
    if option.type == "lines":
        return forms.CharField(max_length=MOST_LINES, widget=forms.Textarea(attrs={"rows": 4}), **common)
    if option.type == "secret":
        hint = _("One is kept; type another to replace it.") if has_secret else option.hint
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=2_000, widget=widget, **common | {"help_text": hint})
    return forms.CharField(max_length=2_000, **common)


class ImportForm(Form):
    """An archive that an export made."""

    archive = forms.FileField(label=gettext_lazy("Archive"), help_text=gettext_lazy("The file that the export made."))
    is_dry = forms.BooleanField(
        label=gettext_lazy("Only say what would become of it"), required=False, initial=True
    )  # fmt: skip
