"""The flow of an idea: evaluation, pilot, adopted or dropped, and what came of it (10.4.2, 10.4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.improvement import definitions, policies
from zhichi.improvement.choices import DONE, LONGEST_TEXT, STEPS, Answer, IdeaState
from zhichi.improvement.events import Measured, Moved
from zhichi.improvement.services._write import allow, lock, prose, record
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.improvement.models import Idea


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was measured: `answer` is a code of Answer, `text` says the numbers before and after."""

    answer: str
    text: str


@transaction.atomic
def advance(*, idea_id: int, step: str, reason: str, by: Actor, at: datetime, result: Result | None = None) -> Idea:
    """Take a step of the flow with its reason; the author is told. Appends improvement.moved.

    Adopting asks for the measured result, which appends improvement.measured. Raises DomainError naming the field at
    fault, Conflict when the idea does not stand where the step begins (somebody else was faster), KeyError for a step
    that does not exist.
    """
    idea, wanted = lock(idea_id), STEPS[step]
    allow(policies.MOVE, by, idea)
    if idea.state not in wanted.sources:
        message = _("The idea stands at “%s” now.") % IdeaState(idea.state).label
        raise Conflict("idea-moved", message, _("Look at it as it is, then decide again."))
    words = prose(reason, "reason", _("Say why."), most=LONGEST_TEXT)
    before, idea.state, idea.changed_at = idea.state, wanted.target, at
    idea.answered_at = idea.answered_at or at
    idea.decided_at = at if wanted.target in DONE else None
    if wanted.measures:
        _measure(idea, result, at)
    idea.save()
    record(idea, Moved(before=str(before), after=str(wanted.target), reason=words), by=by, at=at)
    if wanted.measures:
        record(idea, Measured(answer=idea.answer, result=idea.result), by=by, at=at)
    _tell(idea, words, by=by, at=at)
    return idea


@transaction.atomic
def measure(*, idea_id: int, result: Result, by: Actor, at: datetime) -> Idea:
    """Record the measured result of an adopted idea anew, as it shows later. Appends improvement.measured.

    Raises DomainError naming the field at fault, Conflict for an idea that is not adopted.
    """
    idea = lock(idea_id)
    allow(policies.MOVE, by, idea)
    if idea.state != IdeaState.ADOPTED:
        raise Conflict("not-adopted", _("Only an adopted idea has a result."))
    _measure(idea, result, at)
    idea.save()
    record(idea, Measured(answer=idea.answer, result=idea.result), by=by, at=at)
    return idea


def _measure(idea: Idea, result: Result | None, at: datetime) -> None:
    if result is None or result.answer not in Answer.values:
        message = _("Say whether it is better than before.")
        raise DomainError("answer", message, fields={"answer": message})
    text = prose(result.text, "result", _("Say what was measured, before and after."), most=LONGEST_TEXT)
    idea.answer, idea.result, idea.measured_at = result.answer, text, at


def _tell(idea: Idea, reason: str, *, by: Actor, at: datetime) -> None:
    told = {idea.author_id} - {by.user_id}
    data = {"title": idea.title, "after": idea.state, "who": by.label, "reason": reason}
    key = f"moved:{idea.pk}:{at.isoformat()}"
    notices.tell(told, kind=definitions.MOVED, stream=idea.stream, data=data, dedupe_key=key, at=at)
