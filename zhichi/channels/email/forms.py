"""Forms of the mail channel's pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.channels.email.choices import Done, Incoming, Security, SignIn, Way
from zhichi.channels.email.mail_log import LogFilter
from zhichi.channels.email.services import MailboxData
from zhichi.outbound.choices import State
from zhichi.ui.forms import DateInput, Form

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django_stubs_ext import StrOrPromise

    from zhichi.channels.email.models import Mailbox

OPEN_HINT = _("For a relay inside your own network that asks for no password.")
COPIED = (
    "address name is_active is_default sign_in incoming imap_host imap_port imap_security imap_user "
    "folders leaves_mail smtp_host smtp_port smtp_security smtp_user "
    "smtp_per_minute smtp_per_connection smtp_recipients smtp_megabytes aliases plus_addresses "
    "dkim_selector dkim_signs authserv_id"
).split()
LIMITS = ("smtp_per_minute", "smtp_per_connection", "smtp_recipients", "smtp_megabytes")
WAY_HINT = _("IMAP wherever the server has it. POP3 usually listens on port 995 with TLS.")
LEAVE_HINT = _(
    "What lies there at first is then left alone. Switched off, all of it becomes requests and is deleted once it is "
    "stored here."
)
LEAVE_OF = _("With permission of the provider no password is needed: after saving, a page asks for it.")
ALIAS_HINT = _("Other addresses that arrive here, such as info@ or an old domain. What they send is never answered.")
PLUS_HINT = _(
    "Only where the server delivers support+anything@… into this mailbox. Answers then find their request even when "
    "the customer's program drops the thread."
)
CHECKED_HINT = _(
    "The first word of Authentication-Results in mail that came to this mailbox, such as “mx.example.com”; * stands "
    "for a part that varies, a single hyphen for Microsoft 365, which names none. Only results under this name count. "
    "Empty: senders are not confirmed."
)


def _secret() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "data-need": "none"})


class MailboxForm(Form):
    """A mailbox: who it is, where it is read, where it sends. Passwords are taken and never shown."""

    address = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name that readers see"), max_length=80, help_text=_("For example “Acme Support”."))
    sign_in = forms.ChoiceField(label=_("Signs in by"), choices=SignIn.choices, required=False, help_text=LEAVE_OF)
    incoming = forms.ChoiceField(label=_("Read by"), choices=Incoming.choices, required=False, help_text=WAY_HINT)
    imap_host = forms.CharField(label=_("Server"), max_length=200, required=False)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    imap_user = forms.CharField(
        label=_("User name"), max_length=200, required=False, help_text=_("Empty: the mail address.")
    )
    imap_password = forms.CharField(
        label=_("Password or authorisation code"), max_length=500, required=False, strip=False, widget=_secret()
    )
    folders = forms.CharField(
        label=_("Folders (IMAP)"),
        max_length=6000,
        required=False,
        initial="INBOX",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One a line. New mail in the first one is announced at once, the others are looked into regularly."
        ),
    )
    leaves_mail = forms.BooleanField(
        label=_("Leave mail on the server (POP3)"), required=False, initial=True, help_text=LEAVE_HINT
    )
    smtp_host = forms.CharField(label=_("Server (SMTP)"), max_length=200, required=False)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    smtp_user = forms.CharField(
        label=_("User name"), max_length=200, required=False, help_text=_("Empty: the mail address.")
    )
    smtp_password = forms.CharField(
        label=_("Password or authorisation code"), max_length=500, required=False, strip=False, widget=_secret()
    )
    smtp_open = forms.BooleanField(label=_("Sends without signing in"), required=False, help_text=OPEN_HINT)
    smtp_per_minute = forms.IntegerField(
        label=_("Mails in a minute, at most"),
        min_value=0,
        max_value=100_000,
        required=False,
        initial=0,
        help_text=_("0: no limit. Further ones wait for the next minute, replies first."),
    )
    smtp_per_connection = forms.IntegerField(
        label=_("Mails over one connection, at most"), min_value=1, max_value=10_000, required=False, initial=100
    )
    smtp_recipients = forms.IntegerField(
        label=_("Recipients of one mail, at most"),
        min_value=1,
        max_value=1000,
        required=False,
        initial=100,
        help_text=_("A mail to more people is handed over in several parts."),
    )
    smtp_megabytes = forms.IntegerField(
        label=_("Megabytes of files in one mail, at most"),
        min_value=0,
        max_value=500,
        required=False,
        initial=0,
        help_text=_("What is beyond goes as links. Files grow by a third on their way. 0: what the handbook says."),
    )
    aliases = forms.CharField(
        label=_("Further addresses of this mailbox"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=ALIAS_HINT,
    )
    plus_addresses = forms.BooleanField(label=_("Answer addresses"), required=False, help_text=PLUS_HINT)
    dkim_selector = forms.CharField(
        label=_("Selector"),
        max_length=63,
        required=False,
        help_text=_("For example “zc2026”. A new selector gets a new key when you save. Empty: no key."),
    )
    dkim_signs = forms.BooleanField(
        label=_("Sign outgoing mail"), required=False, help_text=_("Switch on once the record below is published.")
    )
    authserv_id = forms.CharField(
        label=_("Name of the checking server"),
        max_length=255,
        required=False,
        help_text=CHECKED_HINT,
    )
    is_default = forms.BooleanField(
        label=_("Default mailbox"),
        required=False,
        help_text=_("Sends what belongs to no mailbox, such as sign-in links."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, stored: Mailbox | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = stored
        keeps = _("Empty: as it is stored now.")
        self.fields["imap_password"].help_text = keeps if stored and stored.imap_password else ""
        same = _("Empty: the same as for reading.")
        self.fields["smtp_password"].help_text = keeps if stored and stored.smtp_password else same

    def data_of(self) -> MailboxData:
        """What was entered, for the service. Needs `is_valid()`."""
        values = {name: self.cleaned_data[name] for name in COPIED}
        values["sign_in"] = values["sign_in"] or SignIn.PASSWORD
        values["incoming"] = values["incoming"] or Incoming.IMAP
        values |= {name: self.fields[name].initial for name in LIMITS if values[name] is None}
        imap, smtp = self.cleaned_data["imap_password"] or None, self.cleaned_data["smtp_password"] or None
        if self.cleaned_data["smtp_open"]:
            smtp = ""
        elif smtp is None:
            smtp = imap  # providers give one code for both; a new one replaces both
        return MailboxData(**values, imap_password=imap, smtp_password=smtp)

    @classmethod
    def of(cls, stored: Mailbox) -> MailboxForm:
        """The form filled with a stored mailbox, its passwords left out."""
        initial = {name: getattr(stored, name) for name in COPIED}
        return cls(stored=stored, initial=initial | {"smtp_open": bool(stored.smtp_host and not stored.smtp_password)})


def _outcomes(*ways: tuple[Way, type[TextChoices]]) -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """Groups of choices: a direction, and what may become of a mail on that way."""
    return [(way.label, [(f"{way}:{code}", words) for code, words in kinds.choices]) for way, kinds in ways]


class TeamSenderForm(Form):
    """Which of our addresses the letters of a team come from."""

    address = forms.ChoiceField(label=_("Sender address"), required=False)
    name = forms.CharField(
        label=_("Name that readers see"), max_length=80, required=False, help_text=_("Empty: the name of the mailbox.")
    )

    def __init__(self, *args: Any, boxes: list[Mailbox], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(address, address) for box in boxes for address in box.addresses]
        kept = self.initial.get("address", "")
        if kept and kept not in dict(known):
            known.append((kept, kept))  # its mailbox does not send now: what was chosen stays readable
        self.give_choices("address", [("", _("None of its own")), *known])


class LogForm(Form):
    """What the mail log is narrowed to."""

    q = forms.CharField(label=_("Address, subject, Message-ID or request number"), max_length=300, required=False)
    way = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("Both directions")), *Way.choices])
    state = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[("", _("Everything")), *_outcomes((Way.IN, Done), (Way.OUT, State))],
    )
    mailbox = forms.TypedChoiceField(label=_("Mailbox"), required=False, coerce=int, empty_value=None)
    first = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=DateInput)
    last = forms.DateField(label=pgettext_lazy("period", "Until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, mailboxes: list[Mailbox], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mailboxes = {box.pk: box for box in mailboxes}
        boxes = [(box.pk, box.address) for box in mailboxes]
        self.give_choices("mailbox", [("", _("All mailboxes")), *boxes])

    def clean(self) -> dict[str, Any]:
        """Days in their order; directions that fit the outcome."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return values

    @property
    def narrows(self) -> bool:
        """Whether more than the search box was used, or something is wrong with it: then it is shown."""
        return any(self.data.get(name) for name in ("way", "state", "mailbox", "first", "last"))

    def wanted(self) -> LogFilter:
        """What was asked for; a field that cannot be read narrows nothing. Days are those of the reader's zone."""
        self.is_valid()
        values = self.cleaned_data
        first, last = values.get("first"), values.get("last")
        return LogFilter(
            query=values.get("q") or "",
            way=values.get("way") or "",
            state=values.get("state") or "",
            mailbox=self.mailboxes.get(values.get("mailbox") or 0),
            since=_midnight(first) if first else None,
            until=_midnight(last + timedelta(days=1)) if last else None,
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class SuppressedForm(Form):
    """What the list of addresses that take no mail is narrowed to."""

    q = forms.CharField(label=_("Mail address"), max_length=200, required=False)


class PutAsideForm(Form):
    """Why a message that could not be handled needs nothing."""

    why = forms.CharField(label=_("Why it needs nothing"), max_length=160)
