"""How long the process that holds the model stays: memory of the product at rest."""

from __future__ import annotations

import json
import os
import time
from multiprocessing import Pipe
from typing import Any

import pytest

from zhichi.search.meaning import helper as place
from zhichi.search.meaning.helper import LOT_SECONDS, QUIET_SECONDS, Helper


class _Answers(Helper):
    def answer(self, asked: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """Nothing is loaded."""
        return {"op": asked["op"]}, payload


def asked(one: Helper, **question: Any) -> float:
    """How many seconds the helper stays after this question."""
    ours, theirs = Pipe()
    ours.send_bytes(json.dumps(question).encode())
    place._serve_one(one, theirs)
    assert json.loads(ours.recv_bytes()) == {"op": question["op"]}
    return one.ends_at - time.monotonic()


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "setpriority", lambda *_given: None)  # this thread goes on with other tests


@pytest.mark.parametrize("op", ["embed", "near"])
def test_stays_for_the_next_question(op: str) -> None:
    assert QUIET_SECONDS - 5 < asked(_Answers(), op=op) <= QUIET_SECONDS


def test_goes_soon_after_a_lot_of_passages() -> None:
    assert LOT_SECONDS - 5 < asked(_Answers(), op="embed", texts=[], is_question=False) <= LOT_SECONDS


def test_a_lot_does_not_shorten_what_a_question_asked_for() -> None:
    one = _Answers()
    asked(one, op="embed", is_question=True)
    assert asked(one, op="embed", texts=[], is_question=False) > QUIET_SECONDS - 5
    assert one.busy == 0
