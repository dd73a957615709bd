"""Turns service levels and what the test bench says into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.api.schemas.levels import (
    BenchOut,
    BenchReasonOut,
    HandbookTargetsOut,
    LevelConditionOut,
    LevelOut,
    LevelTableOut,
    LevelTargetOut,
    LevelVersionOut,
    PromisedOut,
    TriedOut,
)
from zhichi.api.schemas.values import Ref
from zhichi.sla import level_reads
from zhichi.sla.levels import never_reached
from zhichi.sla.registry import conditions_in_order, promised_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.sla.bench import Answer, Tried
    from zhichi.sla.level_reads import RuleLine
    from zhichi.sla.models import LevelVersion

MINUTE = 60


def version(row: LevelVersion) -> LevelVersionOut:
    """A version without its rules."""
    return LevelVersionOut.model_construct(
        number=row.number,
        published_at=row.published_at,
        published_by=row.published_label,
        reason=row.reason,
        rules=len(row.rules),
    )


def table(row: LevelVersion | None, *, is_in_force: bool) -> LevelTableOut:
    """A version with its rules; None for the empty table. A query for each kind of condition that is used."""
    rules = level_reads.rules_of(row)
    return LevelTableOut.model_construct(
        version=None if row is None else version(row),
        is_in_force=is_in_force,
        items=[_rule(line) for line in level_reads.lines(rules, never_reached(rules))],
        handbook=_handbook(),
    )


def answer(found: Answer, *, received_at: datetime) -> BenchOut:
    """All that the bench says."""
    return BenchOut.model_construct(
        level=found.name,
        received_at=received_at,
        contracts=list(found.contracts),
        calendar=None if found.calendar_id is None else Ref(id=found.calendar_id, name=found.calendar),
        calendar_from=found.calendar_from,
        promises=[
            PromisedOut.model_construct(
                metric=item.kind,
                label=item.label,
                seconds=int(item.target.total_seconds()),
                of_level=item.is_own,
                due_at=item.due_at,
            )
            for item in found.promised
        ],
        tried=[_tried(item) for item in found.tried],
        warnings=list(found.warnings),
    )


def _rule(line: RuleLine) -> LevelOut:
    rule = line.rule
    codes = [item.code for item in conditions_in_order() if item.code in rule.conditions]
    return LevelOut.model_construct(
        key=rule.key,
        name=rule.name,
        name_en=rule.name_en,
        conditions=[
            LevelConditionOut.model_construct(code=code, label=label, values=list(rule.conditions[code]), words=words)
            for code, (label, words) in zip(codes, line.conditions, strict=True)
        ],
        targets=_targets(rule.targets),
        calendar=None if rule.calendar is None else Ref(id=rule.calendar, name=line.calendar),
        never_reached_because_of=line.taken_by,
        trouble=list(line.trouble),
    )


def _targets(minutes: Mapping[str, int]) -> list[LevelTargetOut]:
    kinds = [kind.code for kind in promised_kinds() if kind.code in minutes]
    return [LevelTargetOut.model_construct(metric=code, seconds=minutes[code] * MINUTE) for code in kinds]


def _handbook() -> list[HandbookTargetsOut]:
    return [
        HandbookTargetsOut.model_construct(
            urgency=code,
            targets=[
                LevelTargetOut.model_construct(metric=item.kind, seconds=int(item.length.total_seconds()))
                for item in level_reads.targets_of({}, code)
            ],
        )
        for code in level_reads.urgencies()
    ]


def _tried(item: Tried) -> TriedOut:
    return TriedOut.model_construct(
        key=item.line.rule.key,
        name=item.line.rule.name,
        name_en=item.line.rule.name_en,
        outcome=item.outcome.replace(" ", "_"),
        reasons=[
            BenchReasonOut.model_construct(condition=str(label), asked=asked, known=known)
            for label, asked, known in item.reasons
        ],
    )
