"""Put documents in and take them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

from zhichi.core.texts import clean
from zhichi.search import tables
from zhichi.search.matching import ts_vector
from zhichi.search.models import Document as Row
from zhichi.search.models import Generation
from zhichi.search.tokens import about, analyse, facet, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    """Replace the rows of the documents' objects in one generation; inside a transaction."""
    by_kind: dict[str, set[int]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, set()).add(document.object_id)
    for kind, ids in by_kind.items():
        _remove(kind, list(ids), target)
    made = [one for document in documents for one in _made(document)]
    for one in made:
        one.row.generation = target.generation
    Row.objects.bulk_create([one.row for one in made], batch_size=AT_ONCE)
    _write(made, target.table)
    return len(made)


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
    if keys:
        tables.delete_rows(target.table, keys)
        Row.objects.filter(pk__in=keys)._raw_delete(using=connection.alias)
    return len(keys)


class _Made(NamedTuple):
    """A row with what the index holds of it; `signs` are tokens without a place."""

    row: Row
    day: int
    tokens: tuple[str, ...]
    signs: tuple[str, ...]


def _made(document: Document) -> list[_Made]:
    title = clean(document.title)[:TITLE]
    facets = [facet(name, value) for name, value in document.facets.items()]
    headline = analyse(title)
    made = []
    for number, text in enumerate(_parts(clean(document.text))):
        body = analyse(text)
        shown = headline.tokens if number == 0 else ()
        row = Row(
            kind=document.kind,
            object_id=document.object_id,
            visibility=document.visibility,
            part=number,
            title=title,
            text=text,
            plain=f"{headline.normal if number == 0 else ''}\n{body.normal}",
            length=len(shown) + len(body.tokens),
            language=document.language,
            facets=dict(document.facets),
        )
        signs = (*about(shown, body.tokens), *facets)
        made.append(_Made(row, _day(document.at), (*shown, *body.tokens), signs))
    return made


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
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_index_row(one, is_postgres=is_postgres) for one in made])


def _index_row(made: _Made, *, is_postgres: bool) -> tuple[int, str, int, str, int, str]:
    row = made.row
    text = _stored(made.tokens, made.signs, row.pk, is_postgres=is_postgres)
    return row.pk, row.kind, row.object_id, row.visibility, made.day, text
