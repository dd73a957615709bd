"""Finds what leads to a person in a text: mail and network addresses, phone numbers, numbers of papers, secrets.

Names are found by a list that the caller gives (the people and companies of a ticket). What is found is a place in the
text, so that a page can mark it; `scrubbed` puts a neutral word there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_NAME = 2  # characters; one alone stands in too many words

# In this order: what is found first keeps its place.
_PIECES = (
    ("secret", r"-----BEGIN [A-Z ]+-----[\s\S]{0,8000}?-----END [A-Z ]+-----"),
    ("address", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    (
        "secret",
        r"(?:password|passwd|pwd|token|secret|api[ _-]?key|密码|口令|密钥|令牌)\s*(?:is|为|是|[:：=])\s*\S{3,200}",
    ),
    ("secret", r"\b(?:eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|(?:sk|pk|ghp|gho|xox[abp])[-_][\w-]{10,}|AKIA[0-9A-Z]{12,})"),
    ("secret", r"\b(?=[a-z_-]{0,99}\d)(?=[\d_-]{0,99}[a-z])[0-9a-z_-]{32,200}\b"),
    ("link", r"https?://\S{1,500}"),
    ("network", r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"),
    ("paper", r"(?<!\d)\d{17}[\dX](?![\dX])"),  # of a person
    ("paper", r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])"),  # of a company
    (
        "phone",
        r"(?<![\w.-])(?:\+?\d{1,3}[ -]?)?(?:\(?0?\d{2,4}\)?[ -]?)?\d{3,4}[ -]?\d{4}"
        r"(?:\s*(?:转|ext\.?)\s*\d{1,6})?(?![\w.-])",
    ),
    ("paper", r"(?<![\w.-])\d{9,32}(?![\w.-])"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PIECES)


@dataclass(frozen=True)
class Trace:
    """text[start:end] leads to somebody; `kind` says by what."""

    start: int
    end: int
    kind: str


def traces(text: str, names: Iterable[str] = ()) -> list[Trace]:
    """What leads to a person or company, from left to right, nothing twice. `names` are people and companies."""
    found: list[Trace] = []
    for name in sorted({" ".join(name.split()) for name in names}, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME:
            edge = r"\b" if name.isascii() else ""
            found += _new(found, "name", re.finditer(f"{edge}{re.escape(name)}{edge}", text, re.IGNORECASE))
    for kind, pattern in _PATTERNS:
        found += _new(found, kind, pattern.finditer(text))
    return sorted(found, key=lambda trace: trace.start)


def _new(known: list[Trace], kind: str, matches: Iterable[re.Match[str]]) -> list[Trace]:
    return [
        Trace(match.start(), match.end(), kind)
        for match in matches
        if match.end() > match.start() and not any(one.start < match.end() and match.start() < one.end for one in known)
    ]


def scrubbed(text: str, names: Iterable[str] = (), *, word: str = "…") -> str:
    """The text with `word` for each trace."""
    pieces, end = [], 0
    for trace in traces(text, names):
        pieces += [text[end : trace.start], word]
        end = trace.end
    return "".join([*pieces, text[end:]])
