"""Bounds of the mail channel that are technical, not rules of the handbook."""

from __future__ import annotations

HOOK_PURPOSE = "webhook secret"
PASSWORD_PURPOSE = "mailbox password"  # noqa: S105 - what core.sealing seals them for, no secret
TOKEN_PURPOSE = "mailbox token"  # noqa: S105 - see above
MAX_MAIL_BYTES = 60 * 1024 * 1024  # of a longer message only the header is kept
MAX_COPIES = 20  # addresses of one mail that get copies of our answers
MAX_RECIPIENTS = 100  # addresses of one mail that its message shows
