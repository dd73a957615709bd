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
from zhichi.channels.email import judging, selectors, senders, signing
from zhichi.channels.email.choices import Incoming, Security, SignIn
from zhichi.channels.email.events import MailboxAdded, MailboxChanged
from zhichi.channels.email.limits import PASSWORD_PURPOSE
from zhichi.channels.email.models import Folder, Mailbox, PopMessage
from zhichi.core.errors import DomainError
from zhichi.core.sealing import seal
from zhichi.core.texts import clean
from zhichi.records.services import append

if TYPE_CHECKING:
    from zhichi.core.actors import Actor

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,200}")
WHERE_TO_READ = {"incoming", "imap_host", "imap_user"}
SEPARATORS = re.compile(r"[\s,;，；、]+")
MOST_ALIASES = 4000  # characters: every mail that comes in is compared with them
MOST_SERVERS = 255  # characters
MOST_FOLDERS = 30  # each is asked in turn over one connection
LONGEST_FOLDER = 200
NOTED_EVERY = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class MailboxData:
    """What people say about a mailbox. A password of None keeps the stored one, an empty one removes it."""

    address: str
    name: str
    is_active: bool = True
    is_default: bool = False
    sign_in: str = SignIn.PASSWORD
    incoming: str = Incoming.IMAP
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = Security.TLS
    imap_user: str = ""
    imap_password: str | None = None
    folders: str = "INBOX"  # names, one a line
    leaves_mail: bool = True
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    smtp_user: str = ""
    smtp_password: str | None = None
    smtp_per_minute: int = 0
    smtp_per_connection: int = 100
    smtp_recipients: int = 100
    smtp_megabytes: int = 0
    dkim_selector: str = ""
    dkim_signs: bool = False
    aliases: str = ""
    plus_addresses: bool = False
    authserv_id: str = ""


@transaction.atomic
def add_mailbox(*, data: MailboxData, by: Actor, at: datetime) -> Mailbox:
    """Take an address into use (5.2.1). The first one that sends becomes the default one. Appends mail.mailbox_added.

    Raises DomainError by field, Refused for a person who may not configure the product.
    """
    _may_configure(by)
    mailbox = Mailbox()
    _apply(mailbox, data)
    _settle_default(mailbox)
    _settle_key(mailbox, "")
    mailbox.save(force_insert=True)
    append(f"mailbox:{mailbox.pk}", MailboxAdded(address=mailbox.address), by=by, at=at, is_new=True)
    transaction.on_commit(senders.forget)
    return mailbox


@transaction.atomic
def change_mailbox(*, mailbox_id: int, data: MailboxData, by: Actor, at: datetime) -> Mailbox:
    """Change a mailbox. Appends mail.mailbox_changed when anything differs; raises DomainError by field.

    Another server or user is read from its unread mail on, like a new mailbox; so is each folder that is new.
    """
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    _may_configure(by)
    before = {field.attname: getattr(mailbox, field.attname) for field in Mailbox._meta.concrete_fields}
    _apply(mailbox, data)
    _refuse_lost_senders(mailbox)
    _settle_default(mailbox)
    _settle_key(mailbox, before["dkim_selector"])
    changed = [name for name, value in before.items() if getattr(mailbox, name) != value]
    if not changed:
        return mailbox
    if WHERE_TO_READ & set(changed):
        Folder.objects.filter(mailbox=mailbox).delete()
        PopMessage.objects.filter(mailbox=mailbox).delete()
    mailbox.fetch_error = mailbox.send_error = ""  # the next try says whether it helped
    mailbox.fetch_fails_since = mailbox.send_fails_since = mailbox.waiting_since = None
    mailbox.save()
    append(f"mailbox:{mailbox.pk}", MailboxChanged(address=mailbox.address, fields=changed), by=by, at=at)
    transaction.on_commit(senders.forget)
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
    well = {"fetch_error": "", "fetch_fails_since": None, "waiting_since": None}
    Mailbox.objects.filter(pk=mailbox_id).update(fetched_at=at, **well)


def note_waiting(*, mailbox_id: int, since: datetime) -> None:
    """The oldest mail that is not taken yet has lain on the server since then (aware)."""
    Mailbox.objects.filter(pk=mailbox_id).update(waiting_since=since)


def note_fetch_failure(*, mailbox_id: int, error: str, at: datetime) -> None:
    """Fetching failed; since when stays as it was noted first."""
    rows = Mailbox.objects.filter(pk=mailbox_id)
    rows.update(fetch_error=clean(error)[:500] or "?")
    rows.filter(fetch_fails_since=None).update(fetch_fails_since=at)


def note_sent(*, mailbox_id: int, at: datetime) -> None:
    """The mail server took a mail at `at`; written at most once a minute."""
    stale = Q(sent_at=None) | Q(sent_at__lt=at - NOTED_EVERY) | ~Q(send_error="")
    Mailbox.objects.filter(stale, pk=mailbox_id).update(sent_at=at, send_error="", send_fails_since=None)


@transaction.atomic
def take_turn(*, mailbox_id: int, at: datetime) -> datetime | None:
    """Count one mail against what the server takes in a minute; None when it may go, else when the next one may.

    All workers count together. A minute begins with its first mail.
    """
    box = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if not box.smtp_per_minute:
        return None
    if box.minute_began is None or not box.minute_began <= at < box.minute_began + MINUTE:
        box.minute_began, box.minute_count = at, 0
    if box.minute_count >= box.smtp_per_minute:
        return box.minute_began + MINUTE
    box.minute_count += 1
    box.save(update_fields=("minute_began", "minute_count"))
    return None


def note_send_failure(*, mailbox_id: int, error: str, at: datetime) -> None:
    """Sending failed for a reason that concerns the mailbox, not one mail."""
    rows = Mailbox.objects.filter(pk=mailbox_id)
    rows.update(send_error=clean(error)[:500] or "?")
    rows.filter(send_fails_since=None).update(send_fails_since=at)


def _settle_key(mailbox: Mailbox, selector_before: str) -> None:
    """A new selector gets a new key: the old one stays in DNS for mails that are on their way."""
    if mailbox.dkim_selector != selector_before:
        mailbox.dkim_key = signing.new_key() if mailbox.dkim_selector else ""
    mailbox.dkim_signs = mailbox.dkim_signs and bool(mailbox.dkim_key)


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
    mailbox.authserv_id = " ".join(dict.fromkeys(_servers(data)))
    mailbox.name = " ".join(clean(mailbox.name).split())
    mailbox.folders = "\n".join(_folders(data)) or "INBOX"
    mailbox.dkim_selector = mailbox.dkim_selector.lower()


def _check(mailbox: Mailbox, data: MailboxData) -> None:
    wrong: dict[str, str] = {}
    address = data.address.strip().lower()
    if not ADDRESS.fullmatch(address):
        wrong["address"] = _("This is not a mail address.")
    elif Mailbox.objects.filter(address=address).exclude(pk=mailbox.pk).exists():
        wrong["address"] = _("There is a mailbox with this address already.")
    if len(_folders(data)) > MOST_FOLDERS or any(len(name) > LONGEST_FOLDER for name in _folders(data)):
        wrong["folders"] = _("At most %(count)s folders, each of at most %(letters)s letters.") % {
            "count": MOST_FOLDERS,
            "letters": LONGEST_FOLDER,
        }
    wrong |= _wrong_names(data)
    if not clean(data.name).strip():
        wrong["name"] = _("Say which name readers see beside the address.")
    if data.dkim_selector.strip() and not signing.SELECTOR.fullmatch(data.dkim_selector.strip().lower()):
        wrong["dkim_selector"] = _("Use letters, digits and hyphens, such as “zc2026”.")
    if not (data.imap_host.strip() or data.smtp_host.strip()):
        wrong["imap_host"] = _("Name a server to read from, one to send through, or both.")
    wrong |= _wrong_side(data, "imap", has_password=bool(mailbox.imap_password))
    wrong |= _wrong_side(data, "smtp", has_password=bool(mailbox.smtp_password))
    if wrong:
        raise DomainError("mailbox", _("The mailbox cannot be kept like this."), fields=wrong)


def _wrong_names(data: MailboxData) -> dict[str, str]:
    wrong = {}
    no_addresses = [item for item in _aliases(data) if not ADDRESS.fullmatch(item)]
    if no_addresses:
        wrong["aliases"] = _("“%s” is not a mail address.") % no_addresses[0][:100]
    elif len(" ".join(_aliases(data))) > MOST_ALIASES:
        wrong["aliases"] = _("These are too many addresses.")
    no_servers = [item for item in _servers(data) if not judging.is_name(item)]
    if no_servers or len(" ".join(_servers(data))) > MOST_SERVERS:
        wrong["authserv_id"] = _("Name the server as it names itself, such as “mx.example.com”.")
    return wrong


def _refuse_lost_senders(mailbox: Mailbox) -> None:
    """An address that a team sends from cannot be taken away under its hands."""
    for row in selectors.senders_of(mailbox):
        if row.address not in mailbox.addresses:
            facts = {"team": row.team.title, "address": row.address}
            message = _("The team %(team)s sends from %(address)s. Give it another sender first.") % facts
            raise DomainError("sender-in-use", message, fields={"aliases": message})


def _aliases(data: MailboxData) -> list[str]:
    return [item for item in SEPARATORS.split(clean(data.aliases).lower()) if item]


def _servers(data: MailboxData) -> list[str]:
    return [item for item in SEPARATORS.split(clean(data.authserv_id).lower()) if item]


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
    if data.sign_in == SignIn.OAUTH:
        if data.incoming == Incoming.POP3 and side == "imap":
            wrong["incoming"] = _("Permission of the provider works with IMAP only.")
        return wrong
    if side == "imap" and not (has_password if password is None else password):
        wrong["imap_password"] = _("Reading a mailbox needs its password or authorisation code.")
    return wrong


def _folders(data: MailboxData) -> list[str]:
    """Names of folders without repetition, in the given order."""
    return list(dict.fromkeys(name for line in data.folders.splitlines() if (name := clean(line).strip())))


def _settle_default(mailbox: Mailbox) -> None:
    others = Mailbox.objects.exclude(pk=mailbox.pk).filter(is_default=True)
    if not mailbox.sends:
        mailbox.is_default = False
    elif mailbox.is_default:
        others.update(is_default=False)
    else:
        mailbox.is_default = not others.exists()
