"""The table of service levels: the first rule that fits decides, versions never change, drafts do not collide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import services as records
from zhichi.records.selectors import history
from zhichi.sla import guards, in_force, level_reads, levels, selectors, services
from zhichi.sla.choices import RuleChange
from zhichi.sla.levels import Rule
from zhichi.sla.models import LevelDraft, LevelVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.people import People

BY = Actor.system("tests")
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Deal:
    id: int
    label: str = "HT"
    calendar_id: int | None = None


def rule(key: str, calendar: int | None = None, **conditions: str) -> Rule:
    """A rule with conditions as words: urgency="urgent normal"."""
    return Rule(key, key, {code: tuple(values.split()) for code, values in conditions.items()}, {}, calendar)


TABLE = (
    rule("vip", organisation="7 8", urgency="urgent"),
    rule("round-the-clock", contract="31", calendar=2),
    rule("contracted", contract="any"),
    rule("faults of reports", product="5", type="fault"),
    rule("urgent", urgency="urgent"),
)
CASES = [
    ({"organisation": 7, "urgency": "urgent"}, (), "vip"),
    ({"organisation": 7, "urgency": "normal"}, (), None),
    ({"organisation": 7, "urgency": "urgent"}, (Deal(31),), "vip"),  # the first that fits, not the closest
    ({"organisation": 9, "urgency": "normal"}, (Deal(30), Deal(31)), "round-the-clock"),
    ({"organisation": 9, "urgency": "normal"}, (Deal(30),), "contracted"),
    ({"product": 5, "type": "fault", "urgency": "urgent"}, (), "faults of reports"),
    ({"product": 5, "type": "", "urgency": "urgent"}, (), "urgent"),  # an unknown type meets no condition on it
    ({"product": None, "type": "fault", "urgency": "normal"}, (), None),
    ({}, (), None),
]


@pytest.mark.parametrize(("values", "agreed", "expected"), CASES)
def test_the_first_rule_that_fits_decides(
    values: dict[str, object], agreed: tuple[Deal, ...], expected: str | None
) -> None:
    found = levels.first_match(TABLE, levels.facts_of(values, agreed))
    assert (found.key if found else None) == expected


def test_the_calendar_is_the_rules_else_the_contracts() -> None:
    agreed = (Deal(30, "A", 4), Deal(31, "B", 5))
    by_rule = levels.decide([rule("a", contract="31", calendar=2)], levels.facts_of({}, agreed), agreed)
    assert by_rule is not None
    assert (by_rule["calendar"], by_rule["contract_label"]) == (2, "B")
    by_contract = levels.decide([rule("a", contract="31")], levels.facts_of({}, agreed), agreed)
    assert by_contract is not None
    assert (by_contract["calendar"], by_contract["contract"]) == (5, 31)
    without_rule = levels.decide([], levels.facts_of({}, agreed), agreed)
    assert without_rule is not None
    assert (without_rule["key"], without_rule["calendar"]) == ("", 4)
    assert levels.decide([], levels.facts_of({}, ()), ()) is None


codes = st.sampled_from(["organisation", "contract", "product", "type", "urgency"])
rules = st.lists(
    st.dictionaries(codes, st.lists(st.sampled_from("123"), min_size=1, unique=True).map(tuple)), max_size=6
).map(lambda items: [Rule(str(place), str(place), item) for place, item in enumerate(items)])
facts = st.dictionaries(codes, st.sampled_from("123").map(lambda value: frozenset({value})))


@given(rules, facts)
def test_any_table_gives_the_first_that_misses_nothing(table: list[Rule], known: dict[str, frozenset[str]]) -> None:
    found = levels.first_match(table, known)
    before = table[: table.index(found)] if found else table
    assert all(levels.misses(item, known) for item in before)
    assert found is None or not levels.misses(found, known)


@given(rules, facts)
def test_a_rule_that_is_never_reached_never_decides(table: list[Rule], known: dict[str, frozenset[str]]) -> None:
    found = levels.first_match(table, known)
    assert found is None or found.key not in levels.never_reached(table)


@given(rules, rules)
def test_differences_name_every_rule_that_differs_and_no_other(before: list[Rule], after: list[Rule]) -> None:
    told = {item.name for item in levels.differences(before, after)}
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    assert told >= {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assert not levels.differences(before, before)


def test_moving_one_rule_is_told_as_one_move() -> None:
    before = [rule(key) for key in "abcde"]
    after = [rule(key) for key in "eabcd"]
    found = levels.differences(before, after)
    assert [(item.name, item.change, item.place_before, item.place_after) for item in found] == [
        ("e", RuleChange.MOVED, 5, 1)
    ]


class Office:
    """Writes drafts as the pages do, always with the edition it has just seen."""

    @property
    def edition(self) -> int:
        draft = level_reads.draft()
        return draft.edition if draft else services.NO_DRAFT

    def rule(self, name: str, key: str = "", **given: Any) -> Rule:
        data = services.RuleData(**{"name": name, "targets": {"response": 15}, **given})
        return services.save_rule(data=data, key=key, edition=self.edition, by=BY, at=AT)

    def publish(self, reason: str = "新一年") -> LevelVersion:
        return services.publish(reason=reason, with_open=False, edition=self.edition, by=BY, at=AT)

    def names(self) -> list[str]:
        return [item.name for item in level_reads.rules_of(level_reads.draft())]


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_a_draft_becomes_a_version_and_the_next_draft_begins_from_it(office: Office) -> None:
    office.rule("金牌", conditions={"urgency": ["urgent"]})
    office.rule("标准")
    assert office.publish().number == 1
    assert level_reads.draft() is None
    office.rule("银牌")
    assert office.names() == ["金牌", "标准", "银牌"]
    assert office.publish("加银牌").number == 2
    first = level_reads.version(1)
    assert [item.name for item in level_reads.rules_of(first)] == ["金牌", "标准"]
    codes = [event.code.removeprefix("sla.") for event in history("levels:1")]
    assert codes == [
        "draft_begun", "draft_changed", "draft_changed", "levels_published",
        "draft_begun", "draft_changed", "levels_published",
    ]  # fmt: skip


def test_rules_move_and_go_and_an_older_version_is_taken_up_again(office: Office) -> None:
    first, second = office.rule("一"), office.rule("二")
    services.move_rule(key=second.key, is_up=True, edition=office.edition, by=BY, at=AT)
    services.move_rule(key=second.key, is_up=True, edition=office.edition, by=BY, at=AT)  # it is the first already
    assert office.names() == ["二", "一"]
    office.publish()
    services.remove_rule(key=first.key, edition=office.edition, by=BY, at=AT)
    office.publish("去掉一")
    services.take_up(number=1, edition=office.edition, by=BY, at=AT)
    assert office.names() == ["二", "一"]
    assert office.publish("恢复").number == 3
    office.rule("三")
    services.discard_draft(edition=office.edition, by=BY, at=AT)
    assert level_reads.draft() is None


@pytest.mark.parametrize("statement", ["UPDATE sla_levelversion SET reason = 'x'", "DELETE FROM sla_levelversion"])
def test_the_database_refuses_to_change_a_version(office: Office, statement: str) -> None:
    office.rule("金牌")
    office.publish()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LevelVersion.objects.get().reason == "新一年"


def test_verify_finds_a_forged_version(office: Office) -> None:
    office.rule("金牌")
    office.publish()
    assert records.verify(by=BY, at=AT)[1] == []
    guards.remove(connection)
    LevelVersion.objects.update(rules=[])
    guards.install(connection)
    assert [doubt.stream for doubt in records.verify(by=BY, at=AT)[1]] == ["levels:1"]


def test_two_writers_do_not_overwrite_each_other(office: Office) -> None:
    seen = office.edition
    office.rule("甲")
    data = services.RuleData(name="乙")
    with pytest.raises(Conflict):
        services.save_rule(data=data, edition=seen, by=BY, at=AT)
    stale = office.edition
    services.discard_draft(edition=stale, by=BY, at=AT)
    office.rule("丙")
    services.save_rule(data=data, edition=office.edition, by=BY, at=AT)
    assert office.names() == ["丙", "乙"]
    with pytest.raises(Conflict):
        services.remove_rule(key="nobody", edition=office.edition, by=BY, at=AT)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"name": "金牌"}, "name"),
        ({"targets": {"response": 0}}, "target_response"),
        ({"targets": {"solution": 10**9}}, "target_solution"),
        ({"targets": {"lunch": 5}}, None),
        ({"conditions": {"urgency": ["soon"]}}, "is_urgency"),
        ({"conditions": {"organisation": ["4711"]}}, "is_organisation"),
        ({"conditions": {"contract": ["words"]}}, "is_contract"),
        ({"conditions": {"weather": ["fine"]}}, None),
        ({"calendar": 4711}, "calendar"),
    ],
)
def test_a_bad_rule_names_its_field_and_changes_nothing(
    office: Office, given: dict[str, Any], field: str | None
) -> None:
    office.rule("金牌")
    with pytest.raises(DomainError) as caught:
        office.rule(**{"name": "银牌", **given})
    assert list(caught.value.fields) == ([field] if field else [])
    assert office.names() == ["金牌"]


def test_a_level_has_a_name_in_each_language_or_one_for_both(office: Office) -> None:
    both, chinese = office.rule("金牌", name_en="Gold"), office.rule("标准")
    english = office.rule("", name_en="Trial")
    with translation.override("en"):
        assert [rule.said for rule in (both, chinese, english)] == ["Gold", "标准", "Trial"]
    with translation.override("zh-hans"):
        assert [rule.said for rule in (both, chinese, english)] == ["金牌", "标准", "Trial"]
    row = office.publish()
    assert [item.get("name_en") for item in row.rules] == ["Gold", None, "Trial"]  # versions of before look like 标准
    assert [rule.name_en for rule in level_reads.rules_of(row)] == ["Gold", "", "Trial"]
    in_force.forget()  # what a commit does
    with translation.override("en"):
        assert [selectors.level_words(name) for name in ("金牌", "标准", "早先的", "")] == [
            "Gold",
            "标准",
            "早先的",
            "",
        ]
    office.rule("金牌", key=both.key, name_en="Gold plus")
    ((_item, fields),) = level_reads.changes(level_reads.rules_of(row), level_reads.rules_of(level_reads.draft()))
    assert [row[1:] for row in fields] == [("Gold", "Gold plus")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "name_en": " "}, "name"),
        ({"name": "金牌", "name_en": "x" * 61}, "name_en"),
        ({"name": "", "name_en": "x" * 61}, "name_en"),
        ({"name": "银牌", "name_en": "Gold"}, "name_en"),
        ({"name": "Gold"}, "name"),
    ],
)
def test_a_name_that_is_missing_too_long_or_taken_is_named(office: Office, given: dict[str, str], field: str) -> None:
    office.rule("黄金", name_en="Gold")
    with pytest.raises(DomainError) as refused:
        office.rule(**given)
    assert list(refused.value.fields) == [field]


def test_publishing_needs_a_reason_and_a_difference(office: Office) -> None:
    with pytest.raises(DomainError):
        office.publish()
    first = office.rule("金牌")
    with pytest.raises(DomainError):
        office.publish(" ")
    office.publish()
    changed = services.RuleData(name="金牌客户", targets={"response": 15})
    services.save_rule(data=changed, key=first.key, edition=office.edition, by=BY, at=AT)
    back = services.RuleData(name="金牌", targets={"response": 15})
    services.save_rule(data=back, key=first.key, edition=office.edition, by=BY, at=AT)
    with pytest.raises(DomainError):
        office.publish()


def test_only_leaders_write(office: Office, people: People) -> None:
    for name in ("senior", "auditor", "administrator"):
        with pytest.raises(Refused):
            services.save_rule(data=services.RuleData(name="x"), edition=0, by=people.actor(name), at=AT)
    services.save_rule(data=services.RuleData(name="x"), edition=0, by=people.actor("supervisor"), at=AT)
    assert LevelDraft.objects.get().changed_label == "员工 supervisor"


def lines_of(table: Sequence[Rule]) -> list[level_reads.RuleLine]:
    return level_reads.lines(table, levels.never_reached(table))


def test_a_table_says_what_is_never_reached_and_what_is_gone(office: Office) -> None:
    wide, narrow = rule("u", urgency="urgent"), rule("uf", urgency="urgent", type="fault")
    gone = rule("gone", organisation="4711", calendar=99)
    found = lines_of([wide, narrow, gone])
    assert [item.taken_by for item in found] == ["", "u", ""]
    assert [len(item.trouble) for item in found] == [0, 0, 2]
