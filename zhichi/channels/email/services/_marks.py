"""How far a source was read, noted in the transaction that takes the message: that is what makes it exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from zhichi.channels.email.models import Folder, PopMessage

if TYPE_CHECKING:
    from zhichi.channels.email.transport import Position


class Mark(Protocol):
    """Something that `receive` writes down beside the message."""

    def note(self) -> None:
        """Write it, in whatever transaction is open."""


@dataclass(frozen=True)
class FolderMark:
    """A folder was read up to this message. It stands for all before it."""

    folder_id: int
    position: Position

    def note(self) -> None:
        """Move the folder's place."""
        place = {"uid_validity": self.position.uidvalidity, "last_uid": self.position.last_uid}
        Folder.objects.filter(pk=self.folder_id).update(**place)


@dataclass(frozen=True)
class PopMark:
    """This message of a POP3 server was taken."""

    mailbox_id: int
    uidl: str

    def note(self) -> None:
        """Remember its name; once is enough."""
        row = PopMessage(mailbox_id=self.mailbox_id, uidl=self.uidl, is_taken=True)
        PopMessage.objects.bulk_create([row], ignore_conflicts=True)
