"""What happens to sources ("source:<id>"), and what sources do to articles ("article:<id>")."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("gathering.source_saved", gettext_noop("%(actor)s saved the source “%(name)s”"))
class SourceSaved(Event):
    """A source was made or changed; `kind` is a code of the registry."""

    name: str
    kind: str
    is_active: bool


@event("gathering.run_asked", gettext_noop("%(actor)s asked for a run"))
class RunAsked(Event):
    """Somebody wants the source read now."""

    run_id: int
    is_trial: bool


@event(
    "gathering.run_ended",
    gettext_noop("The source was read: %(new)s new, %(changed)s changed, %(gone)s gone, %(failed)s failed %(reason)s"),
)
class RunEnded(Event):
    """A run that wrote came to its end; `reason` says why it failed as a whole."""

    run_id: int
    state: str
    new: int
    changed: int
    conflicts: int
    gone: int
    failed: int
    reason: str = ""


@event("gathering.brought", gettext_noop("%(actor)s brought the article from %(address)s"))
class ArticleBrought(Event):
    """A draft was made of what a source has."""

    source_id: int
    address: str


@event("gathering.updated", gettext_noop("%(actor)s brought a change from %(address)s"))
class ArticleUpdated(Event):
    """The source changed, nobody had changed the article, so its draft was updated."""

    source_id: int
    address: str
    is_submitted: bool


@event("gathering.differs", gettext_noop("%(actor)s found a change at %(address)s; it waits for a decision"))
class ArticleDiffers(Event):
    """The source changed and we had changed the article, or a reviewed version waits: nothing was overwritten."""

    source_id: int
    address: str


@event("gathering.gone", gettext_noop("%(actor)s did not find %(address)s any more"))
class ArticleGone(Event):
    """It is not at the source any more; the article stays as it is."""

    source_id: int
    address: str


@event("gathering.decided", gettext_noop("%(actor)s decided about what the source has: %(choice)s"))
class ChangeDecided(Event):
    """Somebody decided about an incoming change; `choice` is a code of Choice."""

    source_id: int
    choice: str


@event("gathering.exported", gettext_noop("%(actor)s exported the knowledge base: %(articles)s articles"))
class BaseExported(Event):
    """The whole base was written as Markdown and files."""

    articles: int
    files: int


@event("gathering.imported", gettext_noop("%(actor)s imported a knowledge base: %(made)s articles, %(failed)s refused"))
class BaseImported(Event):
    """A base written as Markdown was read in as drafts."""

    made: int
    failed: int
