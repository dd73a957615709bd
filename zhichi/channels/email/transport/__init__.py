"""The only place of the mail channel that opens connections: IMAP in, SMTP out."""

from __future__ import annotations

from zhichi.channels.email.transport.failures import (
    PermanentFailure,
    Refusal,
    Security,
    SignInFailure,
    TemporaryFailure,
    TransportFailure,
)
from zhichi.channels.email.transport.imap import FetchedMail, ImapConfig, ImapSource, Position
from zhichi.channels.email.transport.pop import PopConfig, PopSource
from zhichi.channels.email.transport.smtp import SendResult, SmtpConfig, SmtpSender

__all__ = [
    "FetchedMail",
    "ImapConfig",
    "ImapSource",
    "PermanentFailure",
    "PopConfig",
    "PopSource",
    "Position",
    "Refusal",
    "Security",
    "SendResult",
    "SignInFailure",
    "SmtpConfig",
    "SmtpSender",
    "TemporaryFailure",
    "TransportFailure",
]
