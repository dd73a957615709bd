"""What of this part may still name a person whose data is erased (3.4.3, 5.1.1): people decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.records.registry import Eraser, register_eraser
from zhichi.reviews.models import Opinion, Review

if TYPE_CHECKING:
    from zhichi.records.registry import Person


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("reviews", _("Reviews"), named_in=named_in))


def named_in(person: Person) -> list[tuple[str, str]]:
    """Reviews that name the person in reason, objection, comments, summary or a quoted sentence."""
    reviews = Review.objects.values_list("pk", "reason", "objection")
    found = {key for key, *words in reviews.iterator() if person.is_in(words)}
    opinions = Opinion.objects.values_list("review_id", "comments", "evidence", "summary")
    found |= {key for key, *words in opinions.iterator() if person.is_in(words)}
    rows = Review.objects.filter(pk__in=found).select_related("ticket").order_by("pk")
    words = gettext("Review of request %s")
    return [(words % f"#{row.ticket.number}", reverse("reviews:review", args=[row.pk])) for row in rows]
