"""Raise, rewrite, vote for and comment on ideas (3.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.core.errors import DomainError
from zhichi.improvement import definitions, policies
from zhichi.improvement.choices import LONGEST_TEXT, LONGEST_TITLE, Direction
from zhichi.improvement.events import Commented, Raised, Revised, Unvoted, Voted
from zhichi.improvement.models import Comment, Idea, Vote
from zhichi.improvement.services._write import allow, comment_digest, idea_digest, line, lock, prose, record
from zhichi.notices import services as notices
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class IdeaData:
    """What somebody writes. `ticket` is the number of the request behind it ("10017", "#10 017"), or empty."""

    title: str
    now: str
    better: str
    effect: str
    direction: str
    ticket: str = ""


@transaction.atomic
def raise_idea(*, data: IdeaData, by: Actor, at: datetime) -> Idea:
    """Put an idea into the box (3.3.3). Appends improvement.raised and tells the managers.

    Raises DomainError naming the field that is empty or too long, for an unknown direction, and for the number of a
    request that its author does not see.
    """
    allow(policies.RAISE, by)
    idea = Idea(author=by.user, raised_at=at, changed_at=at, **_checked(data, by))
    idea.save(force_insert=True)
    number = idea.ticket.number if idea.ticket else ""
    event = Raised(title=idea.title, direction=idea.direction, digest=idea_digest(idea), ticket=number)
    record(idea, event, by=by, at=at, is_new=True)
    managers = {person.pk for person in accounts.holding_post(Post.MANAGER)} - {by.user_id}
    told = {"author": by.label, "title": idea.title}
    notices.tell(managers, kind=definitions.NEW, stream=idea.stream, data=told, dedupe_key=f"new:{idea.pk}", at=at)
    return idea


@transaction.atomic
def revise_idea(*, idea_id: int, data: IdeaData, by: Actor, at: datetime) -> Idea:
    """Rewrite one's own idea while nobody has taken it up. Appends improvement.revised, nothing when it is the same.

    Raises DomainError as `raise_idea` does, Refused once it is in evaluation.
    """
    idea = lock(idea_id)
    allow(policies.REVISE, by, idea)
    values = _checked(data, by, kept=idea)
    changed = [name for name, value in values.items() if getattr(idea, name) != value]
    if changed:
        for name in changed:
            setattr(idea, name, values[name])
        idea.changed_at = at
        idea.save()
        record(idea, Revised(fields=changed, digest=idea_digest(idea)), by=by, at=at)
    return idea


@transaction.atomic
def vote(*, idea_id: int, is_for: bool, by: Actor, at: datetime) -> Idea:
    """Vote for an open idea of somebody else, once; or take the vote back. Appends improvement.voted or unvoted.

    Saying the same twice changes nothing. Raises Refused for one's own idea and for one that is decided.
    """
    idea = lock(idea_id)
    allow(policies.VOTE, by, idea)
    mine = Vote.objects.filter(idea=idea, person=by.user)
    if is_for == mine.exists():
        return idea
    if is_for:
        Vote.objects.create(idea=idea, person=by.user, at=at)
    else:
        mine.delete()
    idea.votes = Vote.objects.filter(idea=idea).count()
    idea.save(update_fields=["votes"])
    event = Voted(votes=idea.votes) if is_for else Unvoted(votes=idea.votes)
    record(idea, event, by=by, at=at)
    return idea


@transaction.atomic
def comment(*, idea_id: int, text: str, by: Actor, at: datetime) -> Comment:
    """Say something about an idea; it stays as it is. Appends improvement.commented and tells the author."""
    idea = lock(idea_id)
    allow(policies.COMMENT, by, idea)
    words = prose(text, "text", _("Write what you want to say."), most=LONGEST_TEXT)
    row = Comment.objects.create(idea=idea, author=by.user, text=words, at=at)
    record(idea, Commented(comment_id=row.pk, digest=comment_digest(row)), by=by, at=at)
    told = {idea.author_id} - {by.user_id}
    data = {"who": by.label, "title": idea.title}
    notices.tell(told, kind=definitions.REMARK, stream=idea.stream, data=data, dedupe_key=f"remark:{row.pk}", at=at)
    return row


def _checked(data: IdeaData, by: Actor, *, kept: Idea | None = None) -> dict[str, Any]:
    if data.direction not in Direction.values:
        message = _("Choose what the idea would make better.")
        raise DomainError("direction", message, fields={"direction": message})
    return {
        "title": line(data.title, "title", _("Give the idea a title."), most=LONGEST_TITLE),
        "now": prose(data.now, "now", _("Say what there is now."), most=LONGEST_TEXT),
        "better": prose(data.better, "better", _("Say what would be better."), most=LONGEST_TEXT),
        "effect": prose(data.effect, "effect", _("Say what you expect of it."), most=LONGEST_TEXT),
        "direction": data.direction,
        "ticket": _ticket(data.ticket, by, kept),
    }


def _ticket(number: str, by: Actor, kept: Idea | None) -> Any:
    wanted = number.strip().lstrip("#").replace(" ", "")
    if not wanted:
        return None
    if kept is not None and kept.ticket is not None and kept.ticket.number == wanted:
        return kept.ticket  # it was theirs to see when they named it
    found = tickets.by_number(by.user, wanted)
    if found is None:
        message = _("There is no request #%s that you can see.") % wanted
        raise DomainError("no-ticket", message, fields={"ticket": message})
    return found
