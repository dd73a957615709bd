"""Put documents in and take them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from zhichi.core.texts import clean
from zhichi.search import tables
from zhichi.search.matching import ts_vector
from zhichi.search.models import Document as Row
from zhichi.search.models import Generation
from zhichi.search.tokens import about, analyse, facet, tokens_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from zhichi.search.registry import Document

PART = 5_000  # characters; with its pieces a part stays far below the 16,383 places PostgreSQL remembers
OVERLAP = 80  # characters that two parts share, so that no word is lost at the cut
MAX_PARTS = 200
TITLE = 500
AT_ONCE = 200


@dataclass(frozen=True)
class Target:
    """Where documents go: the generation in use, or the one that is being built."""

    generation: int
    table: str


@transaction.atomic
def index_documents(documents: Sequence[Document]) -> int:
    """Put documents into the index in place of all that was there about the same objects; returns how many rows.

    Hand over every document of an object at once. Harmless when repeated.
    """
    return max((put(documents, target) for target in _targets()), default=0)


@transaction.atomic
def remove(kind: str, object_ids: Iterable[int]) -> int:
    """Take objects out of the index; returns how many rows went."""
    ids = list(object_ids)
    return max((_remove(kind, ids, target) for target in _targets()), default=0)


@transaction.atomic
def clear(kind: str) -> int:
    """Take a whole kind out of the index; returns how many rows went."""
    rows = Row.objects.filter(kind=kind)
    count = rows.count()
    for target in _targets():
        tables.delete_rows(target.table, list(rows.filter(generation=target.generation).values_list("pk", flat=True)))
    rows._raw_delete(using=connection.alias)
    return count


def index_own(table: str, entries: Iterable[tuple[int, str]]) -> None:
    """Fill a part's own index table (`rowid`, `tokens`) with keys and their texts; each key once.

    For lists that are walked newest first to their end; `search.selectors.question` asks it.
    """
    is_postgres = connection.vendor == "postgresql"
    mark = "%s::tsvector" if is_postgres else "%s"
    rows = [(key, _stored(tokens_of(clean(text)), (), key, is_postgres=is_postgres)) for key, text in entries]
    if rows:
        marks = ", ".join([f"(%s, {mark})"] * len(rows))
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(table)
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {name} (rowid, tokens) VALUES {marks}", values)  # noqa: S608 - own names


def _stored(tokens: Sequence[str], signs: Sequence[str], key: int, *, is_postgres: bool) -> str:
    return ts_vector(tokens, signs, key=key) if is_postgres else " ".join((*tokens, *signs))


def put(documents: Sequence[Document], target: Target) -> int:
    """Replace the rows of the documents' objects in one generation; inside a transaction.

    What says the same as before stays as it is: most of what happens to a ticket changes none of its words.
    """
    by_kind: dict[str, set[int]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, set()).add(document.object_id)
    given = [one for document in documents for one in _parts_of(document)]
    known: dict[_Part, list[int]] = {}
    for kind, ids in by_kind.items():
        for key, one in _known(kind, ids, target):
            known.setdefault(one, []).append(key)
    fresh = []
    for one in given:
        if known.get(one):
            known[one].pop()
        else:
            fresh.append(one)
    _delete([key for keys in known.values() for key in keys], target)
    made = [_made(one, target.generation) for one in fresh]
    Row.objects.bulk_create([one.row for one in made], batch_size=AT_ONCE)
    _write(made, target.table)
    return len(given)


def _targets() -> list[Target]:
    """The generation in use; during a rebuild the next one too, and then the state is locked (see rebuild.py)."""
    state = Generation.objects.filter(pk=1).first()
    if state is not None and state.building is not None:
        state = Generation.objects.select_for_update().get(pk=1)
    current = Target(state.current if state else 1, tables.IN_USE)
    if state is None or state.building is None:
        return [current]
    return [current, Target(state.building, tables.NEXT)]


def _remove(kind: str, ids: list[int], target: Target) -> int:
    rows = Row.objects.filter(kind=kind, object_id__in=ids, generation=target.generation)
    keys = list(rows.values_list("pk", flat=True))
    _delete(keys, target)
    return len(keys)


def _delete(keys: list[int], target: Target) -> None:
    if keys:
        tables.delete_rows(target.table, keys)
        Row.objects.filter(pk__in=keys)._raw_delete(using=connection.alias)


class _Part(NamedTuple):
    """A part of a document, by which it is known whether anything changed."""

    kind: str
    object_id: int
    visibility: str
    number: int
    title: str
    text: str
    language: str
    facets: tuple[tuple[str, str], ...]
    day: int


class _Made(NamedTuple):
    """A row with what the index holds of it; `signs` are tokens without a place."""

    row: Row
    day: int
    tokens: tuple[str, ...]
    signs: tuple[str, ...]


def _parts_of(document: Document) -> Iterator[_Part]:
    """Raises ValueError for a facet that is no short code."""
    title = clean(document.title)[:TITLE]
    facets = tuple(sorted(document.facets.items()))
    for name, value in facets:
        facet(name, value)
    for number, text in enumerate(_parts(clean(document.text))):
        yield _Part(
            document.kind, document.object_id, document.visibility, number, title, text, document.language, facets,
            _day(document.at),
        )  # fmt: skip


def _known(kind: str, ids: Collection[int], target: Target) -> Iterator[tuple[int, _Part]]:
    """What a generation holds about objects; a row without one in the index is known by no day, and made again."""
    fields = ("pk", "object_id", "visibility", "part", "title", "text", "language", "facets", "day")
    day = RawSQL(f"SELECT day FROM {target.table} WHERE rowid = search_document.id", ())  # noqa: S611, S608 - own names
    rows = Row.objects.filter(kind=kind, object_id__in=ids, generation=target.generation).annotate(day=day)
    for key, object_id, seen_by, number, title, text, language, facets, at in rows.values_list(*fields):
        chosen = tuple(sorted(facets.items()))
        yield (
            key,
            _Part(kind, object_id, seen_by, number, title, text, language, chosen, -1 if at is None else at),
        )


def _made(part: _Part, generation: int) -> _Made:
    headline = analyse(part.title)
    body = analyse(part.text)
    shown, normal = (headline.tokens, headline.normal) if part.number == 0 else ((), "")
    row = Row(
        kind=part.kind,
        object_id=part.object_id,
        visibility=part.visibility,
        part=part.number,
        title=part.title,
        text=part.text,
        plain=f"{normal}\n{body.normal}",
        length=len(shown) + len(body.tokens),
        language=part.language,
        facets=dict(part.facets),
        generation=generation,
    )
    signs = (*about(shown, body.tokens), *(facet(name, value) for name, value in part.facets))
    return _Made(row, part.day, (*shown, *body.tokens), signs)


def _day(at: datetime | None) -> int:
    """Days since 1970, UTC; 0 for what has no date."""
    return int(at.astimezone(UTC).timestamp() // 86_400) if at else 0


def _parts(text: str) -> list[str]:
    if len(text) <= PART:
        return [text]
    step = PART - OVERLAP
    return [text[start : start + PART] for start in range(0, min(len(text), MAX_PARTS * step), step)]


def _write(made: Sequence[_Made], table: str) -> None:
    is_postgres = connection.vendor == "postgresql"
    cast = "::tsvector" if is_postgres else ""
    columns = "rowid, kind, object_id, visibility, day, tokens"
    statement = f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s{cast})"  # noqa: S608 - no outside text
    with tables.adding(table, len(made)), connection.cursor() as cursor:
        cursor.executemany(statement, [_index_row(one, is_postgres=is_postgres) for one in made])


def _index_row(made: _Made, *, is_postgres: bool) -> tuple[int, str, int, str, int, str]:
    row = made.row
    text = _stored(made.tokens, made.signs, row.pk, is_postgres=is_postgres)
    return row.pk, row.kind, row.object_id, row.visibility, made.day, text
