"""What of this part may still name a person whose data is erased (3.4.3, 5.1.1): people decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.improvement.models import Comment, Idea
from zhichi.records.registry import Eraser, register_eraser

if TYPE_CHECKING:
    from zhichi.records.registry import Person


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("improvement", _("Ideas"), named_in=named_in))


def named_in(person: Person) -> list[tuple[str, str]]:
    """Ideas that name the person, in their own words or a comment."""
    ideas = Idea.objects.values_list("pk", "title", "now", "better", "effect", "result")
    found = {key for key, *words in ideas.iterator() if person.is_in(words)}
    found |= {key for key, text in Comment.objects.values_list("idea_id", "text").iterator() if person.is_in(text)}
    rows = Idea.objects.filter(pk__in=found).order_by("pk")
    return [(row.title, reverse("improvement:idea", args=[row.pk])) for row in rows]
