"""Forms of the mail channel's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.channels.email.choices import Done, Security
from zhichi.channels.email.services import MailboxData
from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox

OPEN_HINT = _("For a relay inside your own network that asks for no password.")
COPIED = (
    "address name is_active is_default imap_host imap_port imap_security imap_user imap_folder "
    "smtp_host smtp_port smtp_security smtp_user aliases plus_addresses"
).split()
ALIAS_HINT = _("Other addresses that arrive here, such as info@ or an old domain. What they send is never answered.")
PLUS_HINT = _(
    "Only where the server delivers support+anything@… into this mailbox. Answers then find their request even when "
    "the customer's program drops the thread."
)


def _secret() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "data-need": "none"})


class MailboxForm(Form):
    """A mailbox: who it is, where it is read, where it sends. Passwords are taken and never shown."""

    address = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name that readers see"), max_length=80, help_text=_("For example “Acme Support”."))
    imap_host = forms.CharField(label=_("Server (IMAP)"), max_length=200, required=False)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    imap_user = forms.CharField(
        label=_("User name"), max_length=200, required=False, help_text=_("Empty: the mail address.")
    )
    imap_password = forms.CharField(
        label=_("Password or authorisation code"), max_length=500, required=False, strip=False, widget=_secret()
    )
    imap_folder = forms.CharField(label=_("Folder"), max_length=120, required=False, initial="INBOX")
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
    aliases = forms.CharField(
        label=_("Further addresses of this mailbox"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=ALIAS_HINT,
    )
    plus_addresses = forms.BooleanField(label=_("Answer addresses"), required=False, help_text=PLUS_HINT)
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


class LogForm(Form):
    """What the mail log is narrowed to."""

    q = forms.CharField(label=_("Address, subject or request number"), max_length=200, required=False)
    done = forms.ChoiceField(label=_("What became of it"), required=False)
    mailbox = forms.TypedChoiceField(label=_("Mailbox"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, mailboxes: list[Mailbox], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("done", [("", _("Everything")), *Done.choices])
        boxes = [(box.pk, box.address) for box in mailboxes]
        self.give_choices("mailbox", [("", _("All mailboxes")), *boxes])
