"""Letters that came as files (`.eml`, `.msg`), looked into without a mail program. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.channels.email.mime.headers import read_headers
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.outlook import is_msg, parse_msg
from zhichi.channels.email.parsing import parse
from zhichi.core.errors import DomainError
from zhichi.files import selectors as files

if TYPE_CHECKING:
    from zhichi.channels.email.parsing import Attachment as Enclosed
    from zhichi.channels.email.parsing import InboundMail
    from zhichi.files.models import Attachment

ENDINGS = (".eml", ".msg")
MAX_BYTES = 30 * 1024 * 1024
MAX_DEPTH = 5  # letters in each other
_LETTER = "message/rfc822"
_FIELDS = ("from", "to", "subject", "date", "message-id", "received", "content-type", "mime-version")


@dataclass(frozen=True)
class Place:
    """Where somebody looks: the letter, and the numbers of the files that lead to it from the outermost one."""

    letter: InboundMail
    steps: tuple[int, ...] = ()

    def step(self, number: int) -> str:
        """The address of a file of this letter, "2.1" for the first file of the second."""
        return ".".join(str(each) for each in (*self.steps, number))


def is_letter(filename: str, content_type: str = "") -> bool:
    """Whether a file may be looked into, by what its sender calls it."""
    return filename.lower().endswith(ENDINGS) or content_type == _LETTER


def open_letter(attachment: Attachment) -> Place:
    """The letter in a stored file. Raises DomainError when it is none or too large."""
    if attachment.blob.size > MAX_BYTES:
        raise DomainError("letter-too-large", _("This letter is too large to be looked into."), _("Download it."))
    with files.read(attachment) as content:
        return Place(_read(content.read()))


def step_into(place: Place, number: int) -> Place:
    """The letter in a file of a letter. Raises DomainError, LookupError where there is no such file."""
    if len(place.steps) + 1 >= MAX_DEPTH:
        raise DomainError("letter-too-deep", _("Letters in letters are shown five deep."), _("Download the file."))
    return Place(_read(file_of(place, number).content), (*place.steps, number))


def file_of(place: Place, number: int) -> Enclosed:
    """A file of the letter, counted from one. Raises LookupError where there is none."""
    if not 0 < number <= len(place.letter.attachments):
        raise LookupError(number)
    return place.letter.attachments[number - 1]


def _read(content: bytes) -> InboundMail:
    if is_msg(content):
        return parse_msg(content)
    headers, _body = read_headers(content, 0, len(content), Notes())
    if not any(name in headers for name in _FIELDS):
        raise DomainError("no-letter", _("This file holds no letter that can be read here."), _("Download it."))
    return parse(content)
