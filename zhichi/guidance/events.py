"""What happens when knowledge is used, told in the ticket's and the article's stream."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("guidance.solved", gettext_noop("%(actor)s noted that %(number)s “%(title)s” solved ticket #%(ticket)s"))
class ArticleSolved(Event):
    """An article solved a ticket (6.3.3); `version` is the one that was published then."""

    article_id: int
    number: str
    title: str
    version: int
    ticket: str
    ticket_id: int


@event("guidance.solved_undone", gettext_noop("%(actor)s took back that %(number)s solved ticket #%(ticket)s"))
class ArticleSolvedUndone(Event):
    """It was not that article after all."""

    article_id: int
    number: str
    ticket: str
    ticket_id: int
