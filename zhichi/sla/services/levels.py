"""Write the table of service levels: a draft, rule by rule, then a numbered version that never changes (1.3, 3.1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.sla import in_force, level_reads, policies
from zhichi.sla.choices import DraftStep
from zhichi.sla.events import DraftBegun, DraftChanged, DraftDiscarded, LevelsPublished, LevelsRolledOut
from zhichi.sla.levels import Rule, rule_of
from zhichi.sla.models import LevelDraft, LevelRollout, LevelVersion
from zhichi.sla.registry import conditions, promised_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

STREAM = "levels:1"
MOST_RULES = 200
LONGEST_MINUTES = 60 * 24 * 366
NO_DRAFT = 0


@dataclass(frozen=True, kw_only=True)
class RuleData:
    """The editable fields of a rule. `targets` are minutes of working time by kind of clock."""

    name: str
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    calendar: int | None = None
    name_en: str = ""


@transaction.atomic
def save_rule(*, data: RuleData, key: str = "", edition: int, by: Actor, at: datetime) -> Rule:
    """Change the rule `key` of the draft, or add one at the end. Begins a draft from the version in force if need be.

    Appends sla.draft_changed. `edition` is that of the draft the writer saw (0: none): another one is a Conflict.
    """
    draft = _open(edition, by, at)
    rules = _rules(draft)
    known = _find(rules, key) if key else None
    rule = _checked(data, known, rules)
    if known is None:
        if len(rules) >= MOST_RULES:
            raise DomainError("many", _("A table has at most %s rules.") % MOST_RULES)
        rules.append(rule)
    elif known == rule:
        return rule
    else:
        rules[rules.index(known)] = rule
    _store(draft, rules, DraftStep.ADDED if known is None else DraftStep.CHANGED, rule, by=by, at=at)
    return rule


@transaction.atomic
def move_rule(*, key: str, is_up: bool, edition: int, by: Actor, at: datetime) -> Rule:
    """Let a rule be asked one place earlier or later; at the end of the table nothing happens."""
    draft = _open(edition, by, at)
    rules = _rules(draft)
    rule = _find(rules, key)
    place = rules.index(rule)
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(rules):
        rules[place], rules[other] = rules[other], rules[place]
        _store(draft, rules, DraftStep.MOVED, rule, by=by, at=at)
    return rule


@transaction.atomic
def remove_rule(*, key: str, edition: int, by: Actor, at: datetime) -> Rule:
    """Take a rule out of the draft. Published versions keep it."""
    draft = _open(edition, by, at)
    rules = _rules(draft)
    rule = _find(rules, key)
    rules.remove(rule)
    _store(draft, rules, DraftStep.REMOVED, rule, by=by, at=at)
    return rule


@transaction.atomic
def take_up(*, number: int, edition: int, by: Actor, at: datetime) -> LevelDraft:
    """Make the draft a copy of a version, as a start for a new one. Appends sla.draft_begun."""
    _may_write(by)
    source = LevelVersion.objects.get(number=number)
    draft = _locked(edition)
    if draft is None:
        draft = LevelDraft(edition=0)
    draft.rules, draft.base = source.rules, number
    _touch(draft, by, at)
    _tell(DraftBegun(number=number), by=by, at=at)
    return draft


@transaction.atomic
def discard_draft(*, edition: int, by: Actor, at: datetime) -> None:
    """Throw the draft away. Appends sla.draft_discarded; nothing happens when there is none."""
    _may_write(by)
    draft = _locked(edition)
    if draft is not None:
        draft.delete()
        _tell(DraftDiscarded(), by=by, at=at)


@transaction.atomic
def publish(*, reason: str, with_open: bool, edition: int, by: Actor, at: datetime) -> LevelVersion:
    """Put the draft in force as the next version, for new tickets and with `with_open` for open ones too.

    Appends sla.levels_published. Refuses without a reason, without a draft, and when nothing differs.
    """
    _may_write(by)
    text = clean(reason).strip()
    if not text:
        raise DomainError("reason", _("Say why."), fields={"reason": _("Say why the service levels change.")})
    draft = _locked(edition)
    newest = LevelVersion.objects.first()
    if draft is None or draft.rules == (newest.rules if newest else []):
        raise DomainError("same", _("The draft does not differ from what is in force."))
    number = newest.number + 1 if newest else 1
    row = LevelVersion.objects.create(
        number=number,
        rules=draft.rules,
        reason=text[:500],
        published_at=at,
        published_by_id=by.user_id,
        published_label=by.label,
    )
    draft.delete()
    if with_open:
        LevelRollout.objects.create(number=number, asked_at=at, asked_label=by.label)
    event = LevelsPublished(
        number=number, rules=len(row.rules), reason=row.reason, digest=digest_of(row), with_open=with_open
    )
    _tell(event, by=by, at=at)
    transaction.on_commit(in_force.forget)
    return row


def digest_of(row: LevelVersion) -> str:
    """The digest by which the event proves the rules."""
    return sha256(dumps(row.rules))


@transaction.atomic
def note_progress(*, rollout_id: int, looked: int, changed: int) -> None:
    """Count what one batch of open tickets did under a new version."""
    row = LevelRollout.objects.select_for_update().get(pk=rollout_id)
    row.looked, row.changed = row.looked + looked, row.changed + changed
    row.save(update_fields=("looked", "changed"))


@transaction.atomic
def begin_rollout(*, rollout_id: int, total: int) -> None:
    """Note how many open tickets there are to look at."""
    LevelRollout.objects.filter(pk=rollout_id).update(total=total)


@transaction.atomic
def finish_rollout(*, rollout_id: int, by: Actor, at: datetime) -> None:
    """Every open ticket runs under the version. Appends sla.levels_rolled_out, once."""
    row = LevelRollout.objects.select_for_update().get(pk=rollout_id)
    if row.finished_at is None:
        row.finished_at = at
        row.save(update_fields=("finished_at",))
        _tell(LevelsRolledOut(number=row.number, looked=row.looked, changed=row.changed), by=by, at=at)


def _may_write(by: Actor) -> None:
    if not by.is_system:
        policies.MANAGE.check(by.user)


def _locked(edition: int) -> LevelDraft | None:
    draft = LevelDraft.objects.select_for_update().first()
    if (draft.edition if draft else NO_DRAFT) != edition:
        raise _overtaken()
    return draft


def _overtaken() -> Conflict:
    message = _("Somebody else changed the draft meanwhile.")
    return Conflict("draft", message, _("Look at what changed and try again."))


def _open(edition: int, by: Actor, at: datetime) -> LevelDraft:
    """The draft, begun from the version in force when there is none yet (not saved here)."""
    _may_write(by)
    draft = _locked(edition)
    if draft is not None:
        return draft
    newest = LevelVersion.objects.first()
    number = newest.number if newest else 0
    _tell(DraftBegun(number=number), by=by, at=at)
    return LevelDraft(rules=newest.rules if newest else [], base=number, edition=0)


def _rules(draft: LevelDraft) -> list[Rule]:
    return [rule_of(item) for item in draft.rules]


def _find(rules: Sequence[Rule], key: str) -> Rule:
    found = next((rule for rule in rules if rule.key == key), None)
    if found is None:
        raise Conflict("rule", _("This rule is no longer in the draft."), _("Look at what changed and try again."))
    return found


def _store(draft: LevelDraft, rules: Sequence[Rule], step: DraftStep, rule: Rule, *, by: Actor, at: datetime) -> None:
    draft.rules = [item.plain() for item in rules]
    _touch(draft, by, at)
    _tell(DraftChanged(step=step.value, name=rule.name, key=rule.key), by=by, at=at)


def _touch(draft: LevelDraft, by: Actor, at: datetime) -> None:
    """Save the draft under a new edition. Editions count from the time, so that none ever comes back."""
    draft.edition = max(draft.edition + 1, int(at.timestamp()))
    draft.changed_at, draft.changed_label = at, by.label
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise _overtaken() from None


def _tell(event: Event, *, by: Actor, at: datetime) -> None:
    records.append(STREAM, event, by=by, at=at)


def _checked(data: RuleData, known: Rule | None, rules: Sequence[Rule]) -> Rule:
    name, name_en = _names(data, [rule for rule in rules if rule is not known])
    check_targets(data.targets)
    kept = known.calendar if known else None
    if data.calendar is not None and data.calendar != kept and data.calendar not in level_reads.calendar_names():
        message = _("This calendar is not in use. Choose one of the list.")
        raise DomainError("calendar", message, fields={"calendar": message})
    return Rule(
        key=known.key if known else secrets.token_hex(4),
        name=name,
        conditions=_conditions(data, known),
        targets={kind.code: data.targets[kind.code] for kind in promised_kinds() if kind.code in data.targets},
        calendar=data.calendar,
        name_en=name_en,
    )


def _names(data: RuleData, others: Sequence[Rule]) -> tuple[str, str]:
    """The name in Chinese, else the English one, and the one in English; one of them is needed, both are its own."""
    english = " ".join(clean(data.name_en).split())
    name = " ".join(clean(data.name).split()) or english
    field = "name" if data.name.strip() or not english else "name_en"
    if not name or len(name) > 60 or len(english) > 60:
        message = _("Give the level a name of at most 60 characters.")
        raise DomainError("name", message, fields={field if len(name) > 60 or not name else "name_en": message})
    for wanted, where in ((name, field), (english, "name_en")):
        if wanted and any(wanted in {rule.name, rule.name_en} for rule in others):
            message = _("Another rule is called “%s” already.") % wanted
            raise DomainError("name", message, fields={where: message})
    return name, english


def check_targets(targets: Mapping[str, int]) -> None:
    """Refuse targets out of range, each at its own field."""
    unknown = sorted(targets.keys() - {kind.code for kind in promised_kinds()})
    if unknown:
        raise DomainError("target", _("Service levels do not set the target “%s”.") % unknown[0])
    wrong = [code for code, minutes in targets.items() if not 1 <= minutes <= LONGEST_MINUTES]
    if wrong:
        message = _("A target lies between one minute and a year of working time.")
        raise DomainError("target", message, fields={f"target_{code}": message for code in wrong})


def _conditions(data: RuleData, known: Rule | None) -> dict[str, tuple[str, ...]]:
    """The conditions in a fixed order, without empty ones; values must exist unless the rule has them already."""
    found = {}
    unknown = set(data.conditions) - set(conditions.names())
    if unknown:
        raise DomainError("condition", _("Service levels cannot ask for “%s”.") % min(unknown))
    for code in sorted(data.conditions, key=lambda item: conditions.get(item).order):
        values = tuple(dict.fromkeys(data.conditions[code]))
        kept = set(known.conditions.get(code, ())) if known else set()
        names = conditions.get(code).names(values)
        gone = [value for value in values if value not in names and value not in kept]
        if gone:
            message = _("This is gone: %s. Choose again.") % ", ".join(gone)[:200]
            raise DomainError("condition", message, fields={f"is_{code}": message})
        if values:
            found[code] = values
    return found
