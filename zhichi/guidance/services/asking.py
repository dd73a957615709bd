"""Questions to the search and what was chosen; request forms with suggestions and how they ended (6.3.1, 6.3.3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean, fold, simplified
from zhichi.guidance import definitions
from zhichi.guidance.choices import Place
from zhichi.guidance.events import RequestDeflected
from zhichi.guidance.models import Attempt, Question
from zhichi.guidance.scrubbing import scrubbed
from zhichi.knowledge import selectors as knowledge
from zhichi.records import services as records
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

LONGEST = 200  # characters of a question
STILL_TYPING = timedelta(minutes=1)
MOST_SHOWN = 100  # articles of one form that are remembered


def digest_of(token: str) -> str:
    """A form's token as it is kept."""
    return salted_hmac("guidance.form", token).hexdigest()


def key_of(words: str) -> str:
    """The form in which questions are compared: neither case nor width, traditional forms, signs or spaces count."""
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", re.sub(r"[\W_]+", " ", simplified(fold(words)))).strip()[
        :LONGEST
    ]


def note_question(*, words: str, place: str, language: str, hits: int, by: Any, at: datetime) -> str:
    """Keep a question; the answer is its token, empty for one without words.

    Addresses and numbers that lead to somebody are left out, and who asked is kept of staff only. What staff
    go on typing takes the place of what they typed a moment ago; programs do not type, each of their questions counts.
    """
    kept = scrubbed(" ".join(clean(words).split())[:LONGEST])[:LONGEST]
    key = key_of(kept)
    if not key:
        return ""
    person = by if getattr(by, "is_staff_member", False) else None
    if person is not None and place != Place.API:
        recent = Question.objects.filter(by=person, place=place, at__gte=at - STILL_TYPING, chosen=None)
        last = recent.order_by("-pk").first()
        if last is not None and (key.startswith(last.key) or last.key.startswith(key)):
            last.words, last.key, last.hits, last.at = kept, key, hits, at
            last.save(update_fields=["words", "key", "hits", "at"])
            return last.token
    return Question.objects.create(
        place=place, words=kept, key=key, language=language, hits=hits, by=person, at=at
    ).token  # fmt: skip


@transaction.atomic
def note_choice(*, token: str, article_id: int, position: int | None, at: datetime, by: Any = None) -> bool:
    """Keep that an article was opened from an answer; the first one counts. False for an unknown question.

    With `by` only a question that this person asked counts. `position` is the place of the article in the answer, from
    1, where it is known.
    """
    rows = Question.objects.filter(token=token, chosen=None, **({"by": by} if by is not None else {}))
    place = min(max(position, 1), 999) if position is not None else None
    return bool(rows.update(chosen_id=article_id, position=place, chosen_at=at))


@transaction.atomic
def note_shown(*, token: str, articles: Sequence[int], language: str, is_guest: bool, at: datetime) -> None:
    """Keep which articles a request form showed."""
    row, _made = Attempt.objects.select_for_update().get_or_create(
        token=digest_of(token), defaults={"language": language, "is_guest": is_guest, "at": at}
    )
    shown = list(dict.fromkeys([*row.shown, *articles]))[:MOST_SHOWN]
    if shown != row.shown:
        row.shown = shown
        row.save(update_fields=["shown"])


@transaction.atomic
def note_opened(*, token: str, article_id: int) -> None:
    """Keep that one of the shown articles was opened from the form."""
    row = Attempt.objects.select_for_update().filter(token=digest_of(token)).first()
    if row is not None and article_id in row.shown and article_id not in row.opened:
        row.opened = [*row.opened, article_id]
        row.save(update_fields=["opened"])


@transaction.atomic
def deflect(*, token: str, article_id: int, person: Any, by: Actor, at: datetime) -> None:
    """The customer says that an article solved it (6.3.3). Appends guidance.deflected to the article, once a form.

    Raises DomainError for an article that the form did not show, or that the customer may not read.
    """
    row = Attempt.objects.select_for_update().filter(token=digest_of(token)).first()
    article = knowledge.find(person, article_id)
    if row is None or article is None or article.live is None or article_id not in row.shown:
        raise DomainError("not-shown", _("This article was not suggested here."), _("Load the page again."))
    if row.solved_at is not None:
        return
    row.solved_by_id, row.solved_at = article.pk, at
    row.save(update_fields=["solved_by", "solved_at"])
    told = RequestDeflected(number=article.number, version=article.live.number, language=row.language)
    records.append(article.stream, told, by=by, at=at)


def note_sent(*, token: str, ticket_id: int) -> None:
    """A request was sent from the form after all: it counts as no deflection."""
    Attempt.objects.filter(token=digest_of(token), ticket=None).update(ticket_id=ticket_id)


def forget_old(*, at: datetime) -> int:
    """Remove questions older than the handbook keeps them; how many."""
    before = at - timedelta(days=int(policy(definitions.LOG_DAYS)))
    return Question.objects.filter(at__lt=before).delete()[0]
