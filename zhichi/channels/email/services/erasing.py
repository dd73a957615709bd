"""Erase a person's data from the mail log (3.4.3, 5.1.1): that a mail came, when and how large stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhichi.channels.email.choices import EntryKind
from zhichi.channels.email.models import CleanUp, ListEntry, MailLog, ReceivedIndex, SentIndex
from zhichi.channels.email.services.words import index_received
from zhichi.outbound import selectors as outbound
from zhichi.records.registry import NO_ADDRESS, Eraser, Outcome, Person, register_eraser

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


def register() -> None:
    """Tell the record."""
    stays = (_("That a mail came, when, how large it was and what was done with it; a digest that knows it again"),)
    register_eraser(Eraser("mail", _("Incoming mail"), erase, streams=_streams, own=_own, stays=stays))


def _received(person: Person) -> list[MailLog]:
    """The person's own mails, and those in which the person is a recipient."""
    said = Q(from_address__in=person.addresses)
    for address in person.addresses:
        said |= Q(to__icontains=address) | Q(cc__icontains=address)
    return [row for row in MailLog.objects.filter(said) if _is_from(row, person) or person.is_in([row.to, row.cc])]


def _is_from(row: MailLog, person: Person) -> bool:
    return row.from_address in person.addresses


def _entries(person: Person) -> list[ListEntry]:
    return list(ListEntry.objects.filter(kind=EntryKind.ADDRESS, value__in=person.addresses))


def _own(person: Person) -> set[str]:
    own = {f"mail:{row.pk}" for row in _received(person) if _is_from(row, person)}
    return own | {f"mailentry:{row.pk}" for row in _entries(person)}


def _streams(person: Person) -> set[str]:
    return {f"mail:{row.pk}" for row in _received(person)}


def erase(person: Person, _by: Actor, at: datetime) -> Outcome:
    """Lines of the log with their originals, held mail too; words by which both logs are searched; list entries."""
    outcome, rows = Outcome(), _received(person)
    own = [row for row in rows if _is_from(row, person)]
    for row in rows:
        _blank(row, person, outcome)
    outcome.add(_("Mails from this person"), len(own))
    outcome.add(_("Mails of others to this person"), len(rows) - len(own))
    sent = [mail.pk for mail in outbound.mails_to(person.addresses)]
    SentIndex.objects.filter(rowid__in=sent)._raw_delete(SentIndex.objects.db)
    entries = _entries(person)
    for entry in entries:
        entry.value, entry.why = f"erased-{entry.pk}@erased.invalid", person.blank(entry.why)
        entry.removed_at = entry.removed_at or at
        entry.save(update_fields=("value", "why", "removed_at"))
    outcome.add(_("Entries of the block and allow lists"), len(entries))
    for clean_up in CleanUp.objects.all():
        if names := person.blank_fields(clean_up, ("wanted", "why")):
            clean_up.save(update_fields=names)
    return outcome


def _blank(row: MailLog, person: Person, outcome: Outcome) -> None:
    row.to = [NO_ADDRESS if person.is_in(one) else one for one in row.to]
    row.cc = [NO_ADDRESS if person.is_in(one) else one for one in row.cc]
    row.subject, row.reason, row.because = (person.blank(value) for value in (row.subject, row.reason, row.because))
    if _is_from(row, person):
        outcome.take(row.original_id)
        row.original = row.look_since = None
        row.from_address = row.subject = row.reason = row.mail_id = row.words_digest = row.thread_root = ""
        row.because = row.problems = []
    row.save()
    ReceivedIndex.objects.filter(rowid=row.pk)._raw_delete(ReceivedIndex.objects.db)
    index_received(row)
