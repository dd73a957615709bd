"""Reads of ideas: the list with its filters and counts, one idea with its votes, comments and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from zhichi.improvement import policies
from zhichi.improvement.choices import OPEN, Direction, IdeaState
from zhichi.improvement.models import Comment, Idea, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable

NEWEST, MOST_WANTED = ("-changed_at", "-pk"), ("-votes", "-raised_at", "-pk")
IN_WORK, ALL, MINE = "open", "all", "mine"


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed. `which` is a state, or "open", "all", "mine"; empty fields narrow nothing."""

    which: str = IN_WORK
    direction: str = ""
    query: str = ""
    by_votes: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """The order of the list."""
        return MOST_WANTED if self.by_votes else NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the first view is asked for."""
        return self != Wanted()


def wanted(asked: dict[str, str]) -> Wanted:
    """What an address asks for; what is not known counts as not said."""
    which, direction = asked.get("which", ""), asked.get("direction", "")
    return Wanted(
        which=which if which in {ALL, MINE, *IdeaState.values} else IN_WORK,
        direction=direction if direction in Direction.values else "",
        query=asked.get("q", "").strip()[:100],
        by_votes=asked.get("order") == "votes",
    )


def ideas(person: Any, narrowed: Wanted) -> QuerySet[Idea]:
    """The ideas that `person` may see, narrowed; with author and request. Order them by `narrowed.order`."""
    rows = policies.visible_to(person, Idea.objects.all()).select_related("author", "ticket")
    if narrowed.which == IN_WORK:
        rows = rows.filter(state__in=OPEN)
    elif narrowed.which == MINE:
        rows = rows.filter(author=person)
    elif narrowed.which != ALL:
        rows = rows.filter(state=narrowed.which)
    if narrowed.direction:
        rows = rows.filter(direction=narrowed.direction)
    if narrowed.query:
        said = Q()
        for name in ("title", "now", "better", "effect"):
            said |= Q(**{f"{name}__icontains": narrowed.query})
        rows = rows.filter(said)
    return rows


def counts(person: Any) -> dict[str, int]:
    """How many ideas `person` sees in each state, and "open", "all" and "mine". Two queries."""
    rows = policies.visible_to(person, Idea.objects.all())
    found = dict.fromkeys(IdeaState.values, 0)
    found |= {row["state"]: row["n"] for row in rows.order_by().values("state").annotate(n=Count("pk"))}
    total = sum(found.values())
    return {
        **found,
        IN_WORK: sum(found[state] for state in OPEN),
        ALL: total,
        MINE: rows.filter(author=person).count() if total else 0,
    }


def idea(person: Any, key: int) -> Idea | None:
    """One idea with author and request, if `person` may see it. One query."""
    rows = policies.visible_to(person, Idea.objects.all()).select_related("author", "ticket")
    return rows.filter(pk=key).first()


def voted_for(person: Any, keys: Iterable[int]) -> set[int]:
    """Those of these ideas that `person` has voted for. One query."""
    return set(Vote.objects.filter(person=person, idea__in=list(keys)).values_list("idea_id", flat=True))


def voters(row: Idea) -> list[str]:
    """Who is for an idea, the first one first."""
    return list(Vote.objects.filter(idea=row).order_by("at", "pk").values_list("person__display_name", flat=True))


def comments(row: Idea) -> list[Comment]:
    """The comments on an idea, the oldest first."""
    return list(Comment.objects.filter(idea=row).select_related("author"))
