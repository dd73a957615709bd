"""Values that go to the database as columns of many rows come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from zhichi.core.lines import FEW, lines

pytestmark = pytest.mark.django_db

TEXTS = ['"', "\\", '\\"', "{a,b}", "NULL", "null", "", " ", "a,b", "换行\n与'引号'", "%s", "\u3000全角"]


def back(kind: str, column: list[Any]) -> list[Any]:
    """What the database makes of a column."""
    source, parameters = lines([kind], [[value] for value in column])
    with connection.cursor() as cursor:
        cursor.execute(source, parameters)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("count", [FEW, len(TEXTS)])
def test_keeps_texts_whatever_stands_in_them(count: int) -> None:
    assert back("text", TEXTS[:count]) == TEXTS[:count]


def test_keeps_numbers_and_nothing() -> None:
    column = [0, -1, 2**62, None, 7, None]
    assert back("bigint", column) == column


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite keeps instants and keys as texts")
def test_keeps_instants_keys_and_what_the_driver_must_write() -> None:
    moments = [datetime(2026, 6, 12, 2, 0, 0, number, tzinfo=UTC) for number in range(6)]
    assert back("timestamptz", moments) == moments
    keys = [UUID(int=number) for number in range(6)]
    assert back("uuid", keys) == keys
    assert back("boolean", [True, False, None, True, False, True]) == [True, False, None, True, False, True]
