"""Text into tokens, the same for documents and questions, so that a word of any length is found where it stands.

Han characters become overlapping pairs, and each run of them ends with its last character alone: 打印机 gives 打印,
印机, 机. A word of two or more characters is the phrase of its pairs; a single character is the beginning of a pair or
that last token. Latin words and numbers stay whole; what holds signs or mixes letters and digits (2.3.1, E-1024,
report_final.docx, ipv6) is kept whole and followed by its pieces, so that either finds it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.core.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
JOINERS = "._:/+#@-"
LONGEST = 64  # characters of one kept token; a longer run is found by its pieces
MAX_TERMS = 32  # terms of one question; a pasted page needs no more to be found
MAX_PHRASE = 64  # characters of one Han run in a question

_RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_{HAN}]+(?:[{re.escape(JOINERS)}]+[^\\W_{HAN}]+)*)")
_PIECE = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True)
class Term:
    """One thing that a document must hold: any of `phrases`, each a row of tokens. `is_open`: the last may go on."""

    text: str
    phrases: tuple[tuple[str, ...], ...]
    is_open: bool = False
    is_han: bool = False


def folded(text: str) -> str:
    """The form in which texts are compared: full width → half width, lower case. One character may become several."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def tokens_of(text: str) -> list[str]:
    """The tokens of a document in order; their places matter to phrases."""
    found: list[str] = []
    for han, word in _runs(folded(text)):
        found.extend(_pairs(han) if han else _word(word))
    return found


def terms_of(query: str) -> list[Term]:
    """What a question asks for, each term once. Signs and operators are text, and of text only words count."""
    found: dict[str, Term] = {}
    for han, word in _runs(folded(clean(query[: MAX_TERMS * 200]))):
        term = _han_term(han[:MAX_PHRASE]) if han else _word_term(word)
        found.setdefault(term.text, term)
        if len(found) == MAX_TERMS:
            break
    return list(found.values())


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for match in _RUN.finditer(text):
        yield match["han"] or "", match["word"] or ""


def _pairs(han: str) -> list[str]:
    return [han[place : place + 2] for place in range(len(han))]


def _word(word: str) -> list[str]:
    pieces = _PIECE.findall(word)
    if pieces == [word]:
        return [word[:LONGEST]]
    kept = [word] if len(word) <= LONGEST else []
    return kept + [piece[:LONGEST] for piece in pieces]


def _han_term(han: str) -> Term:
    if len(han) == 1:
        return Term(han, ((han,),), is_open=True, is_han=True)
    return Term(han, (tuple(_pairs(han)[:-1]),), is_han=True)


def _word_term(word: str) -> Term:
    tokens = _word(word)
    if len(tokens) == 1:
        # "print" finds "printer"; a number is meant as it stands, and one or two letters begin too many words.
        return Term(word, ((tokens[0],),), is_open=word.isalpha() and len(word) > 2)
    pieces = tuple(piece[:LONGEST] for piece in _PIECE.findall(word))
    whole = ((word,),) if len(word) <= LONGEST else ()
    return Term(word, (*whole, pieces))
