"""A mail as lines, whatever it was written in, and the pieces of it that may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

# How far a line is quoted: indented by its writer or by a client, marked with ">" (or a console's), or surely.
UNQUOTED, INDENTED, MARKED, QUOTED = 0, 1, 2, 3


class Mark(IntEnum):
    """What the markup says of a line beyond its words."""

    NONE = 0
    HEAD = 1  # introduces a quote
    CUT = 2  # a quote begins and ends nowhere
    FORWARD = 3
    SIGNATURE = 4
    BORDER = 5  # the rule above Outlook's header block


@dataclass(slots=True)
class Page:
    """Lines without quote marks and surrounding space, how far each is quoted, and what the markup says of it."""

    lines: list[str]
    depth: list[int]
    marks: list[Mark]

    def before(self, index: int, *, lowest: int = 0) -> int:
        """The next line upwards that is not blank; `lowest` - 1 when there is none."""
        index -= 1
        while index >= lowest and not self.lines[index]:
            index -= 1
        return index

    def after(self, index: int, end: int) -> int:
        """The next line downwards that is not blank; `end` when there is none."""
        index += 1
        while index < end and not self.lines[index]:
            index += 1
        return index
