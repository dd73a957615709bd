"""How pages name and link the streams of reviews, and how sentences show their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.records.registry import register_labels, register_stream
from zhichi.reviews.choices import GIVEN_FOR, Measure, Origin, Severity
from zhichi.reviews.models import Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Mapping[str, object] = {
    "language": gettext_lazy("language"),
    "text": gettext_lazy("word"),
    "severity": gettext_lazy("what it does"),
    "instead": gettext_lazy("what to say instead"),
    "exceptions": gettext_lazy("exceptions"),
    "is_active": gettext_lazy("use"),
}


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream(
        "review", label=lambda key: _("Review %s") % key, url=lambda key: reverse("reviews:review", args=[key])
    )
    register_stream(
        "review_draw", label=lambda key: _("Drawing %s") % key, url=lambda key: reverse("reviews:drawing", args=[key])
    )
    register_stream("score_card", label=lambda key: _("Score card %s") % key, url=lambda _key: reverse("reviews:card"))
    register_stream("word", label=_word, url=lambda key: reverse("reviews:word", args=[key]))
    register_stream("phrase", label=_phrase, url=lambda key: reverse("reviews:phrase", args=[key]))
    register_stream("effect", label=lambda key: _("Alert %s") % key, url=lambda _key: reverse("reviews:effect"))
    register_labels("reviews.planned.origin", lambda code: _label(Origin, code))
    register_labels("reviews.assigned.reason", lambda code: str(GIVEN_FOR.get(code, code)))
    register_labels("reviews.word_listed.severity", lambda code: _label(Severity, code))
    for name in ("effect", "effect_recovery", "effect_below", "effect_still_below", "effect_recovered"):
        register_labels(f"reviews.{name}.measure", lambda code: _label(Measure, code))
    register_labels("reviews.word_changed.fields", lambda code: str(FIELDS.get(code, code)))


def _label(kind: type[Origin] | type[Severity] | type[Measure], code: str) -> str:
    return str(kind(code).label) if code in kind.values else code


def _word(key: str) -> str:
    row = Word.objects.filter(pk=int(key)).first()
    return row.text if row else _("Word %s") % key


def _phrase(key: str) -> str:
    row = Phrase.objects.filter(pk=int(key)).first()
    return row.text[:40] if row else _("Phrase %s") % key
