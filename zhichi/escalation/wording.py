"""Codes in events and notices of escalation as words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.escalation.choices import LATE, PASSED_ON, RAISED, WARNED, Step, Why
from zhichi.records.registry import register_labels
from zhichi.sla.registry import label_of
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Callable


def register() -> None:
    """Put the labels into the record's registry; notices use the same."""
    for code in (WARNED, LATE, RAISED, PASSED_ON, "escalation.skipped"):
        register_labels(f"{code}.clock", label_of)
        register_labels(f"{code}.due_at", _moment)
        register_labels(f"{code}.owner", accounts.name_words)
    register_labels("notices.withdrawn.whose", accounts.name_words)
    for code in (RAISED, "escalation.skipped"):
        register_labels(f"{code}.step", _choice(Step))
    for code in (PASSED_ON, "escalation.skipped"):
        register_labels(f"{code}.why", _choice(Why))


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda code: str(choices(code).label) if code in choices.values else code


def _moment(value: str) -> str:
    """The hour, with the date in front unless it is today."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    now = clock.now()
    hour = when_words(moment, now=now, style="time")
    if timezone.localtime(moment).date() == timezone.localtime(now).date():
        return hour
    return f"{when_words(moment, now=now, style='date')} {hour}"
