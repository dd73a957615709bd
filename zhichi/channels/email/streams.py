"""How pages of the record name mailboxes and messages, and show the codes in their events."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.channels.email import cleaning, held, selectors
from zhichi.channels.email.choices import Authority, Settled, Verdict
from zhichi.channels.email.hooks import PROVIDERS
from zhichi.channels.email.wording import FIELDS
from zhichi.outbound import selectors as outbound
from zhichi.records import registry


def register() -> None:
    """Tell the record how to name and link the streams "mailbox:…", "mail:…" and "suppression:…"."""
    registry.register_stream("mailbox", label=_mailbox_label, url=_mailbox_url)
    registry.register_stream("mail", label=_mail_label, url=_mail_url)
    registry.register_stream("suppression", label=_suppressed_label, url=_suppressed_url)
    registry.register_stream("mailentry", label=_entry_label, url=_entry_url)
    registry.register_stream("mailhook", label=_hook_label, url=lambda _key: reverse("channels_email:providers"))
    registry.register_stream("mailcleanup", label=_clean_up_label, url=_clean_up_url)
    registry.register_stream("mailheld", label=lambda _key: _("Mail that was held back"), url=_held_url)
    for name in ("added", "changed", "removed", "restored"):
        registry.register_labels(f"mail.entry_{name}.verdict", _list_name)
    registry.register_labels("mail.settled.how", _how)
    registry.register_labels("mail.consent_given.authority", _authority)
    registry.register_labels("mail.mailbox_changed.fields", _fields)


def _mailbox_label(key: str) -> str:
    box = selectors.mailbox(int(key))
    return box.address if box else key


def _mailbox_url(key: str) -> str:
    return reverse("channels_email:mailbox", args=[key])


def _mail_label(key: str) -> str:
    row = selectors.log_row(int(key))
    return (row.subject or row.mail_id) if row else key


def _mail_url(key: str) -> str:
    return reverse("channels_email:mail", args=[key])


def _entry_label(key: str) -> str:
    row = held.entry(int(key))
    return str(row) if row else key


def _entry_url(key: str) -> str:
    return reverse("channels_email:entry", args=[key])


def _hook_label(key: str) -> str:
    provider = PROVIDERS.get(key)
    return provider.name if provider else key


def _clean_up_label(key: str) -> str:
    row = cleaning.run(int(key))
    return row.why if row else key


def _clean_up_url(key: str) -> str:
    return reverse("channels_email:clean_up_run", args=[key])


def _held_url(_key: str) -> str:
    return reverse("channels_email:held")


def _list_name(code: str) -> str:
    return {Verdict.BLOCK: _("block list"), Verdict.ALLOW: _("allow list")}.get(Verdict(code), code)


def _suppressed_label(key: str) -> str:
    row = outbound.suppression(int(key))
    return row.address if row else key


def _suppressed_url(_key: str) -> str:
    return reverse("channels_email:suppressed")


def _how(code: str) -> str:
    return str(Settled(code).label) if code in Settled.values else code


def _authority(code: str) -> str:
    return str(Authority(code).label) if code in Authority.values else code


def _fields(names: str) -> str:
    return _(", ").join(str(FIELDS.get(name, name)) for name in names.split(", "))
