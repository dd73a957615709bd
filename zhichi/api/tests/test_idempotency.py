"""A repeated request with the same key changes nothing, whatever happens to the network."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections

from zhichi.api import services
from zhichi.api.models import RememberedAnswer
from zhichi.core.clock import now
from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

BODY = {"subject": "导出乱码"}


def test_answers_as_then_and_makes_nothing(office: Office) -> None:
    program = office.program()
    first = program.post("/tickets", BODY, idempotency_key="k1")
    second = program.post("/tickets", BODY, idempotency_key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_refuses_the_key_of_another_request(office: Office) -> None:
    program = office.program()
    number = program.post("/tickets", BODY, idempotency_key="k1").json()["number"]
    for answer in (
        program.post("/tickets", {"subject": "别的"}, idempotency_key="k1"),
        program.post(f"/tickets/{number}/messages", {"message": {"kind": "note", "text": "x"}}, idempotency_key="k1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key")
    assert Message.objects.count() == 1


def test_keys_of_different_tokens_do_not_meet(office: Office) -> None:
    for name in ("senior", "junior"):
        assert office.program(name).post("/tickets", BODY, idempotency_key="k1").status_code == 201
    assert Ticket.objects.count() == 2


def test_a_refused_request_leaves_the_key_free(office: Office) -> None:
    program = office.program()
    assert program.post("/tickets", BODY | {"product_id": 99}, idempotency_key="k1").status_code == 422
    assert program.post("/tickets", BODY, idempotency_key="k1").status_code == 201


def test_forgets_after_a_day(office: Office) -> None:
    office.program().post("/tickets", BODY, idempotency_key="k1")
    assert services.forget_answers(at=now() + timedelta(hours=23)) == 0
    assert services.forget_answers(at=now() + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_make_one_ticket(office: Office) -> None:
    program, answers = office.program(), []

    def send() -> None:
        try:
            answers.append(program.post("/tickets", BODY, idempotency_key="k1"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Ticket.objects.count() == RememberedAnswer.objects.count() == 1


def test_costs_few_queries(office: Office, django_assert_max_num_queries: Any) -> None:
    program = office.program()
    program.get("/me")
    with django_assert_max_num_queries(22):
        program.post("/tickets", BODY, idempotency_key="k1")
