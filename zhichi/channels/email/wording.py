"""Codes of the mail channel as sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhichi.channels.email.choices import Because, Reason
from zhichi.channels.email.mime.notes import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBLEMS = {
    Problem.EMPTY: _("The message is empty."),
    Problem.HEADERS_CUT: _("The header is too long; its end was not read."),
    Problem.HEADER_CUT: _("A header field is too long; its end was not read."),
    Problem.HEADER_MALFORMED: _("A header line is not one."),
    Problem.HEADER_RAW_8BIT: _("The header holds letters that it had to encode."),
    Problem.FROM_MISSING: _("It names no sender."),
    Problem.FROM_INVALID: _("The sender's address is not one."),
    Problem.FROM_REPEATED: _("It names several senders; the first one counts."),
    Problem.ADDRESSES_CUT: _("It names too many addresses; the rest was not read."),
    Problem.DATE_MISSING: _("It has no date."),
    Problem.DATE_INVALID: _("Its date cannot be read."),
    Problem.MESSAGE_ID_MISSING: _("It has no Message-ID."),
    Problem.REFERENCES_CUT: _("It refers to too many mails; the middle ones were left out."),
    Problem.CHARSET_UNDECLARED: _("It does not say how its letters are encoded; the encoding was guessed."),
    Problem.CHARSET_UNKNOWN: _("It names an encoding of letters that nobody knows; the encoding was guessed."),
    Problem.CHARSET_WRONG: _("Its letters are encoded in another way than it says; the right one was found."),
    Problem.CHARSET_DAMAGED: _("Some letters are damaged."),
    Problem.ENCODING_UNKNOWN: _("A part is packed in a way that nobody knows."),
    Problem.BASE64_DAMAGED: _("A part is damaged (Base64)."),
    Problem.BOUNDARY_MISSING: _("It says that it has parts, but not where they begin."),
    Problem.MULTIPART_UNCLOSED: _("It ends in the middle: the rest is missing."),
    Problem.PARTS_CUT: _("It has too many parts; the rest was not read."),
    Problem.DEPTH_CUT: _("Its parts lie too deep inside each other; the deepest were not read."),
    Problem.BODY_CUT: _("Its text is too long; the end was not read."),
    Problem.ENVELOPE_DAMAGED: _("It is signed (S/MIME), but damaged: what was signed cannot be read."),
    Problem.PARSER_FAILED: _("It could not be read as mail; its raw text is shown."),
}

FIELDS = {
    "address": _("mail address"),
    "name": _("name of the mailbox"),
    "is_active": _("in use"),
    "is_default": _("default mailbox"),
    "aliases": _("further addresses"),
    "plus_addresses": _("answer addresses"),
    "authserv_id": _("name of the checking server"),
    "imap_host": _("IMAP server"),
    "imap_port": _("IMAP port"),
    "imap_security": _("IMAP encryption"),
    "imap_user": _("IMAP user name"),
    "imap_password": _("IMAP password"),
    "sign_in": _("sign-in"),
    "incoming": _("way of reading"),
    "folders": _("folders"),
    "leaves_mail": _("mail stays on the server"),
    "smtp_host": _("SMTP server"),
    "smtp_port": _("SMTP port"),
    "smtp_security": _("SMTP encryption"),
    "smtp_user": _("SMTP user name"),
    "smtp_password": _("SMTP password"),
    "dkim_selector": _("DKIM selector"),
    "dkim_key": _("DKIM key"),
    "dkim_signs": _("DKIM signature"),
    "smtp_per_minute": _("mails in a minute"),
    "smtp_per_connection": _("mails over one connection"),
    "smtp_recipients": _("recipients of one mail"),
    "smtp_megabytes": _("megabytes of files in one mail"),
}


def problem_words(code: str) -> str:
    """What was odd about a message; an unknown code is shown as it is."""
    return str(PROBLEMS[Problem(code)]) if code in PROBLEMS else code


def reason_words(code: str) -> str:
    """Why a message was filed where it is; an error is shown in its own words."""
    name, separator, rest = code.partition(": ")
    if name not in Reason.values:
        return code
    return f"{Reason(name).label}{separator and f' ({rest})'}"


def because_words(code: str) -> str:
    """What a decision rests on, with its evidence; an unknown code is shown as it is."""
    name, _separator, detail = code.partition(": ")
    return str(Because(name).label) % detail if name in Because.values else code


def why_words(codes: Sequence[str]) -> list[str]:
    """Why a message stands where it does: the reason, then what it rests on."""
    return [reason_words(code) if code in Reason.values else because_words(code) for code in codes]
