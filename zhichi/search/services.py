"""Writes of the index: put documents in, take them out. Called by tails of the parts that own the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhichi.core.texts import clean
from zhichi.search.matching import ts_vector
from zhichi.search.models import Document as Row
from zhichi.search.models import IndexRow
from zhichi.search.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PART = 5_000  # characters; with its pieces a part stays far below the 16,383 places PostgreSQL remembers
OVERLAP = 80  # characters that two parts share, so that no word is lost at the cut
MAX_PARTS = 200
TITLE = 500
AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of one object, or of that part of it which one audience may read.

    `visibility` "public" may be found by customers whom the kind lets see the object; anything else ("staff") by staff
    only. An object may have one document for each visibility.
    """

    kind: str
    object_id: int
    title: str
    text: str
    language: str = ""
    visibility: str = "staff"


@transaction.atomic
def index_documents(documents: Sequence[Document]) -> int:
    """Put documents into the index in place of all that was there about the same objects; returns how many rows.

    Hand over every document of an object at once. Harmless when repeated.
    """
    by_kind: dict[str, set[int]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, set()).add(document.object_id)
    for kind, ids in by_kind.items():
        remove(kind, ids)
    rows = [row for document in documents for row in _rows(document)]
    Row.objects.bulk_create(rows, batch_size=AT_ONCE)
    _write(rows)
    return len(rows)


@transaction.atomic
def remove(kind: str, object_ids: Iterable[int]) -> int:
    """Take objects out of the index; returns how many rows went."""
    ids = list(Row.objects.filter(kind=kind, object_id__in=list(object_ids)).values_list("pk", flat=True))
    if ids:
        IndexRow.objects.filter(pk__in=ids)._raw_delete(using=connection.alias)
        Row.objects.filter(pk__in=ids)._raw_delete(using=connection.alias)
    return len(ids)


@transaction.atomic
def clear(kind: str) -> int:
    """Take a whole kind out of the index, before it is built anew; returns how many rows went."""
    ids = Row.objects.filter(kind=kind)
    count = ids.count()
    IndexRow.objects.filter(pk__in=ids.values("pk"))._raw_delete(using=connection.alias)
    ids._raw_delete(using=connection.alias)
    return count


def _rows(document: Document) -> list[Row]:
    return [
        Row(
            kind=document.kind,
            object_id=document.object_id,
            visibility=document.visibility,
            part=number,
            title=clean(document.title)[:TITLE],
            text=text,
            language=document.language,
        )
        for number, text in enumerate(_parts(clean(document.text)))
    ]


def _parts(text: str) -> list[str]:
    if len(text) <= PART:
        return [text]
    step = PART - OVERLAP
    return [text[start : start + PART] for start in range(0, min(len(text), MAX_PARTS * step), step)]


def _write(rows: Sequence[Row]) -> None:
    is_postgres = connection.vendor == "postgresql"
    cast = "::tsvector" if is_postgres else ""
    columns = "rowid, kind, object_id, visibility, tokens"
    statement = f"INSERT INTO search_index ({columns}) VALUES (%s, %s, %s, %s, %s{cast})"  # noqa: S608 - no outside text
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_index_row(row, is_postgres=is_postgres) for row in rows])


def _index_row(row: Row, *, is_postgres: bool) -> tuple[int, str, int, str, str]:
    tokens = tokens_of(f"{row.title}\n{row.text}" if row.part == 0 else row.text)
    text = ts_vector(tokens, key=row.pk) if is_postgres else " ".join(tokens)
    return row.pk, row.kind, row.object_id, row.visibility, text
