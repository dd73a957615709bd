"""Set mailboxes up, and note how they fare."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email.choices import Security
from zhichi.channels.email.events import MailboxAdded, MailboxChanged
from zhichi.channels.email.limits import PASSWORD_PURPOSE
from zhichi.channels.email.models import Mailbox
from zhichi.core.errors import DomainError
from zhichi.core.sealing import seal
from zhichi.core.texts import clean
from zhichi.records.services import append

if TYPE_CHECKING:
    from zhichi.core.actors import Actor

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,200}")
WHERE_TO_READ = {"imap_host", "imap_user", "imap_folder"}
SEPARATORS = re.compile(r"[\s,;，；、]+")
MOST_ALIASES = 4000  # characters: every mail that comes in is compared with them
NOTED_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class MailboxData:
    """What people say about a mailbox. A password of None keeps the stored one, an empty one removes it."""

    address: str
    name: str
    is_active: bool = True
    is_default: bool = False
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = Security.TLS
    imap_user: str = ""
    imap_password: str | None = None
    imap_folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    smtp_user: str = ""
    smtp_password: str | None = None
    aliases: str = ""
    plus_addresses: bool = False


@transaction.atomic
def add_mailbox(*, data: MailboxData, by: Actor, at: datetime) -> Mailbox:
    """Take an address into use (5.2.1). The first one that sends becomes the default one. Appends mail.mailbox_added.

    Raises DomainError by field, Refused for a person who may not configure the product.
    """
    _may_configure(by)
    mailbox = Mailbox()
    _apply(mailbox, data)
    _settle_default(mailbox)
    mailbox.save(force_insert=True)
    append(f"mailbox:{mailbox.pk}", MailboxAdded(address=mailbox.address), by=by, at=at, is_new=True)
    return mailbox


@transaction.atomic
def change_mailbox(*, mailbox_id: int, data: MailboxData, by: Actor, at: datetime) -> Mailbox:
    """Change a mailbox. Appends mail.mailbox_changed when anything differs; raises DomainError by field.

    Another server, user or folder is read from its unread mail on, like a new mailbox.
    """
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    _may_configure(by)
    before = {field.attname: getattr(mailbox, field.attname) for field in Mailbox._meta.concrete_fields}
    _apply(mailbox, data)
    _settle_default(mailbox)
    changed = [name for name, value in before.items() if getattr(mailbox, name) != value]
    if not changed:
        return mailbox
    if WHERE_TO_READ & set(changed):
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.fetch_error = mailbox.send_error = ""  # the next try says whether it helped
    mailbox.fetch_fails_since = mailbox.send_fails_since = None
    mailbox.save()
    append(f"mailbox:{mailbox.pk}", MailboxChanged(address=mailbox.address, fields=changed), by=by, at=at)
    return mailbox


def draft(data: MailboxData, *, stored: Mailbox | None = None) -> Mailbox:
    """A mailbox as `data` describes it, not saved, to try its connection. Raises DomainError by field."""
    mailbox = Mailbox(pk=stored.pk if stored else None)
    if stored is not None:
        mailbox.imap_password, mailbox.smtp_password = stored.imap_password, stored.smtp_password
    _apply(mailbox, data)
    return mailbox


def note_fetched(*, mailbox_id: int, at: datetime) -> None:
    """The mail server answered at `at`. Not an event: nothing has happened."""
    Mailbox.objects.filter(pk=mailbox_id).update(fetched_at=at, fetch_error="", fetch_fails_since=None)


def note_fetch_failure(*, mailbox_id: int, error: str, at: datetime) -> None:
    """Fetching failed; since when stays as it was noted first."""
    rows = Mailbox.objects.filter(pk=mailbox_id)
    rows.update(fetch_error=clean(error)[:500] or "?")
    rows.filter(fetch_fails_since=None).update(fetch_fails_since=at)


def note_sent(*, mailbox_id: int, at: datetime) -> None:
    """The mail server took a mail at `at`; written at most once a minute."""
    stale = Q(sent_at=None) | Q(sent_at__lt=at - NOTED_EVERY) | ~Q(send_error="")
    Mailbox.objects.filter(stale, pk=mailbox_id).update(sent_at=at, send_error="", send_fails_since=None)


def note_send_failure(*, mailbox_id: int, error: str, at: datetime) -> None:
    """Sending failed for a reason that concerns the mailbox, not one mail."""
    rows = Mailbox.objects.filter(pk=mailbox_id)
    rows.update(send_error=clean(error)[:500] or "?")
    rows.filter(send_fails_since=None).update(send_fails_since=at)


def note_position(*, mailbox_id: int, uid_validity: int, last_uid: int) -> None:
    """The mailbox has been read up to `last_uid`."""
    Mailbox.objects.filter(pk=mailbox_id).update(uid_validity=uid_validity, last_uid=last_uid)


def _may_configure(by: Actor) -> None:
    if by.kind != "system":
        CONFIGURE.check(by.user)


def _apply(mailbox: Mailbox, data: MailboxData) -> None:
    _check(mailbox, data)
    passwords = {"imap_password", "smtp_password"}
    for field in fields(data):
        value: Any = getattr(data, field.name)
        if field.name in passwords:
            if value is not None:
                setattr(mailbox, field.name, seal(value, purpose=PASSWORD_PURPOSE))
        else:
            setattr(mailbox, field.name, value.strip() if isinstance(value, str) else value)
    mailbox.address = mailbox.address.lower()
    mailbox.aliases = " ".join(dict.fromkeys(item for item in _aliases(data) if item != mailbox.address))
    mailbox.name = " ".join(clean(mailbox.name).split())
    mailbox.imap_folder = mailbox.imap_folder or "INBOX"


def _check(mailbox: Mailbox, data: MailboxData) -> None:
    wrong: dict[str, str] = {}
    address = data.address.strip().lower()
    if not ADDRESS.fullmatch(address):
        wrong["address"] = _("This is not a mail address.")
    elif Mailbox.objects.filter(address=address).exclude(pk=mailbox.pk).exists():
        wrong["address"] = _("There is a mailbox with this address already.")
    no_addresses = [item for item in _aliases(data) if not ADDRESS.fullmatch(item)]
    if no_addresses:
        wrong["aliases"] = _("“%s” is not a mail address.") % no_addresses[0][:100]
    elif len(" ".join(_aliases(data))) > MOST_ALIASES:
        wrong["aliases"] = _("These are too many addresses.")
    if not clean(data.name).strip():
        wrong["name"] = _("Say which name readers see beside the address.")
    if not (data.imap_host.strip() or data.smtp_host.strip()):
        wrong["imap_host"] = _("Name a server to read from, one to send through, or both.")
    wrong |= _wrong_side(data, "imap", has_password=bool(mailbox.imap_password))
    wrong |= _wrong_side(data, "smtp", has_password=bool(mailbox.smtp_password))
    if wrong:
        raise DomainError("mailbox", _("The mailbox cannot be kept like this."), fields=wrong)


def _aliases(data: MailboxData) -> list[str]:
    return [item for item in SEPARATORS.split(clean(data.aliases).lower()) if item]


def _wrong_side(data: MailboxData, side: str, *, has_password: bool) -> dict[str, str]:
    host, port = getattr(data, f"{side}_host").strip(), getattr(data, f"{side}_port")
    if not host:
        return {}
    wrong = {}
    if not HOST.fullmatch(host):
        wrong[f"{side}_host"] = _("This is not the name of a server.")
    if not 0 < port < 65536:
        wrong[f"{side}_port"] = _("A port is a number from 1 to 65535.")
    password = getattr(data, f"{side}_password")
    if side == "imap" and not (has_password if password is None else password):
        wrong["imap_password"] = _("Reading a mailbox needs its password or authorisation code.")
    return wrong


def _settle_default(mailbox: Mailbox) -> None:
    others = Mailbox.objects.exclude(pk=mailbox.pk).filter(is_default=True)
    if not mailbox.sends:
        mailbox.is_default = False
    elif mailbox.is_default:
        others.update(is_default=False)
    else:
        mailbox.is_default = not others.exists()
