"""What a person typed, taken apart: words that must be there, "phrases", -words that must not.

Everything else is text: signs, and the operators of any database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhichi.core.texts import clean
from zhichi.search.tokens import HAN, LONGEST, analyse, folded, pairs, pieces, runs, stem_of, word_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhichi.search.thesaurus import Thesaurus

MAX_TERMS = 32  # of one question; a pasted page needs no more to be found
MAX_PHRASE = 64  # characters of one Han run in a question
MAX_TEXT = MAX_TERMS * 200  # characters that are looked at
MAX_WITHOUT = 8
CODE_DIGITS = 3
LONG_RUN = 4  # Han characters: a run of so many is more than one word

_PART = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"|(?<!\S)-(?P<without>[^\s"-][^\s"]*)|[^"\s]+|\s+|"')
_QUOTES = str.maketrans("“”„‟〝〞＂「」『』", '"' * 11)
_VERSION = re.compile(r"v\d+(\.\d+)+")
_MINUS = re.compile(r"(?<!\S)[－−–](?=\S)")
# Words of asking, not of the matter. They count in a question whose every word is in some document, not else.
_CHAT_HAN = re.compile(
    "为什么|怎么办|怎么样|怎么|怎样|如何|什么|请问|请教|可不可以|能不能|是不是|有没有|可以|哪里|哪个|多少|一下|我的|我们|你们|"
    "[吗呢吧啊呀了的]"
)
_CHAT_WORDS = frozenset(
    "a an and are at be by can cannot could do does for from get how i in is it me my not of on or our please s so t "
    "that the there this to up was what when where which why will with you your".split()
)


@dataclass(frozen=True)
class Unit:
    """What is counted of a term: `needle` in the normal form, else `soft`, which counts half. `token` has the share."""

    token: str
    needle: str
    soft: str = ""


@dataclass(frozen=True)
class Term:
    """One thing that a document must hold: any of `phrases`, each a row of tokens. `is_open`: the last may go on."""

    text: str
    phrases: tuple[tuple[str, ...], ...]
    units: tuple[Unit, ...] = field(default=(), compare=False)
    is_open: bool = False
    is_han: bool = False
    is_quoted: bool = False
    wording: str = field(default="", compare=False)  # of a synonym: how people read it
    others: tuple[Term, ...] = field(default=(), compare=False)  # synonyms: one of them will do too

    @property
    def every_phrase(self) -> Iterator[tuple[tuple[str, ...], bool, bool]]:
        """All phrases that will do, those of synonyms too: (tokens, is_open, is_han)."""
        for term in (self, *self.others):
            for tokens in term.phrases:
                yield tokens, term.is_open, term.is_han

    @property
    def is_several(self) -> bool:
        """Whether it may be more than one word of a language that writes no blanks."""
        return self.is_han and not self.is_quoted and len(self.text) >= LONG_RUN


@dataclass(frozen=True)
class Asked:
    """A question: all of `terms`, none of `without`."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    @property
    def names_a_code(self) -> bool:
        """Whether an error code or the like is among the words ("E-1042 是什么意思")."""
        return any(is_code(term.text) for term in self.terms if not term.is_quoted)


def ask(query: str, thesaurus: Thesaurus | None = None) -> Asked:
    """Read a question; each term counts once. A question of exclusions alone asks nothing.

    With a thesaurus a term is also answered by its synonyms; what stands in quotes, or is excluded, is not.
    """
    text = _MINUS.sub("-", clean(query[:MAX_TEXT]).translate(_QUOTES))
    terms: dict[str, Term] = {}
    without: dict[str, Term] = {}
    plain: list[str] = []
    for match in _PART.finditer(text):
        if match["phrase"] is not None:
            plain.append("\n")
            _keep(without if match["minus"] else terms, phrase_terms(match["phrase"]))
        elif match["without"] is not None and not _is_number(match["without"]):
            _keep(without, phrase_terms(match["without"]))
        else:
            plain.append(match[0])
    words = "".join(plain)
    _keep(terms, _with_synonyms(words, thesaurus) if thesaurus else word_terms(words))
    limited = tuple(list(terms.values())[:MAX_TERMS])
    return Asked(limited, tuple(list(without.values())[:MAX_WITHOUT]) if limited else ())


def is_code(word: str) -> bool:
    """Whether a word of a question is an error code or the like: letters and three digits, so neither 8.2 nor 2FA."""
    return sum(one.isdigit() for one in word) >= CODE_DIGITS and any(one.isalpha() for one in word)


def word_terms(text: str) -> list[Term]:
    """The terms of words that need not stand together: each run of Han characters, each word."""
    found = []
    for han, word in runs(folded(text)):
        found.append(_han_term(han[:MAX_PHRASE]) if han else _word_term(word))
        if len(found) == MAX_TERMS:
            break
    return found


def phrase_terms(text: str) -> list[Term]:
    """One term for words that must stand together as written; none when there is no word."""
    analysed = analyse(text[: MAX_PHRASE * 4])
    tokens = list(analysed.tokens[:MAX_PHRASE])
    if not tokens:
        return []
    alone = word_terms(text)
    if len(alone) == 1:
        return [replace(alone[0], phrases=_as_written(alone[0]), is_open=_is_one_han(alone[0].text), is_quoted=True)]
    is_open = _is_han(tokens[-1])  # the run may go on behind the phrase
    if is_open and len(tokens) > 1 and _is_han(tokens[-2]):
        tokens.pop()
        is_open = False
    units = tuple(unit for term in alone for unit in term.units)
    return [Term(analysed.normal.strip(), (tuple(tokens),), units, is_open=is_open, is_quoted=True)]


def essence(text: str) -> list[list[Unit]]:
    """What a question is about when no document holds all of it: units of its matter, those of each word together."""
    found = []
    for han, word in runs(folded(clean(text[:MAX_TEXT]))):
        if han:
            found += [_han_units(part) for part in _CHAT_HAN.split(han[:MAX_PHRASE]) if part]
        elif word not in _CHAT_WORDS:
            found.append(_word_units(word))
    return [list(units) for units in found[:MAX_TERMS]]


def _with_synonyms(text: str, thesaurus: Thesaurus) -> list[Term]:
    """The terms of `text` with their synonyms; a synonym of several words is one term."""
    rest, found = thesaurus.take_several(folded(text))
    terms = [_widened(replace(phrase_terms(one)[0], is_quoted=False), thesaurus.words(one)) for one in found]
    alone = word_terms(rest)
    return terms + [
        _widened(one, thesaurus.han(one.text) if one.is_han else thesaurus.words(one.text)) for one in alone
    ]


def _widened(term: Term, wordings: Iterable[tuple[str, str]]) -> Term:
    others = [(synonym, other) for wording, synonym in wordings for other in phrase_terms(wording)]
    return replace(term, others=tuple(replace(other, is_quoted=False, wording=synonym) for synonym, other in others))


def _keep(terms: dict[str, Term], found: list[Term]) -> None:
    for term in found:
        terms.setdefault(term.text, term)


def _as_written(term: Term) -> tuple[tuple[str, ...], ...]:
    """Of a quoted English word only itself counts, not its stem."""
    return (
        term.phrases if term.is_han or len(term.phrases[0]) > 1 else term.phrases[: 2 if _is_joined(term.text) else 1]
    )


def _is_number(text: str) -> bool:
    """A minus before digits belongs to a code: -1073741515."""
    return text.isdigit()


def _is_one_han(text: str) -> bool:
    return len(text) == 1 and _is_han(text)


def _is_joined(word: str) -> bool:
    return pieces(word) != [word[:LONGEST]]


def _is_han(token: str) -> bool:
    return re.match(f"[{HAN}]", token) is not None


def _han_term(han: str) -> Term:
    if len(han) == 1:
        return Term(han, ((han,),), _han_units(han), is_open=True, is_han=True)
    return Term(han, (tuple(pairs(han)[:-1]),), _han_units(han), is_han=True)


def _han_units(han: str) -> tuple[Unit, ...]:
    if len(han) == 1:
        return (Unit(han, han),)
    return tuple(Unit(pair, pair) for pair in dict.fromkeys(pairs(han)[:-1]))


def _word_term(word: str) -> Term:
    if not _is_joined(word):
        # "print" finds "printer"; a number is meant as it stands, and one or two letters begin too many words.
        is_open = word.isalpha() and len(word) > 2
        return Term(word, tuple((token,) for token in word_tokens(word)), _word_units(word), is_open=is_open)
    bare = word[1:] if _VERSION.fullmatch(word) else word  # v8.2.1 finds 8.2.1, and is found by it
    whole = ((word,),) if len(word) <= LONGEST else ()
    return Term(word, (*whole, tuple(pieces(bare))), _word_units(bare))


def _word_units(word: str) -> tuple[Unit, ...]:
    parts = pieces(word)
    if not _is_joined(word):
        stem = stem_of(word)
        return (Unit(stem, f" {stem} ", f" {word[:LONGEST]}" if len(word) > 2 else ""),)
    joined = "".join(f" {part} " for part in parts)
    return (Unit(word if len(word) <= LONGEST else parts[0], f" {word} ", joined),)
