"""Whether a file may be opened now. Every way to a content asks here: page, picture, letter, API (6.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.files import definitions, scanner
from zhichi.files.choices import Measure, Scan, Standing, Trait, Unscannable, WhyNot
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.files.models import Attachment, Blob


class FileLocked(DomainError):
    """The file is there, but nobody opens it: a virus, or a scan that is not done."""

    status = 423


@dataclass(frozen=True)
class Stand:
    """A file's standing; `detail` is the signature's name or the reason in words."""

    code: str = Standing.OPEN
    detail: str = ""
    warning: str = ""  # what to heed although it may be opened

    @property
    def is_open(self) -> bool:
        """Whether everybody who may see the file may open it."""
        return self.code == Standing.OPEN

    @property
    def waits(self) -> bool:
        """Whether the next moments may change it."""
        return self.code == Standing.WAITS

    @property
    def tone(self) -> str:
        """How loud its chip is."""
        return {Standing.INFECTED: "bad", Standing.UNSCANNED: "warn", Standing.HELD: "warn"}.get(
            Standing(self.code), ""
        )

    @property
    def words(self) -> str:
        """The notice beside the file."""
        label = str(Standing(self.code).label)
        return _("%(what)s: %(detail)s") % {"what": label, "detail": self.detail} if self.detail else label


OPEN = Stand()


def standing_of(attachment: Attachment) -> Stand:
    """The standing of a file whose blob is loaded. No query but for policy values, which the process keeps."""
    return standing_of_content(attachment.blob)


def locked_why(blob: Blob) -> tuple[str, bool]:
    """What was found in a content, in words, and whether it is locked now."""
    said = blob.scan_said if blob.scan == Scan.INFECTED else why_not_words(blob.scan_said)
    if blob.look and (not said or is_held(blob)):
        said = _("; ").join(filter(None, [said, traits_words(blob.look, blob.look_said)]))
    return said, not standing_of_content(blob).is_open


def standing_of_content(blob: Blob) -> Stand:
    """The standing of every file with this content."""
    if blob.deleted_at is not None:
        return Stand(Standing.DELETED, blob.scan_said if blob.scan == Scan.INFECTED else "")
    is_released = bool(blob.released_said) and blob.released_said == blob.scan_said
    if blob.scan == Scan.INFECTED and not is_released:
        return Stand(Standing.INFECTED, blob.scan_said)
    if is_held(blob):
        return Stand(Standing.HELD, traits_words(blob.look, blob.look_said))
    if blob.scan == Scan.WAITING and scanner.is_set_up() and not policy(definitions.OPEN_WAITING):
        return Stand(Standing.WAITS)
    if blob.scan == Scan.FAILED and not is_released and not policy(definitions.OPEN_UNSCANNABLE):
        return Stand(Standing.UNSCANNED, why_not_words(blob.scan_said))
    if blob.look and blob.released_look != blob.look and measure_of(blob.look) == Measure.WARN:
        return Stand(warning=traits_words(_warned(blob.look), blob.look_said))
    return OPEN


def is_held(blob: Blob) -> bool:
    """Whether the handbook holds such a content back, and nobody released it."""
    if not blob.look or blob.released_look == blob.look:
        return False
    return measure_of(blob.look) in {Measure.HOLD, Measure.REFUSE}


def measure_of(traits: str) -> str:
    """The strictest measure that the handbook takes about any of these traits; "allow" for none."""
    order = definitions.MEASURES
    found = (str(policy(definitions.TRAITS[one][0])) for one in traits.split(",") if one in definitions.TRAITS)
    return max(found, key=order.index, default=order[0])


def _warned(traits: str) -> str:
    return ",".join(one for one in traits.split(",") if measure_of(one) != Measure.ALLOW)


def traits_words(traits: str, said: str = "") -> str:
    """Traits in words, with what was found about them."""
    names = _(", ").join(str(Trait(one).label) for one in traits.split(",") if one in Trait.values)
    detail = str(WhyNot(said).label) if said in WhyNot.values else said
    return _("%(what)s: %(detail)s") % {"what": names, "detail": detail} if detail else names


def why_not_words(said: str) -> str:
    """Why a content could not be scanned, in words; the scanner's own where there are no better ones."""
    return str(Unscannable(said).label) if said in Unscannable.values else said


def said_words(said: str) -> str:
    """What a content was locked for, in words: a reason of the scanner, traits, or a signature's name as it is."""
    is_look = all(one in Trait.values for one in said.split(","))
    return traits_words(said) if is_look else why_not_words(said)


def require_open(attachment: Attachment) -> None:
    """Raise FileLocked ("file-waits", "file-infected", "file-unscanned") for a file that nobody may open now."""
    stand = standing_of(attachment)
    if stand.is_open:
        return
    words = _("“%(name)s” is locked. %(why)s.") % {"name": attachment.filename, "why": stand.words}
    raise FileLocked(f"file-{stand.code}", words, _hint(stand))


def _hint(stand: Stand) -> str:
    if stand.waits:
        return _("This takes a few moments; try again then.")
    if stand.code == Standing.INFECTED:
        return _("Nothing else was lost. Whoever sent it can clean their computer and send it again.")
    return _("Ask for it in another form, or ask your manager.")
