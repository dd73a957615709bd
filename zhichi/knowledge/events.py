"""What can happen to an article, told in its stream ("article:<id>"). Texts stay in versions; events carry digests."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("knowledge.created", gettext_noop("%(actor)s began the article “%(title)s”"))
class ArticleCreated(Event):
    """An article exists, as a draft. `variant_of` is the article that it says in another language, 0 for none."""

    title: str
    kind: str
    language: str
    variant_of: int = 0


@event("knowledge.settings_changed", gettext_noop("%(actor)s changed the article's settings: %(fields)s"))
class SettingsChanged(Event):
    """Readers, classes, products or owner changed; `before` and `after` hold codes and ids of the changed fields."""

    fields: list[str]
    before: dict[str, object]
    after: dict[str, object]


@event("knowledge.edit_begun", gettext_noop("%(actor)s began to rewrite version %(version)s"))
class EditBegun(Event):
    """A published article is being rewritten; readers keep the version they have."""

    version: int


@event("knowledge.draft_discarded", gettext_noop("%(actor)s dropped the draft; version %(version)s stays"))
class DraftDiscarded(Event):
    """The rewriting was given up. The digest says what was dropped."""

    version: int
    digest: str


@event("knowledge.submitted", gettext_noop("%(actor)s submitted version %(version)s for review %(note)s"))
class Submitted(Event):
    """A version was made of the draft (6.2.3). The digest proves its content."""

    version: int
    version_id: int
    digest: str
    note: str = ""


@event(
    "knowledge.history_kept",
    gettext_noop("%(actor)s brought version %(version)s along, which %(author)s wrote and readers had elsewhere"),
)
class HistoryKept(Event):
    """An import kept an earlier published version (6.2.2). The digest proves its content."""

    version: int
    version_id: int
    digest: str
    author: str
    published_at: str


@event("knowledge.withdrawn", gettext_noop("%(actor)s took version %(version)s back from review"))
class Withdrawn(Event):
    """The version is a draft again."""

    version: int


@event("knowledge.sent_back", gettext_noop("%(actor)s sent version %(version)s back: %(remarks)s"))
class SentBack(Event):
    """The reviewer wants changes; `remarks` says which."""

    version: int
    remarks: str


@event("knowledge.approved", gettext_noop("%(actor)s approved version %(version)s"))
class Approved(Event):
    """Another person than the author found the version right (6.2.3)."""

    version: int
    waited_seconds: int


@event("knowledge.scheduled", gettext_noop("%(actor)s set version %(version)s to be published on %(when)s"))
class Scheduled(Event):
    """A reviewed version waits for its moment (`at`, ISO, UTC). `when` is the moment as its planner read it."""

    version: int
    at: str
    when: str


@event("knowledge.published", gettext_noop("%(actor)s published version %(version)s"))
class Published(Event):
    """Readers see this version from now on. `reason` says why in spite of links that are gone, if some were."""

    version: int
    is_first: bool
    reason: str = ""


@event(
    "knowledge.rolled_back", gettext_noop("%(actor)s went back to version %(restores)s; it is version %(version)s now")
)
class RolledBack(Event):
    """An earlier published content is the newest again. The digest proves it."""

    version: int
    version_id: int
    restores: int
    reason: str
    digest: str


@event("knowledge.archived", gettext_noop("%(actor)s archived the article: %(reason)s"))
class Archived(Event):
    """Nobody reads it any more; it is kept."""

    reason: str


@event("knowledge.restored", gettext_noop("%(actor)s took the article out of the archive; it has to be reviewed"))
class Restored(Event):
    """It is a draft again."""


@event("knowledge.variant_confirmed", gettext_noop("%(actor)s confirmed that the article says what its variants say"))
class VariantConfirmed(Event):
    """Another language was published later, and nothing has to change here."""


@event("knowledge.looked_through", gettext_noop("%(actor)s looked version %(version)s through: it is still right"))
class LookedThrough(Event):
    """The full review of 6.2.1. `in_time`: not after the day it was due."""

    version: int
    in_time: bool


@event("knowledge.branch_saved", gettext_noop("%(actor)s saved “%(name)s” in the classification %(scheme)s"))
class BranchSaved(Event):
    """A branch of a classification was made or changed (6.1.1); stream "category:<id>"."""

    scheme: str
    name: str
    is_active: bool


@event("knowledge.module_saved", gettext_noop("%(actor)s saved the module “%(name)s”"))
class ModuleSaved(Event):
    """A module or section was made or changed (6.1.2); stream "module:<id>"."""

    name: str
    rhythm: str
    is_active: bool


@event("knowledge.pattern_saved", gettext_noop("%(actor)s saved the template “%(name)s”"))
class PatternSaved(Event):
    """A template was made or changed (6.1.3); stream "pattern:<id>". `source` is the article it was made from."""

    name: str
    kind: str
    is_active: bool
    source: str = ""


@event("knowledge.module_posts_set", gettext_noop("%(actor)s set who may write, review and publish in “%(name)s”"))
class ModulePostsSet(Event):
    """Posts that alone may do something in a module; stream "module:<id>". A deed without posts: as everywhere."""

    name: str
    posts: dict[str, object]


@event("knowledge.remarked", gettext_noop("%(actor)s commented on a passage of version %(version)s"))
class Remarked(Event):
    """A comment at a passage (6.2.3). The digest proves its words."""

    version: int
    remark_id: int
    part: str
    digest: str


@event("knowledge.remark_resolved", gettext_noop("%(actor)s settled a comment on version %(version)s"))
class RemarkResolved(Event):
    """What it asks for is done, or need not be."""

    version: int
    remark_id: int


@event("knowledge.remark_reopened", gettext_noop("%(actor)s took up a comment on version %(version)s again"))
class RemarkReopened(Event):
    """It is not done after all."""

    version: int
    remark_id: int
