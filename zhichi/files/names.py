"""File names as they may be stored and sent back: no path, nothing invisible, Chinese kept."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_BYTES = 200
LONGEST_ENDING = 20
_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[\x00-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff\ud800-\udfff{_DIRECTION_MARKS}\u2028\u2029]")


def clean_name(name: str) -> str:
    """The last part of `name` without control and direction characters, at most 200 bytes of UTF-8; never empty.

    The ending is kept when the name is cut, because people and programs go by it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    tidy = " ".join(_UNWANTED.sub("", last).split()).strip(" .")
    if not tidy:
        return "file"
    if len(tidy.encode()) <= MAX_BYTES:
        return tidy
    ending = PurePosixPath(tidy).suffix
    if len(ending.encode()) > LONGEST_ENDING:
        ending = ""
    stem = tidy[: len(tidy) - len(ending)].encode()[: MAX_BYTES - len(ending.encode())]
    return stem.decode(errors="ignore").rstrip(" .") + ending
