"""Calendar entries as RFC 5545 wants them, whatever people type."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.visits.calendars import MAILBOX, Entry, calendar, folded, text

AT = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


def entry(**given: object) -> Entry:
    values = {"uid": "visit-1@x", "sequence": 0, "stamp": AT, "start": AT, "end": AT, "summary": "上门"}
    return Entry(**values | given)  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_keeps_lines_within_75_octets_and_the_text_whole(words: str) -> None:
    line = f"DESCRIPTION:{text(words)}"
    pieces = folded(line).split("\r\n ")
    assert all(len(piece.encode("utf-8", "replace")) <= 75 for piece in pieces)
    assert "".join(pieces) == line


@pytest.mark.parametrize("evil", ["x\r\nATTENDEE:mailto:evil@x", "x\nEND:VEVENT", "x\u2028METHOD:CANCEL", "x\x85y"])
def test_refuses_to_let_words_become_lines(evil: str) -> None:
    made = calendar(
        "REQUEST", [entry(summary=evil, description=evil, location=evil, attendees=[(evil, "a@x.example")])]
    )
    names = [line.split(":")[0].split(";")[0] for line in made.replace("\r\n ", "").split("\r\n")]
    assert names.count("ATTENDEE") == names.count("METHOD") == 1
    assert names.count("END") == 2
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028]", made)


def test_keeps_the_address_of_the_mailbox_in_one_piece() -> None:
    made = calendar("REQUEST", [entry(organiser="林" * 17, attendees=[("何青", "he@x.example")])])
    assert f"mailto:{MAILBOX}" in made.replace("\r\n ", "")
    assert MAILBOX in made


def test_escapes_what_has_a_meaning() -> None:
    assert text("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
    assert "STATUS:CANCELLED" in calendar("CANCEL", [entry(is_cancelled=True)])
    assert "DTSTART:20261130T010000Z" in calendar("PUBLISH", [entry()])
