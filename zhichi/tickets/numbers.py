"""Ticket numbers that survive a phone call: digits only, the last one a check digit (Luhn)."""

from __future__ import annotations

import re
from functools import lru_cache

OFFSET = 1000  # so that the first number has five digits
SUBJECT_TAG = re.compile(r"\[#\s?(\d{5,12})\]")
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


def id_in_subject(subject: str) -> int | None:
    """The ticket id named by a "[#10017]" tag in a mail's subject, if there is exactly one valid number."""
    found = {ticket_id for number in SUBJECT_TAG.findall(subject) if (ticket_id := id_of(number))}
    return found.pop() if len(found) == 1 else None


def _check_digit(body: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
