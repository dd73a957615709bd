"""Instants as they come from PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests import environment
from zhichi.core import clock

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(environment.KIND == "sqlite", reason="SQLite keeps instants as texts"),
]


def read(words: str) -> object:
    """What the connection makes of an instant."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [words])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2026-11-25 23:59:59.000001+08", datetime(2026, 11, 25, 15, 59, 59, 1, tzinfo=UTC)),
        ("1969-12-31 23:59:59+00", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_reads_instants_exactly_and_in_utc(words: str, instant: datetime) -> None:
    found = read(words)
    assert found == instant
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


def test_says_what_is_wrong_with_an_instant_that_python_cannot_hold() -> None:
    from django.db import DataError

    with pytest.raises(DataError, match="too small"):
        read("0044-03-15 12:00:00+00 BC")


def test_writes_what_it_reads() -> None:
    at = clock.now()
    assert read(at.isoformat()) == at
