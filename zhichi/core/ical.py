"""The lines of iCalendar text (RFC 5545): unfolded, taken apart, those of each event together. Pure and linear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_FOLD = re.compile(r"\n[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_PARAM = re.compile(r';([A-Za-z0-9-]{1,60})=("[^"]*"|[^;:"]*)')
_ESCAPED = re.compile(r"\\([\\;,nN])")


class Line(NamedTuple):
    """One content line; its name and those of its parameters in upper case."""

    name: str
    params: dict[str, str]
    value: str


def looks_like(text: str) -> bool:
    """Whether the text is a calendar, whatever its file is called."""
    return "BEGIN:V" in text[:2_000].upper()


def read_lines(text: str, *, most: int | None = None) -> list[Line]:
    """The content lines in order, of the first `most` of the text; what is none is left out."""
    text = _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    found: list[Line] = []
    for line in text.split("\n", -1 if most is None else most)[:most]:
        name = _NAME.match(line)
        if name is None:
            continue
        position = name.end()
        params: dict[str, str] = {}
        while match := _PARAM.match(line, position):
            params.setdefault(match[1].upper(), match[2].strip('"'))
            position = match.end()
        if line[position : position + 1] == ":":
            found.append(Line(name[0].upper(), params, line[position + 1 :]))
    return found


def parts(lines: Iterable[Line], kinds: Collection[str], *, most: int | None = None) -> list[list[Line]]:
    """The lines of each part whose kind is among `kinds` ("VEVENT"); what stands in an alarm in it is left out."""
    found: list[list[Line]] = []
    kind, depth = "", 0
    for line in lines:
        if line.name == "BEGIN" and kind:
            depth += 1
        elif line.name == "BEGIN":
            kind = value if (value := line.value.strip().upper()) in kinds else ""
            if kind and len(found) == most:
                break
            if kind:
                found.append([])
        elif line.name == "END" and kind:
            kind = kind if depth else ""
            depth = max(depth - 1, 0)
        elif kind and not depth:
            found[-1].append(line)
    return found


def unescaped(value: str) -> str:
    """A text value as people read it, line breaks kept."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
