"""How quick words are found and documents indexed: `python -m bench.search [--documents N] [--queries N] [--again]`.

Uses the database of `ZHICHI_DATABASE_URL` and leaves the documents there: give it one of its own; `--again` asks what
an earlier run left, `--hybrid` by meaning too, among invented vectors, which pgvector compares where the database has
the extension. Texts are drawn from invented vocabularies, half Chinese and half Latin, with the frequencies of real
words (Zipf). Every question is asked by somebody who sees all, and by one who sees three of ten by a sub-query. At the
end somebody types titles letter by letter, and tickets are written while a worker follows.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import time
from statistics import median, quantiles
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bench import soon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhichi.search.selectors import Mode
    from zhichi.search.services import Document

KIND = "bench"
BATCH = 500
REPLACED = 5_000  # documents that are put in once more
TYPED, WRITTEN = 40, 40  # titles that are typed, tickets that are written
ALL = SimpleNamespace(is_staff_member=True, sees_all=True)
SOME = SimpleNamespace(is_staff_member=True, sees_all=False)


class Tongue:
    """Invented words of one script, frequent and rare ones."""

    def __init__(self, dice: random.Random, make: Callable[[], str], size: int, joint: str) -> None:
        self.dice, self.joint = dice, joint
        self.words = [make() for _ in range(size)]
        self.weights = [1 / rank for rank in range(1, size + 1)]
        self.cumulative = [sum(self.weights[:1])]
        for weight in self.weights[1:]:
            self.cumulative.append(self.cumulative[-1] + weight)

    def text(self, length: int) -> str:
        """About `length` words."""
        return self.joint.join(self.dice.choices(self.words, cum_weights=self.cumulative, k=length))


def main() -> int:
    """Index the documents, index some of them again, then ask for frequent, middling and rare words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--hybrid", action="store_true", help="by words and meaning, with invented vectors")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    from zhichi.search import registry

    registry.kind(KIND, visible=_visible, load=lambda _ids, _user: {})
    tongues = _tongues(random.Random(7))
    print(f"database {connection.vendor}, {options.documents} documents of about 350 characters")
    if not options.again:
        _index(options.documents, tongues)
        _count()
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE search_document; ANALYZE search_index")
    if options.hybrid:
        _give_vectors()
        _bring_over()
    for name, queries in _queries(tongues, options.queries).items():
        _ask(name, queries, ALL, "hybrid" if options.hybrid else "words")
        _ask(f"{name}, rights", queries, SOME, "hybrid" if options.hybrid else "words")
    soon.type_titles([tongues[number % 2].text(6) for number in range(TYPED)], KIND, ALL)
    soon.wait_until_found(WRITTEN)
    return 0


def _visible(user: SimpleNamespace) -> Any:
    from django.db.models import F

    from zhichi.search.models import Document

    if user.sees_all:
        return None
    return Document.objects.annotate(last=F("object_id") % 10).filter(kind=KIND, last__lt=3).values("object_id")


def _count() -> None:
    from zhichi.core import clock
    from zhichi.search import services

    started = time.perf_counter()
    services.take_census(at=clock.now())
    print(f"  census           {time.perf_counter() - started:7.1f} s")


def _tongues(dice: random.Random) -> tuple[Tongue, Tongue]:
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    dice.shuffle(han)
    syllables = [first + vowel + last for first in "bcdfgklmnprst" for vowel in "aeiou" for last in ("", "n", "r", "s")]
    return (
        Tongue(dice, lambda: "".join(dice.choices(han, k=dice.choice((1, 2, 2, 2, 2, 3, 4)))), 12_000, ""),
        Tongue(dice, lambda: "".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3)))), 12_000, " "),
    )


def _index(count: int, tongues: tuple[Tongue, Tongue]) -> None:
    from zhichi.search import services

    services.clear(KIND)
    _put("new", range(count), tongues)
    some = range(max(0, count - REPLACED), count)
    others = tuple(map(copy.copy, tongues))
    for number, tongue in enumerate(others):
        tongue.dice = random.Random(23 + number)
    documents = _put("again, other words", some, others)
    _measure("again, the same words", documents)


def _put(name: str, numbers: range, tongues: Sequence[Tongue]) -> list[Document]:
    documents = [_document(number, tongues[number % 2]) for number in numbers]
    _measure(name, documents)
    return documents


def _measure(name: str, documents: Sequence[Document]) -> None:
    """Put documents into the index, `BATCH` at once; what counts on a busy machine is CPU, with the server's."""
    from bench.cost import database_cpu
    from zhichi.search import services

    server, own, started = database_cpu(), time.process_time(), time.perf_counter()
    for start in range(0, len(documents), BATCH):
        services.index_documents(documents[start : start + BATCH])
    seconds, own = time.perf_counter() - started, time.process_time() - own
    cpu, made = own + database_cpu() - server, len(documents)
    print(f"  index {name:22}{made / seconds:7.0f} documents/s, {made / cpu:7.0f} a second of CPU")


def _document(number: int, tongue: Tongue) -> Document:
    from zhichi.search import services

    text = tongue.text(160 if tongue.joint == "" else 55)
    return services.Document(kind=KIND, object_id=number, title=tongue.text(6), text=text, visibility="staff")


def _queries(tongues: tuple[Tongue, Tongue], count: int) -> dict[str, list[str]]:
    dice = random.Random(11)
    chinese, latin = tongues

    def draw(words: list[str], keep: Callable[[str], bool]) -> list[str]:
        fit = [word for word in words if keep(word)]
        return [dice.choice(fit) for _ in range(count)]

    ranges = {"frequent (rank 1-50)": slice(0, 50), "middling (to 1000)": slice(50, 1000), "rare": slice(1000, None)}
    found = {f"words, {name}": draw(chinese.words[part] + latin.words[part], bool) for name, part in ranges.items()}
    found["one character"] = draw(chinese.words, lambda word: len(word) == 1)
    found["two words"] = [
        " ".join(dice.sample(dice.choice(tongues).words[:500], 2)) for _ in range(count)
    ]  # both words of one script, as in a question
    found["all words alike"] = draw(chinese.words + latin.words, bool)
    found["a question of six words"] = [chinese.text(6) for _ in range(count)]
    return found


def _give_vectors() -> None:
    """Invented vectors, as many for each document as the model would make, in a day; questions are real."""
    from zhichi.core import clock
    from zhichi.search.meaning import embedder
    from zhichi.search.meaning.passages import pieces
    from zhichi.search.models import Document, Meaning, Passage

    if not Meaning.objects.exists():
        model = Meaning.objects.create(name=embedder.OWN, dimensions=384, is_current=True, started_at=clock.now())
        dice = random.Random(13)
        rows = Document.objects.filter(kind=KIND).order_by("pk").values_list("pk", "title", "text")
        made = (
            Passage(
                model=model.pk, document_id=key, start=one.start, length=one.length, is_han=one.is_han,
                digest=one.digest, vector=dice.randbytes(384),
            )
            for key, title, text in rows.iterator()
            for one in pieces(title, text)
        )  # fmt: skip
        Passage.objects.bulk_create(made, batch_size=BATCH)
    print(f"  {Passage.objects.count()} vectors")


def _bring_over() -> None:
    """Say where vectors lie: in the database if somebody has created the extension vector there."""
    from zhichi.search import services
    from zhichi.search.meaning import pg_tables
    from zhichi.search.models import Meaning

    started = time.perf_counter()
    services.bring_over()
    is_there = pg_tables.is_ready(Meaning.objects.get(is_current=True))
    place = f"pgvector {pg_tables.extension().created}" if is_there else "the helper's file"
    print(f"  vectors in {place}, ready after {time.perf_counter() - started:.1f} s")


def _ask(name: str, queries: list[str], user: SimpleNamespace, mode: Mode) -> None:
    from django.db import connection

    from bench.cost import cpu_here
    from zhichi.search import selectors

    walls, cpus, hits = [], [], 0
    connection.ensure_connection()
    for query in queries:
        started, worked = time.perf_counter(), cpu_here()
        hits += bool(selectors.find(query, for_user=user, kinds=[KIND], mode=mode))
        walls.append((time.perf_counter() - started) * 1000)
        cpus.append((cpu_here() - worked) * 1000)
    shown = "  ".join(
        f"{what} median {median(ms):6.1f} p95 {_p95(ms):6.1f}" for what, ms in (("", walls), ("CPU", cpus))
    )
    print(f"  {name:38}{shown} ms  answered {hits / len(queries):.0%}")


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20)[-1]


if __name__ == "__main__":
    raise SystemExit(main())
