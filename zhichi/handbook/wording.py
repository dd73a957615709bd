"""Values, rules and labels in words, in the language that is active."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.handbook.codes import Unit
from zhichi.records.registry import policies
from zhichi.records.selectors import policy
from zhichi.ui.timing import duration_words, when_words

NOTHING = "–"
_PLACEHOLDER = re.compile(r"\{(?P<key>[0-9.]+\.[a-z_]+)(?::(?P<value>[^:}]+):(?P<unit>[a-z]+))?\}")


def value_words(value: Any, unit: str) -> str:
    """A value with its unit: 98.5%, 4 hours, 4 小时, yes. None gives a dash."""
    if value is None:
        return NOTHING
    if unit == Unit.PERCENT:
        return f"{_number(value)}%"
    if unit == Unit.FLAG:
        return gettext("yes") if value else gettext("no")
    if unit == Unit.DURATION or isinstance(value, timedelta):
        return duration_words(value)
    if isinstance(value, datetime):
        return when_words(value, now=clock.now(), style="full")
    return _counted(value, unit)


def is_number(value: Any) -> bool:
    """Whether a value can be drawn and compared."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def signed_words(difference: float, unit: str) -> str:
    """A difference with its sign: +2, −1.5 points, +10 minutes."""
    sign = "+" if difference > 0 else "−"
    if unit == Unit.PERCENT:
        return sign + _("%s points") % _number(abs(difference))
    return sign + value_words(abs(difference), unit)


def _counted(value: Any, unit: str) -> str:
    if isinstance(value, str) and unit not in _TIMES:
        return gettext(value) if value else NOTHING
    if unit not in _TIMES:
        return _number(value)
    count = float(value)
    whole = int(count) if count.is_integer() else 2
    return _time_words(unit, whole) % {"count": _number(value)}


_TIMES = {Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.MONTHS}


def _time_words(unit: str, count: int) -> str:
    if unit == Unit.SECONDS:
        return ngettext("%(count)s second", "%(count)s seconds", count)
    if unit == Unit.MINUTES:
        return ngettext("%(count)s minute", "%(count)s minutes", count)
    if unit == Unit.HOURS:
        return ngettext("%(count)s hour", "%(count)s hours", count)
    if unit == Unit.MONTHS:
        return ngettext("%(count)s month", "%(count)s months", count)
    return ngettext("%(count)s day", "%(count)s days", count)


def _number(value: Any) -> str:
    number = float(value)
    return f"{int(number):,}" if number.is_integer() else f"{number:,.2f}".rstrip("0").rstrip(".")


def label_words(label: Any) -> str:
    """A label in the active language, whether it came as a msgid or as lazy text."""
    return gettext(label) if type(label) is str and label else str(label)


def rule_words(rule: str) -> str:
    """The rule text with the policy values in force, in the active language."""
    return _PLACEHOLDER.sub(_value_in_force, rule)


def policy_keys(rule: str) -> list[tuple[str, bool]]:
    """The policy keys that a rule names, each with whether it brings a shipped value of its own."""
    return [(found["key"], found["value"] is not None) for found in _PLACEHOLDER.finditer(rule)]


def _value_in_force(found: re.Match[str]) -> str:
    key = found["key"]
    definition = policies.find(key)
    if definition is not None:
        return value_words(policy(key), definition.unit)
    if found["value"] is None:
        return NOTHING
    return value_words(found["value"], found["unit"])
