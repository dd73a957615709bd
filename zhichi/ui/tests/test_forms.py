"""Forms: labels, hints, errors and what connects them; widgets; refusals of services."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from zhichi.core.errors import DomainError
from zhichi.ui.forms import Choice, FilesField, Form, RadioCards, Segmented, need_of


class Sample(Form):
    """Three required fields, one not."""

    name = forms.CharField(label="Name", help_text="As on the contract")
    email = forms.EmailField(label="Mail")
    impact = forms.ChoiceField(
        label="Impact", choices=[("all", Choice("Everybody", "Nobody works"))], widget=RadioCards
    )
    note = forms.CharField(label="Note", required=False)


def render(source: str, **context: Any) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_keeps_label_hint_and_error_connected() -> None:
    markup = render("{% field form.name %}", form=Sample({"name": ""}))
    assert '<label class="label" for="id_name">Name</label>' in markup
    assert 'aria-describedby="id_name_helptext id_name_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'id="id_name_helptext"' in markup
    assert 'id="id_name_error"' in markup


def test_keeps_typed_text_after_an_error() -> None:
    markup = render("{% field form.email autocomplete='email' %}", form=Sample({"email": "a@<b"}))
    assert 'value="a@&lt;b"' in markup
    assert 'autocomplete="email"' in markup


def test_keeps_the_rarer_need_written() -> None:
    form = Sample()
    assert [need_of(bound) for bound in form] == ["", "", "", "optional"]
    assert "Optional" in render("{% field form.note %}", form=form)


def test_keeps_groups_as_fieldset() -> None:
    markup = render("{% field form.impact %}", form=Sample())
    assert "<fieldset" in markup
    assert '<legend class="label">Impact</legend>' in markup
    assert "<b>Everybody</b><small>Nobody works</small>" in markup


def test_keeps_summary_with_links() -> None:
    form = Sample({"name": "", "email": "x", "impact": "all"})
    markup = render("{% form_errors form %}", form=form)
    assert 'role="alert"' in markup
    assert '<a href="#id_name">Name</a>' in markup
    assert "2 things need a change" in markup
    assert render("{% form_errors form %}", form=Sample()).strip() == ""


def test_keeps_whole_form_in_our_clothes() -> None:
    markup = render("{{ form }}", form=Sample({}))
    assert markup.count('class="field ') == 4
    assert "error-summary" in markup


def test_keeps_what_a_service_refused() -> None:
    form = Sample({"name": "n", "email": "a@example.com", "impact": "all"})
    assert form.is_valid()
    form.refuse(DomainError("taken", "Refused.", "Choose another.", fields={"email": "This address is taken."}))
    assert form.errors["email"] == ["This address is taken."]
    form.refuse(DomainError("late", "Too late.", "Ask a colleague."))
    assert form.non_field_errors() == ["Too late. Ask a colleague."]


class WithFiles(Form):
    """One field of several files."""

    attachments = FilesField(required=False, max_bytes=10, max_count=2)


def files(*sizes: int) -> WithFiles:
    uploads = [SimpleUploadedFile(f"f{number}.txt", b"x" * size) for number, size in enumerate(sizes)]
    return WithFiles({}, MultiValueDict({"attachments": uploads}))


def test_keeps_all_files() -> None:
    form = files(3, 10)
    assert form.is_valid()
    assert [upload.name for upload in form.cleaned_data["attachments"]] == ["f0.txt", "f1.txt"]
    assert files().is_valid()


@pytest.mark.parametrize(("sizes", "named"), [((3, 11), "f1.txt"), ((1, 1, 1), "2"), ((0,), "empty")])
def test_refuses_files(sizes: tuple[int, ...], named: str) -> None:
    with translation.override("en"):
        form = files(*sizes)
        assert not form.is_valid()
        assert named in str(form.errors["attachments"])


def test_keeps_segmented_choice_checked() -> None:
    class Chosen(Form):
        kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=Segmented, initial="b")

    assert 'value="b" required id="id_kind_1" checked' in render("{% field form.kind %}", form=Chosen())


def test_an_empty_field_takes_the_words_of_the_service_and_a_wrong_one_keeps_its_own() -> None:
    """Bad input: no name, and a mail address that is none; the service has words for both."""

    class Told(Sample):
        def clean(self) -> dict[str, Any]:
            def check() -> None:
                raise DomainError(
                    "told", "Wrong", fields={"name": "Say who you are.", "email": "Write a mail address."}
                )

            self.foretell(check)
            return self.cleaned_data

    form = Told({"name": "", "email": "a@<b", "impact": "all"})
    assert form.errors["name"] == ["Say who you are."]
    assert form.errors["email"] != ["Write a mail address."]
