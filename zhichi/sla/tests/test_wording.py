"""What became of clocks reads in the reader's language, in the record and on paper (3.4.1)."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from zhichi.sla.choices import ClockStep
from zhichi.sla.wording import steps_in_words

CHANGES = {
    "words": "response met, solution started",
    "changes": [{"kind": "response", "what": "met"}, {"kind": "solution", "what": "started"}],
}


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "首次响应已达标、解决开始计时"), ("en", "First response met, Solution started")],
)
def test_names_clocks_and_what_became_of_them(language: str, words: str) -> None:
    with override(language):
        assert steps_in_words(CHANGES) == words


def test_knows_every_step_that_events_tell_of() -> None:
    told = {"started", "paused", "resumed", "met", "missed", "void", "changed", "revived", "carried"}
    assert told == set(ClockStep.values)


def test_shows_what_it_does_not_know_as_it_is() -> None:
    with override("en"):
        assert steps_in_words({"words": "old words"}) == "old words"
        assert steps_in_words({"changes": [{"kind": "tea", "what": "brewed"}]}) == "tea brewed"
