"""Change the words of a kind of letter: a new version with author, reason and time; the old ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.outbound import words
from zhichi.outbound.events import LetterChanged
from zhichi.outbound.models import LetterWords
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def set_words(*, kind: str, language: str, text: str, reason: str, by: Actor, at: datetime) -> LetterWords:
    """Put words in force from now on; an empty `text` puts the shipped ones back. Appends outbound.letter_changed.

    The caller has checked the placeholders. Raises DomainError without a reason and when nothing would change.
    """
    reason = clean(reason).strip()
    if not reason:
        raise DomainError("reason-missing", _("Say why the words change."), fields={"reason": _("Required")})
    words.forget()
    if text == words.in_force(kind, language):
        message = _("These words are in force already.")
        raise DomainError("unchanged", message, fields={"text": message})
    last = LetterWords.objects.filter(kind=kind, language=language).aggregate(last=Max("version"))["last"]
    row = LetterWords.objects.create(
        kind=kind,
        language=language,
        version=(last or 1) + 1,
        text=text,
        reason=reason[:300],
        author_label=by.label[:150],
        at=at,
    )
    event = LetterChanged(letter=kind, language=language, version=row.version, text=text, reason=row.reason)
    append(f"letter:{kind}", event, by=by, at=at)
    transaction.on_commit(words.forget)
    words.forget()
    return row
