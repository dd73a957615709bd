"""What happens to synonyms."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("search.synonyms_added", gettext_noop("%(actor)s added the synonyms %(words)s"))
class SynonymsAdded(Event):
    """Words stand for each other from now on."""

    words: list[str]


@event("search.synonyms_changed", gettext_noop("%(actor)s changed the synonyms %(before)s to %(words)s"))
class SynonymsChanged(Event):
    """A group has other words."""

    before: list[str]
    words: list[str]


@event("search.synonyms_retired", gettext_noop("%(actor)s put the synonyms %(words)s out of use"))
class SynonymsRetired(Event):
    """The words of a group no longer stand for each other."""

    words: list[str]


@event("search.synonyms_revived", gettext_noop("%(actor)s put the synonyms %(words)s into use again"))
class SynonymsRevived(Event):
    """The words of a group stand for each other again."""

    words: list[str]
