"""What happens to ideas (10.4). Times are ISO 8601 UTC; the author is named, as the box is not anonymous."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("improvement.raised", gettext_noop("%(actor)s raised the idea “%(title)s” (%(direction)s)"))
class Raised(Event):
    """A new idea. `ticket` is the number of the request that gave rise to it, or empty."""

    title: str
    direction: str
    digest: str
    ticket: str = ""


@event("improvement.revised", gettext_noop("%(actor)s rewrote the idea: %(fields)s"))
class Revised(Event):
    """The author changed the words while nobody had taken the idea up."""

    fields: list[str]
    digest: str


@event("improvement.moved", gettext_noop("%(actor)s: %(before)s → %(after)s. %(reason)s"))
class Moved(Event):
    """A step of the flow with its reason; `before` and `after` are codes of IdeaState."""

    before: str
    after: str
    reason: str


@event("improvement.measured", gettext_noop("%(actor)s recorded the result: %(answer)s. %(result)s"))
class Measured(Event):
    """What came of an adopted idea, as measured."""

    answer: str
    result: str


@event("improvement.voted", gettext_noop("%(actor)s voted for the idea"))
class Voted(Event):
    """One vote; `votes` is how many there are now."""

    votes: int


@event("improvement.unvoted", gettext_noop("%(actor)s took the vote back"))
class Unvoted(Event):
    """A vote less; `votes` is how many there are now."""

    votes: int


@event("improvement.commented", gettext_noop("%(actor)s commented"))
class Commented(Event):
    """A remark on an idea; its text is in the row, its digest here."""

    comment_id: int
    digest: str
