"""Keep the lists of forbidden words and courtesy phrases; note replies that were sent with a word of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.reviews import policies
from zhichi.reviews.choices import LANGUAGES, Place, Severity
from zhichi.reviews.events import PhraseChanged, PhraseListed, WordChanged, WordListed, WordSent
from zhichi.reviews.matching import essence
from zhichi.reviews.models import Phrase, Word, WordUse
from zhichi.reviews.services._write import allow, record, required

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.tickets.registry import Sent

MAX_EXCEPTIONS = 200
PLACEHOLDERS = {"{name}"}


@dataclass(frozen=True, kw_only=True)
class WordData:
    """What people write about a forbidden word."""

    language: str
    text: str
    severity: str = Severity.WARN
    instead: str = ""
    exceptions: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class PhraseData:
    """What people write about a courtesy phrase."""

    language: str
    place: str
    text: str
    order: int = 100
    is_active: bool = True


@transaction.atomic
def save_word(*, data: WordData, by: Actor, at: datetime, word_id: int | None = None) -> Word:
    """List a word, or change one. Appends reviews.word_listed or reviews.word_changed (nothing when nothing differs).

    Raises DomainError for a word without letters, one that is listed already, or an exception without the word in it.
    """
    allow(policies.MANAGE, by)
    values = _checked_word(data)
    twin = Word.objects.filter(essence=values["essence"]).exclude(pk=word_id or 0).first()
    if twin is not None:
        message = _("“%s” is on the list already.") % twin.text
        raise Conflict("listed", message, fields={"text": message})
    if word_id is None:
        row = Word.objects.create(**values, updated_at=at)
        listed = WordListed(
            text=row.text, language=row.language, severity=row.severity, instead=row.instead, exceptions=row.exceptions
        )
        record(f"word:{row.pk}", listed, by=by, at=at, is_new=True)
        return row
    row = Word.objects.select_for_update().get(pk=word_id)
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if changes:
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = at
        row.save()
        changes.pop("essence", None)
        event = WordChanged(text=row.text, fields=list(changes), changes=changes)
        record(f"word:{row.pk}", event, by=by, at=at)
    return row


def _checked_word(data: WordData) -> dict[str, Any]:
    text = required(data.text, "text", _("Write the word."), most=80)
    folded = essence(text)
    if not folded:
        _refuse("text", _("A word needs a letter or a digit."))
    if data.language not in LANGUAGES:
        _refuse("language", _("Choose a language of the list."))
    if data.severity not in Severity.values:
        _refuse("severity", _("Choose what it does."))
    exceptions = list(dict.fromkeys(filter(None, (" ".join(clean(item).split()) for item in data.exceptions))))
    if len(exceptions) > MAX_EXCEPTIONS or any(len(item) > 80 for item in exceptions):
        _refuse("exceptions", _("At most %s exceptions of at most 80 characters.") % MAX_EXCEPTIONS)
    for item in exceptions:
        if folded not in essence(item) or folded == essence(item):
            _refuse("exceptions", _("“%s” is not longer than the forbidden word, or does not contain it.") % item)
    return {
        "language": data.language,
        "text": text,
        "essence": folded[:160],
        "severity": data.severity,
        "instead": " ".join(clean(data.instead).split())[:200],
        "exceptions": exceptions,
        "is_active": data.is_active,
    }


@transaction.atomic
def save_phrase(*, data: PhraseData, by: Actor, at: datetime, phrase_id: int | None = None) -> Phrase:
    """Add a courtesy phrase, or change one. Appends reviews.phrase_listed or reviews.phrase_changed.

    Raises DomainError for an empty phrase, an unknown placeholder, or a forbidden word in it.
    """
    allow(policies.MANAGE, by)
    text = required(data.text, "text", _("Write the phrase."), most=400)
    if data.language not in LANGUAGES:
        _refuse("language", _("Choose a language of the list."))
    if data.place not in Place.values:
        _refuse("place", _("Choose where it stands."))
    if "{" in text.replace("{name}", "") or "}" in text.replace("{name}", ""):
        _refuse("text", _("The only placeholder is {name}."))
    values = {
        "language": data.language,
        "place": data.place,
        "text": text,
        "order": data.order,
        "is_active": data.is_active,
    }
    if phrase_id is None:
        row = Phrase.objects.create(**values, updated_at=at)
        listed = PhraseListed(text=text, language=row.language, place=row.place)
        record(f"phrase:{row.pk}", listed, by=by, at=at, is_new=True)
        return row
    row = Phrase.objects.select_for_update().get(pk=phrase_id)
    if any(getattr(row, name) != value for name, value in values.items()):
        event = PhraseChanged(before=row.text, text=text, is_active=data.is_active)
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = at
        row.save()
        record(f"phrase:{row.pk}", event, by=by, at=at)
    return row


def note_use(sent: Sent) -> None:
    """Record that a reply left with words of the list in it, inside the transaction that writes it.

    Appends reviews.word_sent to the ticket's history.
    """
    ids = {int(item.key.rpartition(":")[2]) for item in sent.findings}
    words = list(Word.objects.filter(pk__in=ids).order_by("pk"))
    for word in words:
        WordUse.objects.create(
            ticket_id=sent.ticket_id,
            message_id=sent.message_id,
            word=word,
            by_id=sent.by.user_id,
            severity=word.severity,
            reason=sent.reason,
            at=sent.at,
        )
    event = WordSent(message_id=sent.message_id, words=[word.text for word in words], reason=sent.reason)
    record(f"ticket:{sent.ticket_id}", event, by=sent.by, at=sent.at)


def _refuse(field: str, message: str) -> None:
    raise DomainError(field, message, fields={field: message})


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
