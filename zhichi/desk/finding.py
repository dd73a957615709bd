"""What the search page and the palette find: tickets by words or number, customers by name, pinyin, address, phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.core.texts import fold, pinyin_initials, pinyin_key
from zhichi.customers import selectors as customers
from zhichi.records import selectors as records
from zhichi.search import selectors as search
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.selectors import ShownHit

LONGEST = 200  # characters of a question that are looked at


@dataclass(frozen=True)
class Customer:
    """An organisation or a contact in a list of results; `url` is empty when it has no page."""

    name: str
    note: str
    url: str
    icon: str


def ticket_by_number(person: Any, text: str) -> Any:
    """The ticket whose number was typed ("10017", "#10 017"), if the person sees it."""
    return tickets.by_number(person, text)


def ticket_hits(person: Any, text: str, *, limit: int) -> list[ShownHit]:
    """Everything indexed that holds the words, the best first, as the person may see it."""
    hits = search.find(text[:LONGEST], for_user=person, limit=limit)
    return search.shown(hits, for_user=person)


def customer_hits(person: Any, text: str, *, limit: int) -> list[Customer]:
    """Organisations and contacts whose name, pinyin, address or phone fits."""
    words = text[:LONGEST].strip()
    if not words:
        return []
    found = [
        Customer(row.name, "", records.stream_url(f"organisation:{row.pk}"), "building-2")
        for row in customers.organisations(person, query=words)[:limit]
    ]
    for contact in customers.contacts(person, query=words)[:limit]:
        place = str(contact.organisation) if contact.organisation else ""
        found.append(Customer(contact.display_name, place, records.stream_url(f"contact:{contact.pk}"), "user"))
    return found[: limit * 2]


def fits(label: str, text: str) -> bool:
    """Whether what was typed names a command: a part of its words, its pinyin, or the initials of either."""
    words = fold(text)
    if not words:
        return True
    joined = words.replace(" ", "")
    latin = "".join(word[0] for word in fold(label).split() if word)
    return (
        words in fold(label)
        or joined in pinyin_key(label).replace(" ", "")
        or joined in pinyin_initials(label)
        or latin.startswith(joined)
    )


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """`text` cut into pieces, those that are one of `words` marked; case does not matter."""
    pieces: list[tuple[str, bool]] = [(text, False)]
    for word in sorted({word for word in words if word}, key=len, reverse=True):
        pieces = [cut for piece, hit in pieces for cut in ([(piece, True)] if hit else _cut(piece, word))]
    return [piece for piece in pieces if piece[0]]


def _cut(text: str, word: str) -> list[tuple[str, bool]]:
    low, wanted = text.casefold(), word.casefold()
    if len(low) != len(text) or not wanted:  # some letters grow when folded; then nothing is marked
        return [(text, False)]
    pieces, at = [], 0
    while (found := low.find(wanted, at)) >= 0:
        pieces += [(text[at:found], False), (text[found : found + len(wanted)], True)]
        at = found + len(wanted)
    return [*pieces, (text[at:], False)]
