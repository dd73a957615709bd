"""Django's mail backend: what libraries send (password reset, sign-in codes) takes the same queue as all mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.outbound import services
from zhichi.outbound.choices import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

PURPOSE_HEADER = "X-Zhichi-Purpose"


class QueueBackend(BaseEmailBackend):
    """Queues mails with purpose sign_in, or the one named in the header X-Zhichi-Purpose."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message once for each recipient group; returns how many were queued."""
        return sum(self._queue(message) for message in email_messages)

    def _queue(self, message: EmailMessage) -> int:
        if message.attachments:
            raise ValueError("mails with attachments go through outbound.services.queue, which names stored files")
        purpose = message.extra_headers.get(PURPOSE_HEADER, Purpose.SIGN_IN)
        # Each hidden recipient gets a mail of their own, so that nobody sees the others.
        groups = [(list(message.to), list(message.cc))] if message.to or message.cc else []
        groups += [([address], []) for address in message.bcc]
        try:
            for to, cc in groups:
                services.queue(
                    purpose=purpose,
                    to=to or cc,
                    cc=cc if to else (),
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html_of(message),
                    language=get_language() or "",
                    by=Actor.system("sign-in"),
                    at=clock.now(),
                )
        except DomainError:
            if not self.fail_silently:
                raise
            return 0
        return 1


def _html_of(message: Any) -> str:
    alternatives = getattr(message, "alternatives", None) or []
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")
