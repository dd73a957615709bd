"""Forms about one person: basics, post, leaving and coming back; the filter of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts import selectors
from zhichi.accounts.choices import Post
from zhichi.ui.choices import language_field, zone_field
from zhichi.ui.forms import Form

ACTIVITY = (("active", _("Active")), ("inactive", _("Deactivated")), ("all", _("All")))


class PeopleFilterForm(Form):
    """What the list of staff is narrowed to."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    post = forms.ChoiceField(label=_("Post"), required=False, choices=[("", _("All posts")), *Post.choices])
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    skill = forms.TypedChoiceField(label=_("Skill"), required=False, coerce=int, empty_value=None)
    activity = forms.ChoiceField(label=_("Accounts"), required=False, choices=ACTIVITY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(row.pk, row.title) for row in selectors.teams()]
        skills = [(row.pk, row.title) for row in selectors.skills()]
        self.give_choices("team", [("", _("All teams")), *teams])
        self.give_choices("skill", [("", _("All skills")), *skills])

    def wanted(self) -> selectors.PeopleFilter:
        """The filter for the selector; wrong values in the address narrow nothing."""
        self.is_valid()
        data = self.cleaned_data
        activity = data.get("activity") or "active"
        return selectors.PeopleFilter(
            query=data.get("q", ""),
            post=data.get("post", ""),
            team_id=data.get("team"),
            skill_id=data.get("skill"),
            activity="" if activity == "all" else activity,
        )


class BasicsForm(Form):
    """Name, address and what pages are shown in."""

    display_name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=120,
        help_text=_("As it is shown everywhere; one character is enough."),
    )
    email = forms.EmailField(label=_("Mail address"), help_text=_("Used to sign in."))
    family_name = forms.CharField(label=_("Family name"), max_length=60, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, help_text=_("With extension: 010-6234 5678 转 12")
    )
    language = language_field()
    time_zone = zone_field()


class NewPersonForm(BasicsForm):
    """Basics and post of somebody who joins."""

    post = forms.ChoiceField(label=_("Post"), choices=[("", _("Choose a post")), *Post.choices])
    invites = forms.BooleanField(
        label=_("Mail a link for choosing a password"),
        required=False,
        initial=True,
        help_text=_("Valid for three days."),
    )
    field_order = ("display_name", "email", "post", "family_name", "given_name", "phone", "language", "time_zone")


class PostForm(Form):
    """Another post."""

    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)


class ReasonForm(Form):
    """Why an account ends or comes back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("Kept in the record.")
    )
