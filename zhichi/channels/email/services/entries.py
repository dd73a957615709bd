"""The block list and the allow list: entries come, change, go, and come back (5.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.channels.email import lists, selectors
from zhichi.channels.email.choices import NEEDS_FIELD, Deed, EntryKind, Verdict
from zhichi.channels.email.events import EntryAdded, EntryChanged, EntryRemoved, EntryRestored
from zhichi.channels.email.models import ListEntry
from zhichi.channels.email.policies import SAFETY
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.customers import selectors as customers
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

WIDEST = {4: 8, 6: 19}  # bits that a network names at least: less is a good part of the internet
FIELD_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True, kw_only=True)
class EntryData:
    """An entry as somebody typed it. `expires_at` is aware; None lets it stand until it is taken out."""

    verdict: str
    kind: str
    value: str
    header: str = ""
    deed: str = Deed.HOLD
    why: str = ""
    expires_at: datetime | None = None


@transaction.atomic
def add_entry(*, data: EntryData, by: Actor, at: datetime) -> ListEntry:
    """Put an entry on a list; it counts from the next mail on. Appends mail.entry_added.

    Raises DomainError with the field that cannot be read, that would stop our own mail, or that stands there already.
    """
    SAFETY.check(by.user)
    why = _why(data.why, data.expires_at, at)
    kind, verdict, deed = EntryKind(data.kind), Verdict(data.verdict), Deed(data.deed)
    header = _header(data.header) if kind in NEEDS_FIELD else ""
    value = _value(kind, clean(data.value).strip(), verdict)
    _end_old(verdict, kind, header, value, at)
    row = ListEntry.objects.create(
        verdict=verdict,
        kind=kind,
        header=header,
        value=value,
        deed=deed,
        why=why,
        created_by_id=by.user_id,
        created_at=at,
        expires_at=data.expires_at,
    )
    _said(row, EntryAdded(verdict=row.verdict, entry=label(row), why=why), by, at)
    return row


@transaction.atomic
def change_entry(
    *, entry_id: int, why: str, deed: str, expires_at: datetime | None, by: Actor, at: datetime
) -> ListEntry:
    """Another reason, end or deed. Appends mail.entry_changed. Raises Conflict where it was taken out meanwhile."""
    SAFETY.check(by.user)
    row = _live(entry_id)
    row.why, row.deed, row.expires_at = _why(why, expires_at, at), Deed(deed), expires_at
    row.save(update_fields=("why", "deed", "expires_at"))
    _said(row, EntryChanged(verdict=row.verdict, entry=label(row), why=row.why), by, at)
    return row


@transaction.atomic
def remove_entry(*, entry_id: int, by: Actor, at: datetime) -> ListEntry:
    """Take an entry out. Appends mail.entry_removed. Raises Conflict where somebody did so before."""
    SAFETY.check(by.user)
    row = _live(entry_id)
    row.removed_at = at
    row.save(update_fields=("removed_at",))
    _said(row, EntryRemoved(verdict=row.verdict, entry=label(row)), by, at)
    return row


@transaction.atomic
def restore_entry(*, entry_id: int, by: Actor, at: datetime) -> ListEntry:
    """Put an entry back. Appends mail.entry_restored. Raises Conflict where it stands, or where a newer one does."""
    SAFETY.check(by.user)
    row = ListEntry.objects.select_for_update().get(pk=entry_id)
    if row.removed_at is None:
        raise Conflict("not-removed", _("This entry stands on the list."))
    _refuse_second(row.verdict, row.kind, row.header, row.value)
    row.removed_at = None
    row.save(update_fields=("removed_at",))
    _said(row, EntryRestored(verdict=row.verdict, entry=label(row)), by, at)
    return row


def label(row: ListEntry) -> str:
    """An entry in a few words: its kind and what it looks at."""
    return f"{EntryKind(row.kind).label}: {row}"[:300]


def _said(row: ListEntry, event: Event, by: Actor, at: datetime) -> None:
    append(f"mailentry:{row.pk}", event, by=by, at=at)
    lists.in_force.forget()
    transaction.on_commit(lists.in_force.forget)


def _live(entry_id: int) -> ListEntry:
    row = ListEntry.objects.select_for_update().filter(pk=entry_id, removed_at__isnull=True).first()
    if row is None:
        raise Conflict("entry-gone", _("Somebody has taken this entry out already."))
    return row


def _why(text: str, expires_at: datetime | None, at: datetime) -> str:
    why = " ".join(clean(text).split())[:200]
    if not why:
        raise _bad("why", _("Please say why: others will wonder later."))
    if expires_at is not None and expires_at <= at:
        raise _bad("expires_at", _("This end lies in the past."))
    return why


def _header(name: str) -> str:
    text = name.strip().rstrip(":").strip()
    if not text or set(text.lower()) - FIELD_LETTERS or len(text) > 80:
        raise _bad("header", _("Enter the name of a header field, such as X-Spam-Score."))
    return text


def _value(kind: EntryKind, text: str, verdict: Verdict) -> str:
    """What is typed, in the form in which it is compared."""
    if kind == EntryKind.ADDRESS:
        return _address(text.lower(), verdict)
    if kind == EntryKind.DOMAIN:
        return _domain(text.lower().lstrip("@").strip("."), verdict)
    if kind == EntryKind.NETWORK:
        return _network(text)
    if kind == EntryKind.SCORE:
        return _number(text)
    words = " ".join(text.split())[:254]
    if len("".join(lists.words_of(words))) < 2:
        raise _bad("value", _("Enter words of at least two letters together: less would fit almost every mail."))
    return words


def _address(text: str, verdict: Verdict) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise _bad("value", _("“%s” is no mail address.") % text[:80]) from None
    if verdict == Verdict.BLOCK and text in selectors.own_addresses():
        raise _bad("value", _("This is an address of our own."))
    return text


def _domain(text: str, verdict: Verdict) -> str:
    try:
        plain = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if not customers.is_mail_domain(plain):
        raise _bad("value", _("“%s” is no domain. Enter what stands behind the @, such as spam.example.") % text[:80])
    if verdict == Verdict.BLOCK and customers.is_public_domain(plain):
        raise _bad("value", _("Customers of many companies write from %s. Block single addresses instead.") % plain)
    if verdict == Verdict.BLOCK and any(_is_inside(own, plain) for own in selectors.own_domains()):
        raise _bad("value", _("Our own mail comes from this domain."))
    return text


def _is_inside(own: str, domain: str) -> bool:
    return own == domain or own.endswith(f".{domain}")


def _network(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise _bad(
            "value", _("“%s” is no network. Enter an address or a range, such as 203.0.113.0/24.") % text[:80]
        ) from None
    if network.prefixlen < WIDEST[network.version]:
        raise _bad("value", _("This range is a good part of the internet. Enter a smaller one."))
    return str(network)


def _number(text: str) -> str:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not -1000 <= number <= 1000:
        raise _bad("value", _("Enter a number, such as 5 or 6.5."))
    return f"{number:g}"


def _end_old(verdict: str, kind: str, header: str, value: str, at: datetime) -> None:
    """An entry whose time is over makes room for a new one."""
    same = ListEntry.objects.filter(removed_at__isnull=True, verdict=verdict, kind=kind, header=header, value=value)
    same.filter(expires_at__lte=at).update(removed_at=at)
    _refuse_second(verdict, kind, header, value)


def _refuse_second(verdict: str, kind: str, header: str, value: str) -> None:
    same = ListEntry.objects.filter(removed_at__isnull=True, verdict=verdict, kind=kind, header=header, value=value)
    if same.exists():
        raise _bad("value", _("This stands on the list already."), Conflict)


def _bad(field: str, words: str, kind: type[DomainError] = DomainError) -> DomainError:
    return kind("bad-entry", words, fields={field: words})
