"""Forms of visits and remote sessions. Planned times are typed in the site's own zone."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.ui.forms import DateTimeInput, Form, Pills, RadioPills, Segmented
from zhichi.visits.choices import ConsentBy, Result, SignedBy, State
from zhichi.visits.mails import local_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.accounts.models import User
    from zhichi.visits.models import Visit

SHORT_TEXT = {"rows": 3}


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones, the product's own first."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    first = settings.TIME_ZONE
    return tuple((name, name.replace("_", " ")) for name in [first, *(name for name in names if name != first)])


class SiteMoment(forms.DateTimeField):
    """A moment typed and shown in a site's zone, whatever zone the reader lives in; cleaned to aware UTC."""

    widget = DateTimeInput

    def __init__(self, *, zone: zoneinfo.ZoneInfo | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone or zoneinfo.ZoneInfo(settings.TIME_ZONE)

    def prepare_value(self, value: Any) -> Any:
        """The site's own clock, without a zone, as the browser's picker wants it."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """The moment in UTC. Raises ValidationError for what is no time, or no time at that place."""
        if value in self.empty_values:
            return None
        try:
            local = datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
            moment = local.replace(tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("This is no date and time.")) from None
        if moment.astimezone(self.zone).replace(tzinfo=None) != local:
            raise forms.ValidationError(_("The clocks there skip this time."))
        return moment


class RequestForm(Form):
    """Why somebody should go there, and where that is."""

    reason = forms.CharField(
        label=gettext_lazy("Why a visit is needed"), max_length=2000, widget=forms.Textarea(SHORT_TEXT)
    )
    address = forms.CharField(label=gettext_lazy("Address of the site"), max_length=300)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone of the site"), choices=zone_choices)
    contact_name = forms.CharField(label=gettext_lazy("Who receives the engineer"), max_length=120)
    contact_phone = forms.CharField(label=gettext_lazy("Phone on site"), max_length=60, required=False)
    skills = forms.MultipleChoiceField(label=gettext_lazy("Skills needed"), required=False, widget=Pills)
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [(str(row.pk), row.name) for row in accounts.skills()]  # type: ignore[attr-defined]


class ScheduleForm(Form):
    """Who goes when; a reason when the visit is moved, and one when something speaks against the plan."""

    engineer = forms.ChoiceField(label=gettext_lazy("Engineer"))
    starts_at = SiteMoment(label=pgettext_lazy("visit", "Begins"))
    ends_at = SiteMoment(label=pgettext_lazy("visit", "Ends"))
    travel_before = forms.IntegerField(label=gettext_lazy("Way there, minutes"), min_value=0, max_value=1440)
    travel_after = forms.IntegerField(label=gettext_lazy("Way back, minutes"), min_value=0, max_value=1440)
    reason = forms.CharField(label=gettext_lazy("Why it is moved"), max_length=500)
    overruled = forms.CharField(
        label=gettext_lazy("Why all the same"), max_length=500, required=False,
        help_text=gettext_lazy("Only when the engineer is away, off work or lacks a skill."),
    )  # fmt: skip

    def __init__(self, *args: Any, visit: Visit, engineers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), _with_skills(one)) for one in engineers]
        self.fields["engineer"].choices = [("", _("Choose one")), *people]  # type: ignore[attr-defined]
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = visit.site_zone  # type: ignore[attr-defined]
            self.fields[name].help_text = _("Time at the site: %s") % visit.site_zone.key
        if visit.state == State.REQUESTED:
            del self.fields["reason"]
        else:
            self.fields["reason"].help_text = _("Planned so far: %s") % local_span(visit)


def _with_skills(one: User) -> str:
    skills = ", ".join(f"{row.skill.name} {row.level}" for row in one.skills.all())
    return f"{one.display_name} ({skills})" if skills else one.display_name


class RemoteForm(Form):
    """A remote session about to begin; without consent it does not."""

    tool = forms.CharField(label=pgettext_lazy("remote session", "Tool"), max_length=80)
    link = forms.CharField(label=gettext_lazy("Link to the session"), max_length=500, required=False)
    consent_by = forms.CharField(label=gettext_lazy("Who agreed"), max_length=120)
    consent_how = forms.ChoiceField(label=gettext_lazy("How they agreed"), choices=ConsentBy.choices, widget=RadioPills)
    agrees = forms.BooleanField(label=gettext_lazy("The customer agrees to this remote session"), required=False)
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class DoneForm(Form):
    """What was done."""

    work_done = forms.CharField(
        label=gettext_lazy("What was done"), max_length=20_000, widget=forms.Textarea({"rows": 5})
    )


class ReasonForm(Form):
    """Why a visit is called off."""

    reason = forms.CharField(label=pgettext_lazy("visit", "Reason"), max_length=500, widget=forms.Textarea(SHORT_TEXT))


class ReportForm(Form):
    """The report of a visit with the customer's signature. The service judges the signature."""

    work_done = forms.CharField(
        label=gettext_lazy("What was done"), max_length=20_000, widget=forms.Textarea({"rows": 5})
    )
    parts_used = forms.CharField(
        label=gettext_lazy("Parts used"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
    )
    result = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=Result.choices, widget=RadioPills)
    signed = forms.ChoiceField(
        label=gettext_lazy("How the customer signs"), choices=SignedBy.choices, widget=Segmented,
        initial=SignedBy.DRAWN,
    )  # fmt: skip
    signer_name = forms.CharField(label=gettext_lazy("Name of whoever signs"), max_length=120, required=False)
    signature = forms.CharField(required=False, widget=forms.HiddenInput, label=gettext_lazy("Signature"))
    consents = forms.BooleanField(
        label=gettext_lazy("The typed name is my signature under this report"), required=False
    )
    unsigned_reason = forms.CharField(
        label=gettext_lazy("Why the customer did not sign"), max_length=500, required=False
    )
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
