"""The handbook as data: every clause in both languages, numbers only by policy."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from zhichi.handbook import registry
from zhichi.handbook.clauses_data import CHAPTERS, CLAUSES
from zhichi.handbook.codes import Unit
from zhichi.handbook.glossary_data import GROUPS, TERMS
from zhichi.handbook.wording import policy_keys, rule_words
from zhichi.records.registry import policies

HAN = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")
# As the handbook numbers them: chapter → the ids that must be there.
IDS = {
    1: "1.1 1.2 1.3",
    2: "2.1 2.2 2.3 2.4",
    3: "3.1.1 3.1.2 3.1.3 3.2.1 3.2.2 3.2.3 3.3.1 3.3.2 3.3.3 3.4.1 3.4.2 3.4.3 3.4.4",
    4: "4.1 4.2 4.3 4.4",
    5: "5.1.1 5.1.2 5.1.3 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.3.3 5.4.1 5.4.2 5.4.3 5.4.4",
    6: "6.1.1 6.1.2 6.1.3 6.2.1 6.2.2 6.2.3 6.3.1 6.3.2 6.3.3 6.4.1 6.4.2",
    7: "7.1.1 7.1.2 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4",
    8: "8.1.1 8.1.2 8.2.1 8.2.2 8.3.1 8.3.2 8.4.1 8.4.2 8.4.3",
    9: "9.1.1 9.1.2 9.2.1 9.2.2 9.3.1 9.3.2 9.4.1 9.4.2 9.4.3",
    10: "10.1.1 10.1.2 10.1.3 10.2.1 10.2.2 10.2.3 10.3.1 10.3.2 10.3.3 10.4.1 10.4.2 10.4.3",
}


def test_keeps_every_clause_in_order() -> None:
    assert list(CLAUSES) == " ".join(IDS.values()).split()
    assert [chapter.number for chapter in CHAPTERS] == list(IDS)


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.id)
def test_keeps_both_languages(clause: object) -> None:
    for name in ("title_zh", "rule_zh"):
        assert HAN.search(getattr(clause, name))
    for name in ("title_en", "rule_en"):
        assert LATIN.search(getattr(clause, name))
        assert not HAN.search(getattr(clause, name))


def test_keeps_the_same_numbers_in_both_languages() -> None:
    for clause in CLAUSES.values():
        assert sorted(policy_keys(clause.rule_zh)) == sorted(policy_keys(clause.rule_en)), clause.id


def test_refuses_rules_that_name_numbers_nobody_defined() -> None:
    for clause in CLAUSES.values():
        for key, brings_own in policy_keys(clause.rule_zh):
            assert key.startswith(f"{clause.id}."), f"{key} stands in clause {clause.id}"
            assert brings_own or key in policies, f"{key} has neither a definition nor a shipped value"


def test_refuses_shipped_values_beside_defined_ones() -> None:
    """Once a part defines numbers for a clause, the rule names those and not a shipped value of its own."""
    built = {definition.clause for definition in policies.values()}
    for clause in CLAUSES.values():
        if clause.id in built:
            stale = [key for key, _own in policy_keys(clause.rule_zh) if key not in policies]
            assert not stale, f"the rule of {clause.id} names {stale}, which no part defines"


def test_keeps_every_number_with_a_clause_and_a_unit() -> None:
    for definition in policies.values():
        assert definition.clause in CLAUSES, definition.key
        assert definition.unit in Unit.values, definition.key
        assert definition.key.startswith(f"{definition.clause}."), definition.key


@pytest.mark.django_db
def test_keeps_rules_readable_with_their_numbers() -> None:
    with translation.override("zh-hans"):
        assert "关闭后 7 天内客户回复即重新打开" in rule_words(CLAUSES["2.4"].rule_zh)
        assert "紧急问题 2 小时内" in rule_words(CLAUSES["3.1.2"].rule_zh)
    with translation.override("en"):
        assert "An answer within 7 days of closing reopens it." in rule_words(CLAUSES["2.4"].rule_en)
        assert "local faults are repaired within 24 hours, global ones within 12 hours" in rule_words(
            CLAUSES["7.3.2"].rule_en
        )
    for clause in CLAUSES.values():
        assert "{" not in rule_words(clause.rule_zh)
        assert "–" not in rule_words(clause.rule_en), clause.id


def test_refuses_evidence_for_clauses_the_handbook_lacks() -> None:
    with pytest.raises(KeyError):
        registry.clause_evidence("2.9", lambda _period: registry.Evidence("kept"))


def test_keeps_the_glossary_complete() -> None:
    assert all(term.is_complete for term in TERMS)
    assert {term.group for term in TERMS} == set(GROUPS)
    assert len({term.code for term in TERMS}) == len(TERMS)
    codes = {term.code for term in TERMS}
    assert {"support_service", "engineer", "supervisor", "manager", "inquiry", "fault", "enhancement", "sla"} <= codes
    assert {"satisfaction", "service_evaluation", "quality", "efficiency", "attitude"} <= codes
