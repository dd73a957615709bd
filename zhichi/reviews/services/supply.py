"""Put what ships with the product in place, once: card, words, phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.core.actors import Actor
from zhichi.reviews import defaults
from zhichi.reviews.models import Phrase, ScoreCard, Word
from zhichi.reviews.services.cards import publish_card
from zhichi.reviews.services.words import PhraseData, WordData, save_phrase, save_word

if TYPE_CHECKING:
    from datetime import datetime

SHIPPED = Actor.system("Zhichi")


@transaction.atomic
def supply(*, at: datetime) -> None:
    """Fill each list that is still empty. What people changed, took out of use or published stays as it is."""
    if not ScoreCard.objects.exists():
        with override("zh-hans"):
            reason = _("The card that ships with the product")
        publish_card(criteria=defaults.CARD, reason=reason, by=SHIPPED, at=at)
    if not Word.objects.exists():
        for language, text, severity, instead, exceptions in defaults.WORDS:
            word = WordData(
                language=language, text=text, severity=severity, instead=instead, exceptions=tuple(exceptions)
            )
            save_word(data=word, by=SHIPPED, at=at)
    if not Phrase.objects.exists():
        for order, (language, place, text) in enumerate(defaults.PHRASES):
            save_phrase(data=PhraseData(language=language, place=place, text=text, order=order), by=SHIPPED, at=at)
