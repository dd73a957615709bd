"""What the search page and the palette find: tickets by words or number, customers by name, pinyin, address, phone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.texts import fold, pinyin_initials, pinyin_key
from zhichi.customers import selectors as customers
from zhichi.records import selectors as records
from zhichi.search import registry
from zhichi.search import selectors as search
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.search.selectors import ShownHit

SPANS = (
    ("7", gettext_lazy("Last 7 days")),
    ("30", gettext_lazy("Last 30 days")),
    ("365", gettext_lazy("Last 12 months")),
)
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


@dataclass(frozen=True)
class Choice:
    """What is chosen beside the words: each "" for all. What is not known counts as all."""

    kind: str = ""
    state: str = ""
    days: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """What an address says."""
        kind, state, days = (values.get(name, "") for name in ("kind", "state", "days"))
        return cls(
            kind=kind if kind in registry.kinds else "",
            state=state if state in State.values else "",
            days=days if days in dict(SPANS) else "",
        )

    @property
    def address(self) -> str:
        """The same as a part of an address; empty when nothing is chosen."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def narrowed(self, today: date) -> search.Narrowed:
        """What search is told."""
        since = today - timedelta(days=int(self.days)) if self.days else None
        return search.Narrowed(since=since, facets={"state": self.state} if self.state else {})


@dataclass(frozen=True)
class Option:
    """A choice beside the words; `count` is how many objects hold every word by it ("12", "200+"), empty: not known."""

    value: str
    label: str
    count: str = ""

    @property
    def shown(self) -> str:
        """The label, with its count where that is known."""
        return _("%(label)s (%(count)s)") % {"label": self.label, "count": self.count} if self.count else self.label


@dataclass(frozen=True)
class Found:
    """What answers, and the choices with their counts; no kinds to choose from where there is only one."""

    hits: list[ShownHit]
    kinds: list[Option]
    states: list[Option]


def found(person: Any, text: str, *, limit: int, synonyms: bool, choice: Choice) -> Found:
    """Everything indexed that answers, the best first, as the person may see it; parts of a question come last.

    Counted by kind and status (6.3.1). Without words only the choices.
    """
    labels = {name: str(kind.label) or name for name, kind in registry.kinds.items()}
    if not text:
        return _with_choices([], labels, search.Counts())
    answer = _answer(person, text, limit, choice, synonyms=synonyms, counted=search.Counted(tuple(labels), ("state",)))
    return _with_choices(search.shown(answer.hits, for_user=person), labels, answer.counts or search.Counts())


def _with_choices(hits: list[ShownHit], labels: Mapping[str, str], counts: search.Counts) -> Found:
    by_state = counts.facets.get("state", {})
    kinds = [Option(name, label, str(counts.kinds.get(name, ""))) for name, label in labels.items()]
    states = [Option(code, str(label), str(by_state.get(code, ""))) for code, label in State.choices]
    return Found(hits, kinds if len(kinds) > 1 else [], states)


def whole_hits(person: Any, text: str, kind: str, *, limit: int) -> list[ShownHit]:
    """What holds every word, of one kind, the best first, as the person may see it.

    For what follows each key that is pressed: nobody is asked for meanings, which would not be shown.
    """
    found = search.find(
        text[:LONGEST], for_user=person, kinds=[kind], limit=limit, mode="words", language=get_language() or ""
    )
    return search.shown([hit for hit in found if hit.is_whole], for_user=person)


def _answer(
    person: Any, text: str, limit: int, choice: Choice, *, synonyms: bool, counted: search.Counted
) -> search.Answer:
    return search.answer(
        text[:LONGEST], for_user=person, limit=limit, kinds=[choice.kind] if choice.kind else (),
        synonyms=synonyms, mode="hybrid" if synonyms else "words", narrowed=choice.narrowed(clock.now().date()),
        counted=counted, language=get_language() or "",
    )  # fmt: skip


def also_looked_for(text: str) -> list[str]:
    """The synonyms that a question is widened by."""
    return search.also_looked_for(text[:LONGEST])


def meant(person: Any, text: str) -> str | None:
    """What was probably meant by a question that nothing answers, if the person finds something by it."""
    return search.suggest(text[:LONGEST], for_user=person)


def title_of(shown: ShownHit) -> list[tuple[str, int]]:
    """The title of a hit in pieces, those that were asked for marked."""
    title = " ".join(shown.row.title.split())
    for place in shown.hit.highlights:
        if "".join(piece for piece, _mark in place) == title:
            return list(place)
    return [(title, 0)]


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
