"""Compare what events stated with the rows they speak of: the words of ideas and comments (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.improvement.models import Comment, Idea
from zhichi.improvement.services._write import comment_digest, idea_digest
from zhichi.records.registry import Doubt, Recorded, compare, named
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_ideas(events: Sequence[Recorded]) -> list[Doubt]:
    """Ideas whose words are not those last stated. An idea that was rewritten since is judged by that event."""
    rows = Idea.objects.in_bulk([event.object_id for event in events])
    last = {event.object_id: event.id for event in events}
    standing = [event for event in events if event.id == last[event.object_id] and not _rewritten(event, rows)]
    return compare(standing, lambda event: rows.get(event.object_id), idea_digest)


def check_comments(events: Sequence[Recorded]) -> list[Doubt]:
    """Comments whose text is not the one that was written."""
    rows = Comment.objects.in_bulk([event.data["comment_id"] for event in events])
    return compare(events, named(rows, "comment_id"), comment_digest)


def _rewritten(event: Recorded, rows: dict[int, Idea]) -> bool:
    """Whether a later event, in another batch, states the words anew."""
    row = rows.get(event.object_id)
    if row is None:
        return False
    later = history(row.stream, codes=("improvement.revised",))
    return any(one.id > event.id for one in later)
