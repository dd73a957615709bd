"""Header text: RFC 2047 encoded words as they really arrive, and raw 8-bit text."""

from __future__ import annotations

import binascii
import re

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.notes import Notes, Problem

# Linear on any input: the payload stops before the next "=?" and before its own "?=".
ENCODED_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?=]|\?(?!=)|=(?!\?[^=]))*)\?=")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def header_text(value: bytes, notes: Notes) -> str:
    """Decoded text of an unfolded header value on one line, without control characters."""
    if b"=?" in value:
        text = _with_words(value, notes)
    elif value.isascii():
        text = value.decode("ascii")
    else:
        text = _raw(value, notes)
    return _CONTROLS.sub(" ", text).strip(" ")


def _raw(value: bytes, notes: Notes) -> str:
    if value.isascii():
        return value.decode("ascii")
    notes.add(Problem.HEADER_RAW_8BIT)
    return charsets.decode(value, "", Notes())


def _with_words(value: bytes, notes: Notes) -> str:
    out: list[str] = []
    run: list[tuple[bytes, bytes]] = []  # (encoding, payload) of adjacent words in one charset
    charset, position = "", 0
    for match in ENCODED_WORD.finditer(value):
        gap = value[position : match.start()]
        declared = match[1].decode("ascii", "replace")
        # White space between two words is no text; a character may be split over adjacent words (QQ, Foxmail).
        if run and (gap.strip() or charsets.codec_for(declared) != charsets.codec_for(charset)):
            out.append(_run_text(run, charset, notes))
            run = []
            gap = gap if gap.strip() else b""
        elif run:
            gap = b""
        out.append(_raw(gap, notes))
        run.append((match[2].lower(), match[3]))
        charset, position = declared, match.end()
    if run:
        out.append(_run_text(run, charset, notes))
    out.append(_raw(value[position:], notes))
    return "".join(out)


def _run_text(run: list[tuple[bytes, bytes]], charset: str, notes: Notes) -> str:
    parts = [_payload(encoding, payload) for encoding, payload in run]
    data = b"".join(parts)
    # Some senders cut one Base64 stream at any place: then no word stands alone, but their sum does.
    if len(run) > 1 and _is_cut_stream(run):
        joined = _payload(b"b", b"".join(payload for _, payload in run))
        trial = Notes()
        charsets.decode(data, charset, trial)
        if trial.as_tuple():
            data = joined
    return charsets.decode(data, charset, notes)


def _is_cut_stream(run: list[tuple[bytes, bytes]]) -> bool:
    return all(encoding == b"b" for encoding, _ in run) and any(
        len(payload) % 4 and not payload.endswith(b"=") for _, payload in run[:-1]
    )


def _payload(encoding: bytes, payload: bytes) -> bytes:
    if encoding == b"q":
        return binascii.a2b_qp(payload, header=True)
    letters = _NOT_BASE64.sub(b"", payload)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
