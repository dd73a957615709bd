"""Keep the groups of words that stand for each other in questions (6.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.search import policies, thesaurus
from zhichi.search.defaults import GROUPS
from zhichi.search.events import SynonymsAdded, SynonymsChanged, SynonymsRetired, SynonymsRevived
from zhichi.search.models import SynonymGroup
from zhichi.search.tokens import analyse, folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MOST_WORDS = 12
LONGEST = 60
SHIPPED = Actor.system("Zhichi")


@transaction.atomic
def save_synonyms(
    *, words: Sequence[str], is_active: bool = True, group_id: int | None = None, by: Actor, at: datetime
) -> SynonymGroup:
    """Add a group of words that mean the same, or change one. Other processes follow within a minute.

    Appends search.synonyms_added, _changed, _retired or _revived, nothing when nothing differs. Raises Refused, and
    DomainError for fewer than two words, too many, too long ones, one without letters, or one of another group.
    """
    if not by.is_system:
        policies.EDIT_SYNONYMS.check(by.user)
    wanted = _checked(words)
    transaction.on_commit(thesaurus.forget)
    if group_id is None:
        _refuse_twins(wanted, 0)
        row = SynonymGroup.objects.create(words=wanted, is_active=True, updated_at=at)
        records.append(f"synonyms:{row.pk}", SynonymsAdded(words=wanted), by=by, at=at, is_new=True)
        return row
    row = SynonymGroup.objects.select_for_update().get(pk=group_id)
    if is_active:
        _refuse_twins(wanted, row.pk)
    if row.words != wanted:
        records.append(f"synonyms:{row.pk}", SynonymsChanged(before=row.words, words=wanted), by=by, at=at)
    if row.is_active != is_active:
        event = SynonymsRevived(words=wanted) if is_active else SynonymsRetired(words=wanted)
        records.append(f"synonyms:{row.pk}", event, by=by, at=at)
    row.words, row.is_active, row.updated_at = wanted, is_active, at
    row.save()
    return row


@transaction.atomic
def supply_synonyms(*, at: datetime) -> None:
    """Put the groups that ship with the product in place, once; what people changed afterwards stays."""
    if not SynonymGroup.objects.exists():
        for words in GROUPS:
            save_synonyms(words=words, by=SHIPPED, at=at)


def _checked(words: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for word in words:
        text = " ".join(clean(word).split())
        if text:
            found.setdefault(folded(text), text)
    if len(found) < 2:
        _refuse(_("Write at least two words, one on each line."))
    if len(found) > MOST_WORDS or any(len(text) > LONGEST for text in found.values()):
        _refuse(
            _("At most %(most)s words of at most %(longest)s characters.") % {"most": MOST_WORDS, "longest": LONGEST}
        )
    for text in found.values():
        if not analyse(text).tokens:
            _refuse(_("“%s” has no letter or digit.") % text)
    return list(found.values())


def _refuse_twins(words: Sequence[str], own: int) -> None:
    """A word of two groups would join them for some questions and not for others."""
    wanted = {folded(word) for word in words}
    for row in SynonymGroup.objects.filter(is_active=True).exclude(pk=own):
        for word in row.words:
            if folded(word) in wanted:
                _refuse(
                    _("“%(word)s” is in the group %(group)s already. Add your words there.")
                    % {"word": word, "group": row}
                )


def _refuse(message: str) -> None:
    raise DomainError("synonyms", message, fields={"words": message})
