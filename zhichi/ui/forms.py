"""Forms in the house's clothes: the renderer, the base classes, and widgets of the design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.ui.timing import size_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.utils.functional import Promise


class UiRenderer(DjangoTemplates):
    """Renders every form, those of libraries too when it is the FORM_RENDERER, by our field template."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/_field.html"


class HouseForm(forms.BaseForm):
    """What forms and model forms share. Mix in before the Django class."""

    default_renderer = UiRenderer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def give_choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Fill a field of choices that are known only now. Raises TypeError for a field of another kind."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is no field of choices")
        field.choices = list(choices)

    def refuse(self, error: DomainError) -> None:
        """Show what a service refused: at the fields it names, else above the form. The typed text stays."""
        named = {name: message for name, message in error.fields.items() if name in self.fields}
        for name, message in named.items():
            self.add_error(name, str(message))
        if not named:
            self.add_error(None, str(error))

    def foretell(self, check: Callable[[], object]) -> None:
        """In `clean()` of a form that is wrong already: show too what the service would refuse in the next round.

        A field that is merely empty takes the words of the service, which say what to write; others keep their error.
        """
        if not self.errors:
            return
        try:
            check()
        except DomainError as error:
            for name in error.fields.keys() & self.fields.keys():
                if name not in self.errors or self.has_error(name, "required"):
                    self.errors.pop(name, None)
                    self.add_error(name, str(error.fields[name]))


class Form(HouseForm, forms.Form):
    """A plain form of the house."""


class ModelForm(HouseForm, forms.ModelForm):  # type: ignore[type-arg]
    """A form over a model, for reading and checking only: services write, so `save()` is not for use."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Refused: call the service with `cleaned_data`."""
        raise NotImplementedError("services write; hand them cleaned_data")


def need_of(bound: forms.BoundField) -> str:
    """Which word stands behind a label: "required", "optional" or none. Only the rarer of the two is written.

    A field's widget attribute `data-need` ("required", "optional", "none") overrides the count.
    """
    wanted = bound.field.widget.attrs.get("data-need")
    if wanted is not None:
        return "" if wanted == "none" else str(wanted)
    shown = [field for field in bound.form.fields.values() if not field.widget.is_hidden]
    required = sum(field.required for field in shown)
    if required in {0, len(shown)}:
        return ""
    rare_is_required = required * 2 < len(shown)
    if bound.field.required:
        return "required" if rare_is_required else ""
    return "" if rare_is_required else "optional"


@dataclass(frozen=True)
class Choice:
    """Label of one choice with a line below it and an icon, for RadioCards, Faces and Pills."""

    label: str | Promise
    hint: str | Promise = ""
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)


class RadioCards(forms.RadioSelect):
    """Radio buttons as cards with a title and a line of explanation."""

    template_name = "ui/widgets/cards.html"


class Faces(forms.RadioSelect):
    """Radio buttons as a row of icons with words below."""

    template_name = "ui/widgets/faces.html"


class Segmented(forms.RadioSelect):
    """Few short choices as one bar."""

    template_name = "ui/widgets/segmented.html"


class Pills(forms.CheckboxSelectMultiple):
    """Several choices as pills."""

    template_name = "ui/widgets/pills.html"


class RadioPills(forms.RadioSelect):
    """One choice as pills."""

    template_name = "ui/widgets/pills.html"


class Switch(forms.CheckboxInput):
    """A checkbox that takes effect at once, shown as a switch."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "switch", "role": "switch", **(attrs or {})})


class DateInput(forms.DateInput):
    """The browser's date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's date and time picker, to the minute, in the reader's zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """The browser's time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Uploads(forms.FileInput):
    """Several files: choose, drop or paste."""

    template_name = "ui/widgets/uploads.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The list of files sent under this name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """A list of uploaded files, each at most `max_bytes` long; empty files are refused, not dropped."""

    widget = Uploads

    def __init__(self, *, max_bytes: int, max_count: int = 20, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_bytes, self.max_count = max_bytes, max_count
        self.widget.attrs.update({"multiple": True, "data-max-bytes": max_bytes, "data-max-count": max_count})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The cleaned files. Raises ValidationError that names the file at fault."""
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            return [] if not self.required else super().clean(None, initial)
        if len(files) > self.max_count:
            raise forms.ValidationError(too_many_words(self.max_count), code="too-many")
        for upload in files:
            if upload.size > self.max_bytes:
                raise forms.ValidationError(too_large_words(upload.name, self.max_bytes), code="too-large")
        return [super(FilesField, self).clean(upload, initial) for upload in files]


def too_large_words(name: str, limit: int) -> str:
    """Says which file is too large and what is allowed."""
    words = _("“%(name)s” is larger than %(limit)s. Make it smaller or send it in parts.")
    return words % {"name": name, "limit": size_words(limit)}


def too_many_words(limit: int) -> str:
    """Says how many files are allowed at once."""
    return _("At most %(limit)s files at a time. Remove some and send the rest afterwards.") % {"limit": limit}
