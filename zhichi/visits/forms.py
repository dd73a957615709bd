"""Forms of visits and remote sessions. Planned times are typed in the site's own zone."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.ui.choices import zone_field
from zhichi.ui.forms import DateTimeInput, Form, Pills, RadioPills, Segmented
from zhichi.visits.choices import SAID_TO_US, Result, SignedBy, VisitState
from zhichi.visits.mails import local_span
from zhichi.visits.services import Asked, Consent, Report, Tap, Wanted, judged, judged_request, judged_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.accounts.models import User
    from zhichi.visits.models import Visit

SHORT_TEXT = {"rows": 3}


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
    zone = zone_field(label=gettext_lazy("Time zone of the site"), initial=settings.TIME_ZONE)
    contact_name = forms.CharField(label=gettext_lazy("Who receives the engineer"), max_length=120)
    contact_phone = forms.CharField(label=gettext_lazy("Phone on site"), max_length=60, required=False)
    wanted_from = forms.CharField(
        label=gettext_lazy("Suits the customer from"),
        required=False,
        widget=forms.TextInput({"type": "datetime-local"}),
    )
    wanted_until = forms.CharField(
        label=gettext_lazy("Suits the customer until"),
        required=False,
        widget=forms.TextInput({"type": "datetime-local"}),
    )
    skills = forms.MultipleChoiceField(label=gettext_lazy("Skills needed"), required=False, widget=Pills)
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("skills", [(str(row.pk), row.title) for row in accounts.skills()])
        for name in ("wanted_from", "wanted_until"):
            self.fields[name].help_text = _("On the clock at the site")

    def clean(self) -> dict[str, Any]:
        """Read the window on the clock of the zone that was chosen in the same form."""
        data = super().clean() or {}
        zone = data.get("zone")
        for name in ("wanted_from", "wanted_until"):
            field = SiteMoment(required=False, zone=zoneinfo.ZoneInfo(zone) if zone else None)
            try:
                data[name] = field.clean(data.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        self.foretell(lambda: judged_request(self._wanted(data)))
        return data

    def _wanted(self, data: dict[str, Any]) -> Wanted:
        """What was typed; a field that is wrong already is empty here and keeps its own error."""
        texts = ("reason", "address", "zone", "contact_name", "contact_phone")
        given: dict[str, Any] = {name: data.get(name) or "" for name in texts}
        given |= {name: data.get(name) or None for name in ("wanted_from", "wanted_until")}
        return Wanted(**given, skill_ids=[int(skill) for skill in data.get("skills") or ()])


class ScheduleForm(Form):
    """Who goes when; a reason when the visit is moved, and one when something speaks against the plan."""

    engineer = forms.ChoiceField(
        label=gettext_lazy("Engineer"),
        error_messages={"required": gettext_lazy("Choose an engineer who goes to customers.")},
    )
    starts_at = SiteMoment(
        label=pgettext_lazy("visit", "Begins"), error_messages={"required": gettext_lazy("Say when the visit begins.")}
    )
    ends_at = SiteMoment(
        label=pgettext_lazy("visit", "Ends"), error_messages={"required": gettext_lazy("Say when the visit ends.")}
    )
    companions = forms.MultipleChoiceField(label=gettext_lazy("Who goes along"), required=False, widget=Pills)
    equipment = forms.CharField(label=gettext_lazy("To take along"), max_length=500, required=False)
    travel_before = forms.IntegerField(label=gettext_lazy("Way there, minutes"), min_value=0, max_value=1440)
    travel_after = forms.IntegerField(label=gettext_lazy("Way back, minutes"), min_value=0, max_value=1440)
    # The service asks for it, together with what speaks against the new time.
    reason = forms.CharField(
        label=gettext_lazy("Why it is moved"), max_length=500, required=False,
        widget=forms.TextInput({"data-need": "none"}),
    )  # fmt: skip
    overruled = forms.CharField(
        label=gettext_lazy("Why all the same"), max_length=500, required=False,
        help_text=gettext_lazy("Only when something speaks against the plan: absence, working hours, a skill."),
    )  # fmt: skip

    def __init__(self, *args: Any, visit: Visit, engineers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), _with_skills(one)) for one in engineers]
        self.give_choices("engineer", [("", _("Choose one")), *people])
        names = [(str(one.pk), one.display_name) for one in engineers]
        self.give_choices("companions", names)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = visit.site_zone  # type: ignore[attr-defined]
            self.fields[name].help_text = _("Time at the site: %s") % visit.site_zone.key
        if visit.state == VisitState.REQUESTED:
            del self.fields["reason"]
        else:
            self.fields["reason"].help_text = _("Planned so far: %s") % local_span(visit)


def _with_skills(one: User) -> str:
    skills = _(", ").join(f"{row.skill.title} {row.level}" for row in one.skills.all())
    return _("%(name)s (%(skills)s)") % {"name": one.display_name, "skills": skills} if skills else one.display_name


class RemoteForm(Form):
    """A remote session: the customer is asked on their page, or agreed already and it begins at once."""

    tool = forms.CharField(label=pgettext_lazy("remote session", "Tool"), max_length=80)
    link = forms.CharField(label=gettext_lazy("Link to the session"), max_length=500, required=False)
    purpose = forms.CharField(
        label=gettext_lazy("What we want to look at"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("The customer's consent"),
        choices=[
            ("ask", gettext_lazy("Ask by mail, answered on the customer's page")),
            ("given", gettext_lazy("Given already: begin now")),
        ],
        widget=RadioPills,
        initial="ask",
    )
    consent_by = forms.CharField(label=gettext_lazy("Who agreed"), max_length=120, required=False)
    consent_how = forms.ChoiceField(
        label=gettext_lazy("How they agreed"), required=False, widget=RadioPills,
        choices=[(how.value, how.label) for how in SAID_TO_US],
    )  # fmt: skip
    agrees = forms.BooleanField(label=gettext_lazy("The customer agrees to this remote session"), required=False)
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Tell of a missing consent together with the rest."""
        data = super().clean() or {}
        asked = Asked(**{name: data.get(name) or "" for name in ("tool", "link", "purpose")})
        how, who = data.get("consent_how") or "", data.get("consent_by") or ""
        given = Consent(agrees=bool(data.get("agrees")), by=who, how=how) if data.get("way") == "given" else None
        self.foretell(lambda: judged_session(asked, given))
        return data


class DoneForm(Form):
    """What was done."""

    work_done = forms.CharField(
        label=gettext_lazy("What was done"), max_length=20_000, widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Say what was done.")},
    )  # fmt: skip


class AmendForm(Form):
    """What is added to a finished report."""

    text = forms.CharField(
        label=gettext_lazy("What is added or corrected"), max_length=5000, widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Say what is added or corrected.")},
    )  # fmt: skip
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class ReasonForm(Form):
    """Why a visit is called off or postponed."""

    reason = forms.CharField(label=pgettext_lazy("visit", "Reason"), max_length=500, widget=forms.Textarea(SHORT_TEXT))

    def __init__(self, *args: Any, ask: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = ask


class ReportForm(Form):
    """The report of a visit with the customer's signature. The service judges the signature."""

    found = forms.CharField(label=gettext_lazy("What was found"), max_length=20_000, widget=forms.Textarea({"rows": 3}))
    work_done = forms.CharField(
        label=gettext_lazy("What was done"), max_length=20_000, widget=forms.Textarea({"rows": 5})
    )
    parts_used = forms.CharField(
        label=gettext_lazy("Parts used"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
    )
    minutes_worked = forms.IntegerField(
        label=gettext_lazy("Time worked, minutes"), min_value=0, max_value=1440,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Say how many minutes the work took.")},
    )  # fmt: skip
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
    unsigned_reason = forms.CharField(label=gettext_lazy("Why no signature is drawn"), max_length=500, required=False)
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Tell of a missing signature together with the rest."""
        data = super().clean() or {}
        texts = ("found", "work_done", "parts_used", "result", "signed", "signer_name", "signature", "unsigned_reason")
        given = {name: data.get(name) or "" for name in texts}
        minutes, agreed = data.get("minutes_worked") or 0, bool(data.get("consents"))
        self.foretell(lambda: judged(Report(**given, minutes_worked=minutes, consents=agreed)))
        return data


class TapForm(Form):
    """What a phone tells with a tap. Whatever is no time or no place is left out: a tap must never fail for it."""

    device_at = forms.CharField(max_length=60, required=False)
    share_place = forms.BooleanField(required=False)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False)
    accuracy = forms.FloatField(min_value=0, max_value=100_000, required=False)

    def tap(self) -> Tap:
        """The device's time, and its place when sharing it was ticked."""
        self.is_valid()
        data = self.cleaned_data
        place = None
        if data.get("share_place") and data.get("lat") is not None and data.get("lon") is not None:
            place = {
                "lat": round(data["lat"], 5),
                "lon": round(data["lon"], 5),
                "accuracy": data.get("accuracy") or 0.0,
            }
        return Tap(device_at=_device_time(data.get("device_at", "")), place=place)


def _device_time(typed: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 2000 <= moment.year < 2200 else None
