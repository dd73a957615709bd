"""Let the registered checks look at a reply: ask its author once, tell the checks what was sent all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.tickets.registry import Sent, draft_checks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Message
    from zhichi.tickets.registry import DraftCheck, Finding


class Questioned(DomainError):
    """Something was found in a reply; its author has not said yet that it shall be sent all the same."""

    def __init__(self, found: Found, message: str, hint: str) -> None:
        super().__init__("draft", message, hint)
        self.found = found


@dataclass(frozen=True)
class Found:
    """What the checks found in a text. `mark` stands for it: an answer to other findings is no answer to these."""

    by_check: Sequence[tuple[DraftCheck, Sequence[Finding]]]

    @property
    def findings(self) -> list[Finding]:
        """All of them, in order of the text."""
        return sorted((item for _check, found in self.by_check for item in found), key=lambda item: item.start)

    @property
    def asks_why(self) -> bool:
        """Whether it is sent only with a reason."""
        return any(item.asks_why for item in self.findings)

    @property
    def mark(self) -> str:
        """The same for the same words; empty when nothing was found."""
        keys = sorted({item.key for item in self.findings})
        return sha256(dumps(keys))[:24] if keys else ""

    def question(self, *, heeded: str, reason: str) -> None:
        """Raise Questioned unless the author answered these very findings, with a reason where one is asked for."""
        if not self.findings:
            return
        if heeded != self.mark:
            hint = _("Correct it, or send it all the same.")
            if self.asks_why:
                hint = _("Correct it, or say why it has to be said this way.")
            raise Questioned(self, _("Look at these words before it is sent."), hint)
        if self.asks_why and not reason.strip():
            raise Questioned(self, _("It can only be sent with a reason."), _("Say why it has to be said this way."))

    def tell(self, message: Message, *, reason: str, by: Actor, at: datetime) -> None:
        """Let each check record what was sent although it found something."""
        for check, findings in self.by_check:
            if findings:
                sent = Sent(
                    ticket_id=message.ticket_id,
                    message_id=message.pk,
                    text=message.text,
                    findings=findings,
                    reason=" ".join(reason.split())[:500],
                    by=by,
                    at=at,
                )
                check.sent(sent)


def look(ticket_id: int, text: str) -> Found:
    """What the registered checks find in a reply."""
    return Found([(check, check.look(ticket_id, text)) for check in draft_checks.values()])
