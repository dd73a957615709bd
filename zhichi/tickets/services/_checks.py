"""Let the registered checks look at what a customer will read: ask its author once, tell what was sent all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.tickets import reports
from zhichi.tickets.choices import SOLUTION_FIELDS
from zhichi.tickets.registry import Sent, draft_checks
from zhichi.tickets.selectors.reports import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Message, Ticket
    from zhichi.tickets.registry import DraftCheck, Finding


class Questioned(DomainError):
    """Something was found in a text; its author has not said yet that it shall be sent all the same."""

    def __init__(self, found: Found, message: str, hint: str) -> None:
        super().__init__("draft", message, hint)
        self.found = found


@dataclass(frozen=True)
class Heeded:
    """What an author who can be asked said to findings: their mark, and why it has to be said this way."""

    mark: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """What the checks found in a text. `mark` stands for it: an answer to other findings is no answer to these.

    `typed` is the part of it that its author can correct: not the words of a template around it.
    """

    text: str
    by_check: Sequence[tuple[DraftCheck, Sequence[Finding]]]
    typed: str

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

    def question(self, heeded: Heeded | None) -> None:
        """Raise Questioned unless the author answered these very findings, with a reason where one is asked for.

        Who cannot be asked (None) is recorded only, see `tell`.
        """
        if heeded is None or not self.findings:
            return
        if heeded.mark != self.mark:
            hint = _("Correct it, or send it all the same.")
            if self.asks_why:
                hint = _("Correct it, or say why it has to be said this way.")
            raise Questioned(self, _("Look at these words before it is sent."), hint)
        if self.asks_why and not heeded.reason.strip():
            raise Questioned(self, _("It can only be sent with a reason."), _("Say why it has to be said this way."))

    def tell(self, message: Message, heeded: Heeded | None, *, by: Actor, at: datetime) -> None:
        """Let each check record what was sent although it found something."""
        reason = heeded.reason if heeded else ""
        for check, findings in self.by_check:
            if findings:
                sent = Sent(
                    ticket_id=message.ticket_id,
                    message_id=message.pk,
                    text=self.text,
                    findings=findings,
                    reason=" ".join(reason.split())[:500],
                    by=by,
                    at=at,
                )
                check.sent(sent)


def look(ticket_id: int, text: str, *, typed: str | None = None) -> Found:
    """What the registered checks find in the words of a reply, a progress report or a solution."""
    found = [(check, check.look(ticket_id, text)) for check in draft_checks.values()]
    return Found(text, found, text if typed is None else typed)


def look_at_report(ticket: Ticket, doing: str) -> Found:
    """The same for a progress report: the sentence about what is being done with the template's words around it."""
    words = reports.spoken(report_template(ticket.language), doing)
    return look(ticket.pk, words, typed=doing)


def look_at_solution(ticket_id: int, kind: str, parts: Mapping[str, str], explanation: str) -> Found:
    """The same for a solution: the words for the customer and each part of its kind, one a line."""
    fields = SOLUTION_FIELDS.get(kind, ())
    words = [explanation.strip(), *(parts.get(field.name, "").strip() for field in fields)]
    return look(ticket_id, "\n".join(text for text in words if text))


def refuse_template(text: str) -> None:
    """No template of ours says what its users would be asked about. Raises DomainError that names the words."""
    found = look(0, text)
    passages = dict.fromkeys(text[item.start : item.end] for item in found.findings)
    if passages:
        words = _(", ").join(f"“{passage}”" for passage in passages)
        message = _("Every customer would read these words: %s.") % words
        raise DomainError("draft", message, _("Say it in another way."), fields={"text": message})
