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


@event("guidance.doubted", gettext_noop("A reader found that %(number)s does not help: %(reason)s"))
class ArticleDoubted(Event):
    """Somebody voted “no” with a reason (a code of Reason). Their words stay with the vote."""

    number: str
    version: int
    reason: str


@event("guidance.deflected", gettext_noop("%(number)s solved it for a customer, who did not need to send a request"))
class RequestDeflected(Event):
    """Said on the request form (6.3.3); nothing in it leads back to the customer."""

    number: str
    version: int
    language: str


@event("guidance.written", gettext_noop("%(actor)s began the article %(number)s from ticket #%(ticket)s"))
class ArticleWritten(Event):
    """An article was begun from what a ticket taught; customers' data was marked and left out."""

    article_id: int
    number: str
    ticket: str
    ticket_id: int
    left_out: int


@event("guidance.gap_found", gettext_noop("“%(words)s” was looked for and no article answered"))
class GapFound(Event):
    """A gap is there, or comes back: people go on looking although it was done."""

    words: str
    language: str


@event("guidance.gap_assigned", gettext_noop("%(actor)s gave the missing article to %(assignee)s"))
class GapAssigned(Event):
    """Somebody is to write it."""

    assignee: str
    assignee_id: int


@event("guidance.gap_linked", gettext_noop("%(actor)s linked the article %(number)s, which is to answer it"))
class GapLinked(Event):
    """This article is to answer; published, it closes the gap."""

    article_id: int
    number: str


@event("guidance.gap_done", gettext_noop("%(number)s is published and answers it"))
class GapDone(Event):
    """The linked article is published."""

    article_id: int
    number: str


@event("guidance.gap_dismissed", gettext_noop("%(actor)s dismissed it: %(reason)s"))
class GapDismissed(Event):
    """No article is wanted."""

    reason: str


@event("guidance.gap_reopened", gettext_noop("%(actor)s took it up again"))
class GapReopened(Event):
    """It was dismissed or done, and is a task again."""
