"""Events of files. Those of a content stand in its own stream ("file:7") and in those of what its files hang on."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("files.link_revoked", gettext_noop("%(actor)s made the link to “%(name)s” invalid"))
class FileLinkRevoked(Event):
    """Nobody fetches the file by its link any more."""

    name: str


@event("files.link_renewed", gettext_noop("%(actor)s made the link to “%(name)s” valid for %(days)s more days"))
class FileLinkRenewed(Event):
    """The same address holds again, or longer."""

    name: str
    days: int


@event("files.found", gettext_noop("Virus found in “%(name)s”: %(signature)s. Nobody can open the file"))
class VirusFound(Event):
    """The scanner found something in a content; `version` is that of its engine and signatures (6.4.1)."""

    name: str
    signature: str
    version: str


@event(
    "files.found_later", gettext_noop("New signatures found %(signature)s in “%(name)s”, which could be opened before")
)
class VirusFoundLater(Event):
    """A content that was open until now is locked (6.4.1)."""

    name: str
    signature: str
    version: str


@event("files.held", gettext_noop("“%(name)s” is held back: %(traits)s"))
class FileHeld(Event):
    """A content of a kind that the handbook holds back came in; `traits` are codes with commas."""

    name: str
    traits: str
    detail: str


@event("files.released", gettext_noop("%(actor)s released “%(name)s” as a false alarm (%(said)s): %(reason)s"))
class FileReleased(Event):
    """What the scanner said of this content counts no more, until it says something else."""

    name: str
    said: str
    reason: str


@event("files.locked_again", gettext_noop("%(actor)s locked “%(name)s” again: %(reason)s"))
class FileLockedAgain(Event):
    """A release was taken back."""

    name: str
    reason: str


@event(
    "files.content_deleted",
    gettext_noop("%(actor)s deleted the content of “%(name)s” (SHA-256 %(sha256)s): %(reason)s"),
)
class ContentDeleted(Event):
    """The bytes are gone for good; rows, names and this record stay."""

    name: str
    sha256: str
    reason: str


@event("files.taken_out", gettext_noop("%(actor)s took “%(name)s” out of the quarantine for a look: %(reason)s"))
class FileTakenOut(Event):
    """Somebody with the right fetched a locked content."""

    name: str
    reason: str


@event("files.scan_asked", gettext_noop("%(actor)s had “%(name)s” scanned again"))
class ScanAsked(Event):
    """Somebody asks the scanner once more, because its limits were raised or its signatures changed."""

    name: str


@event("files.rescanned", gettext_noop("The signatures are now %(version)s: %(count)s files are scanned again"))
class ScannedAgain(Event):
    """A turn of scans with new signatures began."""

    version: str
    count: int
