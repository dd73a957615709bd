"""Rows that are made and inserted at less cost than Django's own way, and hold the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from zhichi.core.insert import fresh
from zhichi.core.sqlite import base

MODELS = ("files.Attachment", "sla.Clock", "tickets.Message", "outbound.OutboundMail", "tickets.Ticket")
Ticket: Any = apps.get_model("tickets.Ticket")
Message: Any = apps.get_model("tickets.Message")


def held(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in {"_state", "public_id"}}


@pytest.mark.parametrize("name", MODELS)
def test_a_fresh_row_holds_what_django_would_put_into_it(name: str) -> None:
    model = apps.get_model(name)
    assert held(fresh(model)) == held(model())
    assert fresh(model)._state.adding


def test_takes_rows_and_keys_of_rows() -> None:
    ticket = Ticket(pk=7, subject="x")
    message = fresh(Message, ticket=ticket, author_id=3, text="y")
    assert (message.ticket_id, message.ticket, message.author_id) == (7, ticket, 3)


def test_defaults_that_can_change_are_each_rows_own() -> None:
    one, other = fresh(Message), fresh(Message)
    one.notices.append("x")
    assert other.notices == []
    assert fresh(Ticket).public_id != fresh(Ticket).public_id


def test_refuses_what_is_no_field() -> None:
    with pytest.raises(TypeError, match="colour"):
        fresh(Ticket, colour="red")


def test_every_model_of_ours_is_served() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("zhichi."):
            assert set(vars(fresh(model))) == set(vars(model())), model


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes Django's marks as they are")
def test_sqlite_gets_its_own_marks() -> None:
    for _twice in range(2):  # the second one is remembered
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s, '100%%', %s", ["?", 2])
            assert cursor.fetchone() == ("?", "100%", 2)
            cursor.execute("SELECT %(one)s, %(other)s", {"one": 1, "other": "%s"})
            assert cursor.fetchone() == (1, "%s")
            cursor.execute("SELECT '%s'")
            assert cursor.fetchone() == ("%s",)
            cursor.execute(f"SELECT %s {' ' * base.LONGEST}", [3])
            assert cursor.fetchone() == (3,)
