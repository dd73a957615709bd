"""How pages name and link the streams of ideas, and how sentences show their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.improvement.choices import Answer, Direction, IdeaState
from zhichi.improvement.definitions import MOVED
from zhichi.improvement.models import Idea
from zhichi.records.registry import register_labels, register_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIELDS: Mapping[str, object] = {
    "title": gettext_lazy("title"),
    "now": gettext_lazy("what there is now"),
    "better": gettext_lazy("what would be better"),
    "effect": gettext_lazy("expected effect"),
    "direction": pgettext_lazy("field of an idea", "direction"),
    "ticket": gettext_lazy("request"),
}


def register() -> None:
    """Put the stream and its labels into the record's registries."""
    register_stream("idea", label=_name, url=lambda key: reverse("improvement:idea", args=[key]))
    register_labels("improvement.raised.direction", _choice(Direction))
    register_labels("improvement.revised.fields", lambda code: str(FIELDS.get(code, code)))
    register_labels("improvement.moved.before", _choice(IdeaState))
    register_labels("improvement.moved.after", _choice(IdeaState))
    register_labels("improvement.measured.answer", _choice(Answer))
    register_labels(f"{MOVED}.after", _choice(IdeaState))


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda code: str(choices(code).label) if code in choices.values else code


def _name(key: str) -> str:
    row = Idea.objects.filter(pk=int(key)).first()
    return _("Idea “%s”") % row.title if row else _("Idea %s") % key
