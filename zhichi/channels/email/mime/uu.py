"""Files that old programs write into the text itself, as uuencode does ("begin 644 name" … "end"). Never raises."""

from __future__ import annotations

import binascii
import re

MAX_FILES = 100
_MARK = re.compile(r"^(?:begin[ \t]+[0-7]{3,4}[ \t]+(\S[^\n]{0,400})|end[ \t]*)$", re.MULTILINE)
_MAX_EXTRA = 2  # letters behind the data of a line: a checksum of some programs
_MAX_LOST = 12
_LINE = re.compile(r"[ -`]+")


def cut_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files in it, and (name, content) of each. What is not whole stays in the text."""
    if "begin " not in text:
        return text, []
    found: list[tuple[str, bytes]] = []
    kept: list[str] = []
    start = 0
    begin: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark[1]:
            begin = mark
        elif begin is not None:
            content = decode(text[begin.end() + 1 : mark.start()])
            if content is not None and len(found) < MAX_FILES:
                found.append((begin[1].strip(), content))
                kept.append(text[start : begin.start()])
                start = mark.end() + 1
            begin = None
    kept.append(text[start:])
    return "".join(kept), found


def decode(lines: str) -> bytes | None:
    """The content of lines between "begin" and "end"; None where one of them is none of uuencode."""
    pieces: list[bytes] = []
    for line in lines.split("\n"):
        bare = line.rstrip("\r")
        if not bare.strip(" `"):
            continue
        size = (ord(bare[0]) - 32) & 63
        letters = (size + 2) // 3 * 4
        missing = letters - len(bare) + 1  # trailing blanks, which stand for zeros, are often lost on the way
        if not _LINE.fullmatch(bare) or not -_MAX_EXTRA <= missing <= _MAX_LOST:
            return None
        try:
            pieces.append(binascii.a2b_uu(bare[: letters + 1]))
        except binascii.Error:
            return None
    return b"".join(pieces) or None
