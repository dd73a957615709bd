"""The database itself refuses to change the record (3.4.2)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from zhichi.records import guards, health, selectors
from zhichi.records.tests.conftest import append, unguarded

FORGERIES = [
    "UPDATE records_event SET code = 'x'",
    "DELETE FROM records_event",
    "UPDATE records_payload SET data = '{}'",
    "DELETE FROM records_payload",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", FORGERIES)
def test_refuses_forgery_by_plain_sql(statement: str) -> None:
    append()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_keeps_an_eye_on_the_guards_themselves() -> None:
    assert selectors.guards_in_place()
    with unguarded():
        assert not selectors.guards_in_place()
        assert health.check_record()[0].level == "bad"
    assert selectors.guards_in_place()
    guards.install(connection)  # twice does no harm
    assert health.check_record()[0].level == "ok"
