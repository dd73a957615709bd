"""Sentences never fail, whatever an old or foreign event holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone, translation

from zhichi.core.registry import Registry
from zhichi.records import registry
from zhichi.records.registry import Recorded
from zhichi.records.tests.conftest import AT
from zhichi.records.wording import sentence


def _recorded(code: str, data: dict[str, Any], kind: str = "staff", label: str = "林晓") -> Recorded:
    return Recorded(1, "thing:1", 1, code, AT, None, kind, label, data, None)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(registry, "labels", Registry("labels"))
    with translation.override("en"):
        yield


def test_keeps_fields_and_actor_in_the_sentence() -> None:
    data = {"source": "ticket:1", "target": "ticket:2", "kind": "follows"}
    assert sentence(_recorded("links.made", data)) == "林晓 linked ticket:1 to ticket:2"
    with translation.override("zh-hans"):
        assert sentence(_recorded("links.made", data)) == "林晓把 ticket:1 关联到 ticket:2"


def test_keeps_codes_as_words_of_the_field_or_of_one_event() -> None:
    registry.register_labels("before", lambda code: f"<{code}>")
    registry.register_labels("policy.changed.after", lambda code: f"[{code}]")
    data = {"key": "k", "before": "a", "after": ["b", "c"], "reason": "r"}
    assert sentence(_recorded("policy.changed", data)) == "林晓 changed k from <a> to [b], [c]: r"


def test_keeps_talking_when_fields_are_missing_or_odd() -> None:
    assert sentence(_recorded("policy.changed", {"key": "100%"})) == "林晓 changed 100% from … to …: …"
    assert sentence(_recorded("no.such", {})) == "no.such"
    assert sentence(_recorded("no.such", {}), public=True) == ""
    assert sentence(_recorded("links.made", {}), public=True) == ""  # customers are not told
    said = sentence(_recorded("policy.changed", {"before": None, "after": True, "reason": {"a": 1}}))
    assert said == "林晓 changed … from nothing to yes: a: 1"


def test_keeps_the_product_itself_named() -> None:
    assert sentence(_recorded("links.made", {"source": "a", "target": "b"}, "system", "mail intake")) == (
        "Zhichi (mail intake) linked a to b"
    )


def test_says_instants_by_the_readers_own_clock() -> None:
    data = {
        "key": "k",
        "before": "2026-06-12T02:00:00.5+00:00",
        "after": "2026-06-12T02:00",
        "reason": "2026-13-45T99:99:99+00:00",
    }
    with timezone.override("Asia/Shanghai"):
        said = sentence(_recorded("policy.changed", data))
    assert said == "林晓 changed k from 12 Jun 2026 10:00 to 2026-06-12T02:00: 2026-13-45T99:99:99+00:00"
