"""The door for mail servers of one's own (ZHICHI_MAIL_RECEIVER): where it is, and whether it opens."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

KINDS = {"lmtp": smtplib.LMTP, "smtp": smtplib.SMTP}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listening everywhere is asked at home
SECONDS = 5.0


class Shut(Exception):
    """The door answered, but takes nothing. The words are its own."""


def place_of(setting: str) -> tuple[str, str, int]:
    """Kind ("lmtp", "smtp"), host and port in the setting. Raises ValueError when it names no place."""
    parts = urlsplit(setting)
    if parts.scheme not in KINDS or not parts.hostname or not parts.port:
        raise ValueError(f"ZHICHI_MAIL_RECEIVER must look like lmtp://127.0.0.1:2424, not {setting}")
    return parts.scheme, parts.hostname, parts.port


def knock(setting: str, *, recipient: str) -> None:
    """Ask as a mail server would whether `recipient` gets mail here, and hand nothing over.

    Raises ValueError for a setting that names no place, OSError when nothing answers there, Shut when it says no.
    """
    kind, host, port = place_of(setting)
    try:
        with KINDS[kind](EVERYWHERE.get(host, host), port, timeout=SECONDS) as server:
            server.ehlo_or_helo_if_needed()
            for code, answer in (server.mail(recipient), server.rcpt(recipient)):
                if code != 250:
                    raise Shut(f"{code} {answer.decode('utf-8', 'replace')}")
            server.rset()
    except smtplib.SMTPException as error:
        # A subclass of OSError: "nothing answers" it is not.
        raise Shut(str(error)) from error
