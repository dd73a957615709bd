"""Ticket numbers that survive a phone call: digits only, the last one a check digit (Luhn)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

OFFSET = 1000  # so that the first number has five digits
# "[#10017]" as we write it, and what clients, gateways and people make of it; looked for after NFKC.
SUBJECT_TAG = re.compile(
    r"[\[【〔〖(「]\s*(?:#|(?:ticket|case|request|工单|请求|单号|编号)\s*(?:号码?|编号|no\.?|id)?\s*:?\s*#?)\s*(\d{5,12})\s*[\]】〕〗)」]",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"#\s?(\d{5,12})(?!\d)")
_ANYWHERE = re.compile(r"#?\s*(\d(?:[\s-]?\d){4,11})")


@lru_cache(8192)
def number_of(ticket_id: int) -> str:
    """The number people say and write for the ticket with this id."""
    body = str(ticket_id + OFFSET)
    return body + str(_check_digit(body))


def id_of(number: str) -> int | None:
    """The ticket id behind a number as people type it ("#10 017"); None when it is none or a digit is wrong."""
    match = _ANYWHERE.fullmatch(number.strip())
    if not match:
        return None
    digits = re.sub(r"\D", "", match[1])
    body, check = digits[:-1], digits[-1]
    if str(_check_digit(body)) != check or int(body) <= OFFSET:
        return None
    return int(body) - OFFSET


class Quoted(NamedTuple):
    """A ticket that a subject names. `is_tag` is false for a bare "#10017", which may be a number of something else."""

    ticket_id: int
    is_tag: bool


def quoted_in_subject(subject: str) -> Quoted | None:
    """The ticket named in a mail's subject, if there is exactly one valid number; wherever it stands, in any width.

    A tag is "[#10017]", "【#10017】", "（工单号：10017）" and the like; only without one does a bare "#10017" count.
    """
    if subject.isascii() and "#" not in subject and "(" not in subject and "[" not in subject:
        return None
    text = unicodedata.normalize("NFKC", subject)
    for pattern in (SUBJECT_TAG, BARE_NUMBER):
        found = {ticket_id for number in pattern.findall(text) if (ticket_id := id_of(number))}
        if found:
            return Quoted(found.pop(), pattern is SUBJECT_TAG) if len(found) == 1 else None
    return None


def _check_digit(body: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
